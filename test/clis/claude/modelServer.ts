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
  /** Read from the cache and written to it; neither is part of `input` here. */
  readonly cached?: number;
  readonly written?: number;
}

/** One answer of the model. */
export interface Step extends AnyStep {
  readonly thinking?: string;
  readonly call?: ToolCall;
  readonly usage?: Counted;
  /** Of a refusal: what the API calls it, and says with it. */
  readonly error?: { readonly type: string; readonly message: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export type Script = ScriptOf<Step, ModelRequest>;

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
  system: z.unknown(),
  tools: z.array(z.looseObject({ name: z.string() })).optional(),
  output_config: z.looseObject({ effort: z.string().optional() }).optional(),
});

/** What Claude Code sent. */
export interface ModelRequest extends AnyRequest {
  readonly system: string;
  readonly tools: readonly string[];
  readonly key: string | undefined;
  /** How hard the model is to think. */
  readonly effort: string | undefined;
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

export const usual: Counted = { input: 100, output: 10 };

/** The folder that Claude Code says it works in. */
function folderIn(told: string): string {
  return /[Ww]orking directory: (\/[^\s"\\]+)/.exec(told)?.[1] ?? '/nowhere';
}

/** The Messages API: `POST /v1/messages`, server-sent events. */
export class ModelServer extends ScriptedServer<Step, ModelRequest> {
  static start(scriptFor: (request: ModelRequest) => Script): Promise<ModelServer> {
    return new ModelServer(scriptFor).listening();
  }

  get url(): string {
    return this.origin;
  }

  /** Whether anybody is there. */
  protected override aside({ where }: Asked, response: ServerResponse): boolean {
    if (where !== 'HEAD /') return false;
    response.writeHead(200).end();
    return true;
  }

  protected override requestOf(asked: Asked): ModelRequest | undefined {
    const parsed = requestSchema.safeParse(bodyAt(/^POST \/v1\/messages\?/, asked));
    if (!parsed.success) return undefined;
    const { model, messages, system, tools = [], output_config: output } = parsed.data;
    const spoken = messages.findLastIndex(({ role }) => role === 'assistant');
    const key = asked.headers['x-api-key'];
    return {
      thread: String(asked.headers['x-claude-code-session-id']),
      model,
      conversation: JSON.stringify(messages),
      news: JSON.stringify(messages.slice(spoken + 1)),
      system: JSON.stringify(system),
      tools: tools.map(({ name }) => name),
      key: typeof key === 'string' ? key : undefined,
      effort: output?.effort,
      authorization: asked.headers.authorization,
    };
  }

  protected override send(step: Step, { model, thread }: ModelRequest, response: ServerResponse): void {
    if (step.status !== undefined) {
      this.refuse(response, step.status, { type: 'error', error: step.error ?? { type: 'scripted', message: 'Not today.' } }, step.headers);
      return;
    }
    const id = `msg_${String(this.requests.length)}`;
    const { input, output, cached = 0, written = 0 } = step.usage ?? usual;
    const event = eventsTo(response, step.headers);
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
    this.books.push({ thread, model, tokens: tokensFrom({ input: input + cached + written, output, cached, written }) });
  }
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
