import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';

/** One answer of the model. With `status` it is a refusal, with `cut` a stream that breaks off. */
export interface Step {
  readonly text?: string;
  readonly call?: ToolCall;
  readonly usage?: { readonly input: number; readonly output: number };
  /** Why the model stopped, where it is neither a call nor the end of what it had to say. */
  readonly finish?: 'length' | 'content_filter';
  readonly status?: number;
  /** Seconds after which a refused request may come again. */
  readonly retryAfter?: number;
  readonly cut?: true;
}

export interface ToolCall {
  /** As the agent offered it to the model. */
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** A step may depend on what the model was told, and may take its time. */
export type Script = readonly (Step | ((request: ChatRequest) => Step | Promise<Step>))[];

const message = z.looseObject({ role: z.string(), content: z.unknown() });
const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(message),
  stream: z.boolean().optional(),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).optional(),
});

/** What an agent sent. */
export interface ChatRequest {
  /** What a conversation is told by: the first words of the user, unless the test knows better. */
  readonly thread: string;
  readonly model: string;
  /** The whole conversation as JSON. */
  readonly conversation: string;
  /** What was added since the model spoke last. */
  readonly news: string;
  /** The names of the tools that it offered. */
  readonly tools: readonly string[];
  readonly authorization: string | undefined;
}

/** Ends the turn. */
export const done: Step = { text: 'Done.' };

/**
 * A model that thinks nothing: `POST /v1/chat/completions` as most local servers speak it, on 127.0.0.1, whole or as server-sent events, one step
 * for each request of a conversation. Which script a conversation plays is chosen by its first request. What is asked without tools (a
 * title, a summary) is answered aside, and is no step.
 */
export class ChatServer {
  readonly requests: ChatRequest[] = [];
  /** What was asked without tools. */
  readonly aside: ChatRequest[] = [];
  /** What did not fit: a request to another address, or one more than there are steps. */
  readonly surprises: string[] = [];
  private readonly threads = new Map<string, { readonly script: Script; next: number }>();
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  private constructor(
    private readonly scriptFor: (request: ChatRequest) => Script,
    private readonly threadOf: (conversation: string) => string | undefined,
  ) {}

  /** With `threadOf` for agents that do not begin a conversation, gone on with, by the very same words. */
  static async start(scriptFor: (request: ChatRequest) => Script, threadOf: (conversation: string) => string | undefined = () => undefined): Promise<ChatServer> {
    const server = new ChatServer(scriptFor, threadOf);
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
    const parsed = where === 'POST /v1/chat/completions' ? requestSchema.safeParse(JSON.parse(Buffer.concat(parts).toString('utf8'))) : undefined;
    if (parsed?.success !== true) {
      this.surprises.push(where);
      response.writeHead(404).end();
      return;
    }
    const made = requestOf(incoming, parsed.data);
    const request = { ...made, thread: this.threadOf(made.conversation) ?? made.thread };
    const streamed = parsed.data.stream === true;
    if (request.tools.length === 0) {
      this.aside.push(request);
      this.send({ text: 'A title' }, response, streamed);
      return;
    }
    this.requests.push(request);
    const thread = this.threads.get(request.thread) ?? { script: this.scriptFor(request), next: 0 };
    this.threads.set(request.thread, thread);
    const found = thread.script[thread.next];
    thread.next += 1;
    if (found === undefined) this.surprises.push(`request ${String(thread.next)} of a script with ${String(thread.script.length)} steps`);
    const step = typeof found === 'function' ? await found(request) : (found ?? done);
    // Whoever is refused, or cut off, may ask again, and meets the same.
    if (step.status !== undefined || step.cut === true) thread.next -= 1;
    this.send(step, response, streamed);
  }

  private send(step: Step, response: ServerResponse, streamed: boolean): void {
    if (step.status !== undefined) {
      const wait = step.retryAfter === undefined ? {} : { 'retry-after': String(step.retryAfter) };
      response.writeHead(step.status, { 'content-type': 'application/json', ...wait }).end(JSON.stringify({ error: { message: 'Not today.', type: 'scripted' } }));
      return;
    }
    const id = `chatcmpl-${String(this.requests.length)}-${String(this.aside.length)}`;
    const { input, output } = step.usage ?? { input: 100, output: 10 };
    const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
    const finish = step.finish ?? (step.call === undefined ? 'stop' : 'tool_calls');
    const calls = step.call === undefined ? undefined : [{ index: 0, id: `call_${id}`, type: 'function', function: { name: step.call.name, arguments: JSON.stringify(step.call.arguments) } }];
    const said = { role: 'assistant', content: step.text ?? null, ...(calls === undefined ? {} : { tool_calls: calls }) };
    if (!streamed) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id, object: 'chat.completion', created: 0, model: 'scripted', choices: [{ index: 0, message: said, finish_reason: finish }], usage }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = (more: object): void => void response.write(`data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created: 0, model: 'scripted', ...more })}\n\n`);
    chunk({ choices: [{ index: 0, delta: said, finish_reason: null }] });
    if (step.cut === true) {
      response.socket?.destroySoon();
      return;
    }
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
    chunk({ choices: [], usage });
    response.end('data: [DONE]\n\n');
  }
}

function requestOf({ headers }: IncomingMessage, { model, messages, tools }: z.infer<typeof requestSchema>): ChatRequest {
  const spoken = messages.findLastIndex(({ role }) => role === 'assistant');
  return {
    thread: JSON.stringify(messages.find(({ role }) => role === 'user')?.content),
    model,
    conversation: JSON.stringify(messages),
    news: JSON.stringify(messages.slice(spoken + 1)),
    tools: (tools ?? []).map((tool) => tool.function.name),
    authorization: headers.authorization,
  };
}
