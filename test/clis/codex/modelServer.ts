import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';

/** One answer of the model. With `status` it is a refusal, with `cut` a stream that breaks off. */
export interface Step {
  readonly text?: string;
  readonly call?: ToolCall;
  readonly usage?: { readonly input: number; readonly output: number };
  readonly status?: number;
  /** What the refusal says, instead of nothing in particular. */
  readonly error?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cut?: true;
}

export interface ToolCall {
  /** One of Sanctum's tools, or one of codex's own. */
  readonly from: 'sanctum' | 'codex';
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** A step may depend on what the model was told, and may take its time. */
export type Script = readonly (Step | ((request: ModelRequest) => Step | Promise<Step>))[];

const requestSchema = z.looseObject({ model: z.string(), input: z.array(z.unknown()) });

/** What codex sent. */
export interface ModelRequest {
  readonly thread: string;
  readonly model: string;
  /** The whole conversation as JSON. */
  readonly conversation: string;
  /** What was added since the model spoke last. */
  readonly news: string;
  readonly authorization: string | undefined;
}

/** Runs a command by codex's shell. */
export function shell(command: string): Step {
  return { call: { from: 'codex', name: 'exec_command', arguments: { cmd: command } } };
}

/** Writes a file by codex's own `apply_patch`. */
export function patch(path: string, line: string): Step {
  return shell(`apply_patch <<'PATCH'\n*** Begin Patch\n*** Add File: ${path}\n+${line}\n*** End Patch\nPATCH`);
}

/** Calls one of Sanctum's tools. */
export function tool(name: string, input: Readonly<Record<string, unknown>>): Step {
  return { call: { from: 'sanctum', name, arguments: input } };
}

export const submit = tool('submit_pr', { summary: 'It is done.', evidence: 'sh check.sh: passed' });

/** Ends the turn. */
export const done: Step = { text: 'Done.' };

/**
 * A model that thinks nothing: the Responses API (`POST /v1/responses`, server-sent events) on 127.0.0.1, one step for each request of a
 * thread. Which script a thread plays is chosen by its first request.
 */
export class ModelServer {
  readonly requests: ModelRequest[] = [];
  /** What did not fit: a request to another address, or one more than there are steps. */
  readonly surprises: string[] = [];
  private readonly threads = new Map<string, { readonly script: Script; next: number }>();
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  private constructor(private readonly scriptFor: (request: ModelRequest) => Script) {}

  static async start(scriptFor: (request: ModelRequest) => Script): Promise<ModelServer> {
    const server = new ModelServer(scriptFor);
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
    const parsed = where === 'POST /v1/responses' ? requestSchema.safeParse(JSON.parse(Buffer.concat(parts).toString('utf8'))) : undefined;
    if (parsed?.success !== true) {
      this.surprises.push(where);
      response.writeHead(404).end();
      return;
    }
    const request = requestOf(incoming, parsed.data);
    this.requests.push(request);
    const thread = this.threads.get(request.thread) ?? { script: this.scriptFor(request), next: 0 };
    this.threads.set(request.thread, thread);
    const found = thread.script[thread.next];
    thread.next += 1;
    if (found === undefined) this.surprises.push(`request ${String(thread.next)} of a script with ${String(thread.script.length)} steps`);
    const step = typeof found === 'function' ? await found(request) : (found ?? done);
    // Whoever is refused may ask again, and is refused again.
    if (step.status !== undefined) thread.next -= 1;
    this.send(step, response);
  }

  private send(step: Step, response: ServerResponse): void {
    if (step.status !== undefined) {
      response.writeHead(step.status, { 'content-type': 'application/json', ...step.headers }).end(JSON.stringify({ error: step.error ?? { message: 'Not today.', type: 'scripted' } }));
      return;
    }
    const id = `resp_${String(this.requests.length)}`;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const event = (type: string, more: object): void => void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
    event('response.created', { response: { id } });
    for (const item of itemsOf(step, id)) event('response.output_item.done', { item });
    if (step.cut === true) {
      response.destroy();
      return;
    }
    const { input, output } = step.usage ?? { input: 100, output: 10 };
    const usage = { input_tokens: input, input_tokens_details: { cached_tokens: 0 }, output_tokens: output, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: input + output };
    event('response.completed', { response: { id, usage } });
    response.end();
  }
}

function requestOf({ headers }: IncomingMessage, { model, input }: z.infer<typeof requestSchema>): ModelRequest {
  const spoken = input.findLastIndex((item) => typeof item === 'object' && item !== null && 'type' in item && ['function_call', 'custom_tool_call', 'reasoning'].includes(String(item.type)));
  const thread = headers['thread-id'] ?? headers['session-id'];
  return { thread: String(thread), model, conversation: JSON.stringify(input), news: JSON.stringify(input.slice(spoken + 1)), authorization: headers.authorization };
}

function itemsOf(step: Step, id: string): readonly object[] {
  const items: object[] = [];
  if (step.text !== undefined) items.push({ type: 'message', role: 'assistant', id: `msg_${id}`, content: [{ type: 'output_text', text: step.text }] });
  if (step.call !== undefined) {
    const { from, name } = step.call;
    items.push({ type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, name, ...(from === 'sanctum' ? { namespace: 'mcp__sanctum' } : {}), arguments: JSON.stringify(step.call.arguments) });
  }
  return items;
}
