import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import type { AnyRequest, AnyStep, Asked, ScriptOf } from './scriptedServer.js';
import { bodyAt, ScriptedServer } from './scriptedServer.js';

export { done } from './scriptedServer.js';

/** One answer of the model. */
export interface Step extends AnyStep {
  readonly call?: ToolCall;
  readonly usage?: { readonly input: number; readonly output: number };
  /** Why the model stopped, where it is neither a call nor the end of what it had to say. */
  readonly finish?: 'length' | 'content_filter';
  /** Seconds after which a refused request may come again. */
  readonly retryAfter?: number;
}

export interface ToolCall {
  /** As the agent offered it to the model. */
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export type Script = ScriptOf<Step, ChatRequest>;

const message = z.looseObject({ role: z.string(), content: z.unknown() });
const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(message),
  stream: z.boolean().optional(),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).optional(),
});

/** What an agent sent. */
export interface ChatRequest extends AnyRequest {
  /** The names of the tools that it offered. */
  readonly tools: readonly string[];
  readonly streamed: boolean;
}

/**
 * `POST /v1/chat/completions` as most local servers speak it, whole or as server-sent events. What is asked without tools (a title, a summary) is
 * answered aside, and is no step.
 */
export class ChatServer extends ScriptedServer<Step, ChatRequest> {
  /** What was asked without tools. */
  readonly withoutTools: ChatRequest[] = [];

  private constructor(
    scriptFor: (request: ChatRequest) => Script,
    private readonly threadOf: (conversation: string) => string | undefined,
  ) {
    super(scriptFor);
  }

  /** With `threadOf` for agents that do not begin a conversation, gone on with, by the very same words. */
  static start(scriptFor: (request: ChatRequest) => Script, threadOf: (conversation: string) => string | undefined = () => undefined): Promise<ChatServer> {
    return new ChatServer(scriptFor, threadOf).listening();
  }

  get url(): string {
    return `${this.origin}/v1`;
  }

  protected override aside(asked: Asked, response: ServerResponse): boolean {
    const request = this.requestOf(asked);
    if (request === undefined || request.tools.length > 0) return false;
    this.withoutTools.push(request);
    this.send({ text: 'A title' }, request, response);
    return true;
  }

  protected override requestOf(asked: Asked): ChatRequest | undefined {
    const parsed = requestSchema.safeParse(bodyAt('POST /v1/chat/completions', asked));
    if (!parsed.success) return undefined;
    const { model, messages, tools = [], stream = false } = parsed.data;
    const spoken = messages.findLastIndex(({ role }) => role === 'assistant');
    const conversation = JSON.stringify(messages);
    return {
      thread: this.threadOf(conversation) ?? JSON.stringify(messages.find(({ role }) => role === 'user')?.content),
      model,
      conversation,
      news: JSON.stringify(messages.slice(spoken + 1)),
      tools: tools.map((tool) => tool.function.name),
      streamed: stream,
      authorization: asked.headers.authorization,
    };
  }

  protected override send(step: Step, { streamed }: ChatRequest, response: ServerResponse): void {
    if (step.status !== undefined) {
      const wait: Readonly<Record<string, string>> = step.retryAfter === undefined ? {} : { 'retry-after': String(step.retryAfter) };
      this.refuse(response, step.status, { error: { message: 'Not today.', type: 'scripted' } }, wait);
      return;
    }
    const id = `chatcmpl-${String(this.requests.length)}-${String(this.withoutTools.length)}`;
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
