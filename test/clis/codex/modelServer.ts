import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { tokensFrom } from '../../../src/agents/stream/tokensFrom.js';
import type { AnyRequest, AnyStep, Asked, ScriptOf } from '../scriptedServer.js';
import { bodyAt, eventsTo, ScriptedServer } from '../scriptedServer.js';

export { done } from '../scriptedServer.js';

/** What the model's server counts of one answer. */
export interface Counted {
  readonly input: number;
  readonly output: number;
  /** Of `input`: read from the cache. */
  readonly cached?: number;
  /** Of `output`: thought, not said. */
  readonly reasoning?: number;
}

/** One answer of the model. */
export interface Step extends AnyStep {
  readonly call?: ToolCall;
  readonly usage?: Counted;
  /** What the refusal says, instead of nothing in particular. */
  readonly error?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ToolCall {
  /** One of Sanctum's tools, or one of codex's own. */
  readonly from: 'sanctum' | 'codex';
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export type Script = ScriptOf<Step, ModelRequest>;

const requestSchema = z.looseObject({ model: z.string(), input: z.array(z.unknown()) });

/** What codex sent. */
export type ModelRequest = AnyRequest;

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

/** The Responses API: `POST /v1/responses`, server-sent events. */
export class ModelServer extends ScriptedServer<Step, ModelRequest> {
  static start(scriptFor: (request: ModelRequest) => Script): Promise<ModelServer> {
    return new ModelServer(scriptFor).listening();
  }

  get url(): string {
    return `${this.origin}/v1`;
  }

  protected override requestOf(asked: Asked): ModelRequest | undefined {
    const parsed = requestSchema.safeParse(bodyAt('POST /v1/responses', asked));
    if (!parsed.success) return undefined;
    const { model, input } = parsed.data;
    const spoken = input.findLastIndex((item) => typeof item === 'object' && item !== null && 'type' in item && ['function_call', 'custom_tool_call', 'reasoning'].includes(String(item.type)));
    const thread = asked.headers['thread-id'] ?? asked.headers['session-id'];
    return { thread: String(thread), model, conversation: JSON.stringify(input), news: JSON.stringify(input.slice(spoken + 1)), authorization: asked.headers.authorization };
  }

  protected override send(step: Step, { thread, model }: ModelRequest, response: ServerResponse): void {
    if (step.status !== undefined) {
      this.refuse(response, step.status, { error: step.error ?? { message: 'Not today.', type: 'scripted' } }, step.headers);
      return;
    }
    respond(response, `resp_${String(this.requests.length)}`, step, (call) => (call.from === 'sanctum' ? { name: call.name, namespace: 'mcp__sanctum' } : { name: call.name }));
    if (step.cut !== true) this.books.push({ thread, model, tokens: tokensFrom(step.usage ?? usual) });
  }
}

const usual: Counted = { input: 100, output: 10 };

/** Tells a step as the Responses API does; `named` says by which names a tool is called. */
export function respond(response: ServerResponse, id: string, { text, call, cut, usage: counted }: Step, named: (call: ToolCall) => object): void {
  const items: object[] = [];
  if (text !== undefined) items.push({ type: 'message', role: 'assistant', id: `msg_${id}`, content: [{ type: 'output_text', text }] });
  if (call !== undefined) items.push({ type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, ...named(call), arguments: JSON.stringify(call.arguments) });
  const event = eventsTo(response);
  event('response.created', { response: { id } });
  for (const item of items) event('response.output_item.done', { item });
  if (cut === true) {
    response.destroy();
    return;
  }
  const { input, output, cached = 0, reasoning = 0 } = counted ?? usual;
  const usage = { input_tokens: input, input_tokens_details: { cached_tokens: cached }, output_tokens: output, output_tokens_details: { reasoning_tokens: reasoning }, total_tokens: input + output };
  event('response.completed', { response: { id, output: items, usage } });
  response.end();
}
