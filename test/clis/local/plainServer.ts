import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import type { Step } from '../codex/modelServer.js';
import { done } from '../codex/modelServer.js';

/** A step may depend on what the model was told, and may take its time. */
export type PlainScript = readonly (Step | ((request: PlainRequest) => Step | Promise<Step>))[];

/** What the server was asked, as it understands it. */
export interface PlainRequest {
  readonly model: string;
  /** The functions that the model may call; tools of other kinds are passed over, as llama.cpp does. */
  readonly functions: readonly string[];
  /** The kinds of all tools that were sent. */
  readonly kinds: readonly string[];
  readonly conversation: string;
  readonly news: string;
  readonly authorization: string | undefined;
  /** All names of fields that the request had. */
  readonly fields: readonly string[];
}

const bodySchema = z.looseObject({
  model: z.string(),
  prompt_cache_key: z.string(),
  input: z.array(z.looseObject({ type: z.string() })),
  tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })),
});

/**
 * A plain local server of models: `/v1/responses` and `/v1/models`, functions and nothing else. A call of a function that was not offered is
 * never made: the script's step is then an answer in words, as a model's would be that does not see a tool.
 */
export class PlainServer {
  readonly requests: PlainRequest[] = [];
  readonly surprises: string[] = [];
  /** How many requests were under way at once, at the most. */
  mostAtOnce = 0;
  private atOnce = 0;
  private readonly threads = new Map<string, { readonly script: PlainScript; next: number }>();
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  private constructor(
    private readonly models: readonly string[],
    private readonly scriptFor: (request: PlainRequest) => PlainScript,
  ) {}

  static async start(models: readonly string[], scriptFor: (request: PlainRequest) => PlainScript): Promise<PlainServer> {
    const server = new PlainServer(models, scriptFor);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/v1`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const where = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
    if (where === 'GET /v1/models') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data: this.models.map((id) => ({ id, object: 'model', meta: { n_ctx: 32768 } })) }));
      return;
    }
    const body = where === 'POST /v1/responses' ? bodySchema.safeParse(JSON.parse(Buffer.concat(parts).toString('utf8'))) : undefined;
    if (body?.success !== true) {
      this.surprises.push(`${where} ${body?.error.message ?? ''}`);
      response.writeHead(404).end();
      return;
    }
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    try {
      this.send(await this.step(requestOf(incoming, body.data), body.data.prompt_cache_key), response);
    } finally {
      this.atOnce -= 1;
    }
  }

  private async step(request: PlainRequest, name: string): Promise<Step> {
    this.requests.push(request);
    const thread = this.threads.get(name) ?? { script: this.scriptFor(request), next: 0 };
    this.threads.set(name, thread);
    const found = thread.script[thread.next];
    thread.next += 1;
    if (found === undefined) this.surprises.push(`request ${String(thread.next)} of a script with ${String(thread.script.length)} steps`);
    const step = typeof found === 'function' ? await found(request) : (found ?? done);
    // Whoever is refused may ask again, and meets the same.
    if (step.status !== undefined) thread.next -= 1;
    const { call } = step;
    if (call === undefined) return step;
    const name_ = call.from === 'sanctum' ? `mcp__sanctum__${call.name}` : call.name;
    if (request.functions.includes(name_)) return { ...step, call: { ...call, name: name_ } };
    // Tools that a model writes in its own way are written so on purpose.
    if (/[./]/.test(call.name)) return step;
    return { text: `I see no tool ${name_}.` };
  }

  private send(step: Step, response: ServerResponse): void {
    if (step.status !== undefined) {
      response.writeHead(step.status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: 'Not today.' } }));
      return;
    }
    const id = `resp_${String(this.requests.length)}`;
    const items: object[] = [];
    if (step.text !== undefined) items.push({ type: 'message', role: 'assistant', id: `msg_${id}`, content: [{ type: 'output_text', text: step.text }] });
    if (step.call !== undefined) items.push({ type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, name: step.call.name, arguments: JSON.stringify(step.call.arguments) });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const event = (type: string, more: object): void => void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
    event('response.created', { response: { id } });
    for (const item of items) event('response.output_item.done', { item });
    event('response.completed', { response: { id, output: items, usage: { input_tokens: 100, output_tokens: 10, total_tokens: 110 } } });
    response.end();
  }
}

function requestOf({ headers }: IncomingMessage, body: z.infer<typeof bodySchema>): PlainRequest {
  const spoken = body.input.findLastIndex(({ type }) => type === 'function_call' || type === 'reasoning');
  return {
    model: body.model,
    functions: body.tools.flatMap(({ type, name }) => (type === 'function' && name !== undefined ? [name] : [])),
    kinds: [...new Set(body.tools.map(({ type }) => type))],
    conversation: JSON.stringify(body.input),
    news: JSON.stringify(body.input.slice(spoken + 1)),
    authorization: headers.authorization,
    fields: Object.keys(body),
  };
}
