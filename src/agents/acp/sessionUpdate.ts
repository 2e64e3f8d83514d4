import * as z from 'zod';
import type { AgentEvent } from '../stream/agentEvent.js';

const chunkContent = z.object({ text: z.string().optional() });

const toolContent = z.object({
  type: z.string(),
  content: z.object({ text: z.string().optional() }).nullish(),
  /** Of a `diff`. */
  path: z.string().optional(),
  oldText: z.string().nullish(),
});

const toolFields = {
  toolCallId: z.string(),
  title: z.string().nullish(),
  kind: z.string().nullish(),
  status: z.string().nullish(),
  content: z.array(toolContent).nullish().catch(undefined),
  rawInput: z.unknown().optional(),
  rawOutput: z.unknown().optional(),
  _meta: z.object({ toolName: z.string().optional() }).nullish().catch(undefined),
};

/** The updates that tell something: https://agentclientprotocol.com/protocol/schema#sessionupdate. */
export const updateSchema = z.discriminatedUnion('sessionUpdate', [
  z.object({ sessionUpdate: z.literal('agent_message_chunk'), content: chunkContent, _meta: z.unknown().optional() }),
  z.object({ sessionUpdate: z.literal('agent_thought_chunk'), content: chunkContent }),
  z.object({ sessionUpdate: z.literal('tool_call'), ...toolFields }),
  z.object({ sessionUpdate: z.literal('tool_call_update'), ...toolFields }),
  z.object({ sessionUpdate: z.literal('plan'), entries: z.array(z.object({ content: z.string(), status: z.string().nullish() })) }),
  z.object({ sessionUpdate: z.literal('usage_update'), cost: z.object({ amount: z.number(), currency: z.string() }).nullish().catch(undefined) }),
]);
export type SessionUpdate = z.infer<typeof updateSchema>;
type ToolUpdate = Extract<SessionUpdate, { toolCallId: string }>;

const outputSchema = z.object({ exitCode: z.int().optional(), metadata: z.object({ exit: z.int().optional() }).optional() });
const inputSchema = z.object({ command: z.string() });

function inputOf(rawInput: unknown): string | undefined {
  const command = inputSchema.safeParse(rawInput);
  if (command.success) return command.data.command;
  return rawInput === undefined || rawInput === null || JSON.stringify(rawInput) === '{}' ? undefined : JSON.stringify(rawInput);
}

/** Sanctum's own tools without what agents put before their names (`sanctum_submit_pr`, `mcp__sanctum__submit_pr`). */
function plainName(name: string): string {
  return name.replace(/^(?:mcp__)?sanctum_{1,2}/, '');
}

/** A call that is under way. */
export interface KnownCall {
  readonly name: string;
  /** Whether its beginning was told. */
  readonly told: boolean;
}

/**
 * What an update of a tool's call tells. `calls` remembers each by its id. Agents tell of one call
 * many times; its beginning is told once, when its input is known, and its end once.
 */
export function toolEvents(update: ToolUpdate, calls: Map<string, KnownCall>): readonly AgentEvent[] {
  const { toolCallId: id, status, content, rawOutput } = update;
  const known = calls.get(id);
  const name = known?.name ?? plainName(update._meta?.toolName ?? (update.kind === 'execute' ? 'command' : (update.title ?? update.kind ?? 'tool')));
  const input = inputOf(update.rawInput);
  if (status === 'completed' || status === 'failed') {
    calls.delete(id);
    const { exitCode, metadata } = outputSchema.safeParse(rawOutput).data ?? {};
    const exit = exitCode ?? metadata?.exit;
    const output = (content ?? []).flatMap((part) => (part.content?.text === undefined ? [] : [part.content.text])).join('\n');
    const state = status === 'failed' || (exit !== undefined && exit !== 0) ? 'failed' : 'completed';
    const changes = (content ?? []).flatMap(({ type, path, oldText }) => (type === 'diff' && path !== undefined ? [{ path, change: typeof oldText === 'string' && oldText !== '' ? ('updated' as const) : ('added' as const) }] : []));
    return [
      { kind: 'tool', id, name, state, ...(known?.told !== true && input !== undefined ? { input } : {}), output, ...(exit === undefined ? {} : { exitCode: exit }) },
      ...(changes.length > 0 && state === 'completed' ? [{ kind: 'files' as const, changes }] : []),
    ];
  }
  const told = known?.told === true || update.status !== 'pending' || input !== undefined;
  calls.set(id, { name, told });
  if (known?.told === true || !told) return [{ kind: 'alive' }];
  return [{ kind: 'tool', id, name, state: 'started', ...(input === undefined ? {} : { input }) }];
}
