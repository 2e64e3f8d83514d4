import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';

/** What the model's server counts of one answer. */
export interface Counted {
  readonly input: number;
  readonly output: number;
  /** Read from the cache and written to it; neither is part of `input` here. */
  readonly cached?: number;
  readonly written?: number;
}

/** One answer of the model. With `status` it is a refusal, with `cut` a stream that breaks off. */
export interface Step {
  readonly text?: string;
  readonly thinking?: string;
  readonly call?: ToolCall;
  readonly usage?: Counted;
  readonly status?: number;
  /** Of a refusal: what the API calls it, and says with it. */
  readonly error?: { readonly type: string; readonly message: string };
  readonly headers?: Readonly<Record<string, string>>;
  readonly cut?: true;
}

export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A step may depend on what the model was told, and may take its time. */
export type Script = readonly (Step | ((request: ModelRequest) => Step | Promise<Step>))[];

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
  system: z.unknown(),
  tools: z.array(z.looseObject({ name: z.string() })).optional(),
});

/** What Claude Code sent. */
export interface ModelRequest {
  readonly session: string;
  readonly model: string;
  /** The whole conversation as JSON. */
  readonly conversation: string;
  /** What was added since the model spoke last. */
  readonly news: string;
  readonly system: string;
  readonly tools: readonly string[];
  readonly key: string | undefined;
  readonly authorization: string | undefined;
}

/** Runs a command by Claude Code's shell. */
export function shell(command: string): Step {
  return { call: { name: 'Bash', input: { command, description: 'Works' } } };
}

/** Writes a file of the worktree by Claude Code's own tool, which wants whole paths. */
export function write(path: string, content: string): (request: ModelRequest) => Step {
  return ({ conversation, system }) => ({ call: { name: 'Write', input: { file_path: `${folderIn(system + conversation)}/${path}`, content } } });
}

/** Calls one of Sanctum's tools. */
export function tool(name: string, input: Readonly<Record<string, unknown>>): Step {
  return { call: { name: `mcp__sanctum__${name}`, input } };
}

export const submit = tool('submit_pr', { summary: 'It is done.', evidence: 'sh check.sh: passed' });

/** Ends the turn. */
export const done: Step = { text: 'Done.' };

export const usual: Counted = { input: 100, output: 10 };

/** The folder that Claude Code says it works in. */
function folderIn(told: string): string {
  return /[Ww]orking directory: (\/[^\s"\\]+)/.exec(told)?.[1] ?? '/nowhere';
}

/**
 * A model that thinks nothing: the Messages API (`POST /v1/messages`, server-sent events) on 127.0.0.1, one step for each request of a
 * session. Which script a session plays is chosen by its first request.
 */
export class ModelServer {
  readonly requests: ModelRequest[] = [];
  /** What did not fit: a request to another address, or one more than there are steps. */
  readonly surprises: string[] = [];
  /** What was counted, by session: the server's own books. */
  readonly books = new Map<string, Counted[]>();
  private readonly sessions = new Map<string, { readonly script: Script; next: number }>();
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
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const where = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
    // Whether anybody is there.
    if (where === 'HEAD /') {
      response.writeHead(200).end();
      return;
    }
    const parsed = where.startsWith('POST /v1/messages?') ? requestSchema.safeParse(JSON.parse(Buffer.concat(parts).toString('utf8'))) : undefined;
    if (parsed?.success !== true) {
      this.surprises.push(where);
      response.writeHead(404).end();
      return;
    }
    const request = requestOf(incoming, parsed.data);
    this.requests.push(request);
    const session = this.sessions.get(request.session) ?? { script: this.scriptFor(request), next: 0 };
    this.sessions.set(request.session, session);
    const found = session.script[session.next];
    session.next += 1;
    if (found === undefined) this.surprises.push(`request ${String(session.next)} of a script with ${String(session.script.length)} steps`);
    const step = typeof found === 'function' ? await found(request) : (found ?? done);
    // Whoever is refused or cut off may ask again, and is again.
    if (step.status !== undefined || step.cut === true) session.next -= 1;
    this.send(request, step, response);
  }

  private send({ model, session }: ModelRequest, step: Step, response: ServerResponse): void {
    if (step.status !== undefined) {
      const error = step.error ?? { type: 'scripted', message: 'Not today.' };
      response.writeHead(step.status, { 'content-type': 'application/json', ...step.headers }).end(JSON.stringify({ type: 'error', error }));
      return;
    }
    const id = `msg_${String(this.requests.length)}`;
    const { input, output, cached = 0, written = 0 } = step.usage ?? usual;
    response.writeHead(200, { 'content-type': 'text/event-stream', ...step.headers });
    const event = (type: string, more: object): void => void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
    // As the API does it: what was written is known at the end only.
    const usage = { input_tokens: input, cache_creation_input_tokens: written, cache_read_input_tokens: cached, output_tokens: 1 };
    event('message_start', { message: { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, usage } });
    for (const [index, block] of blocksOf(step, id).entries()) {
      event('content_block_start', { index, content_block: block.start });
      for (const delta of block.deltas) event('content_block_delta', { index, delta });
      event('content_block_stop', { index });
    }
    if (step.cut === true) {
      response.destroy();
      return;
    }
    event('message_delta', { delta: { stop_reason: step.call === undefined ? 'end_turn' : 'tool_use', stop_sequence: null }, usage: { output_tokens: output } });
    event('message_stop', {});
    response.end();
    this.books.set(session, [...(this.books.get(session) ?? []), { input, output, cached, written }]);
  }
}

function requestOf({ headers }: IncomingMessage, { model, messages, system, tools = [] }: z.infer<typeof requestSchema>): ModelRequest {
  const spoken = messages.findLastIndex(({ role }) => role === 'assistant');
  const key = headers['x-api-key'];
  return {
    session: String(headers['x-claude-code-session-id']),
    model,
    conversation: JSON.stringify(messages),
    news: JSON.stringify(messages.slice(spoken + 1)),
    system: JSON.stringify(system),
    tools: tools.map(({ name }) => name),
    key: typeof key === 'string' ? key : undefined,
    authorization: headers.authorization,
  };
}

interface Block {
  readonly start: object;
  readonly deltas: readonly object[];
}

function blocksOf(step: Step, id: string): readonly Block[] {
  const blocks: Block[] = [];
  if (step.thinking !== undefined) {
    blocks.push({ start: { type: 'thinking', thinking: '', signature: '' }, deltas: [{ type: 'thinking_delta', thinking: step.thinking }, { type: 'signature_delta', signature: 'scripted' }] });
  }
  if (step.text !== undefined) blocks.push({ start: { type: 'text', text: '' }, deltas: [{ type: 'text_delta', text: step.text }] });
  if (step.call !== undefined) {
    const start = { type: 'tool_use', id: `toolu_${id}`, name: step.call.name, input: {} };
    blocks.push({ start, deltas: [{ type: 'input_json_delta', partial_json: JSON.stringify(step.call.input) }] });
  }
  return blocks;
}
