import { resolve, sep } from 'node:path';
import * as z from 'zod';

const requestSchema = z.object({
  toolCall: z.object({ kind: z.string().nullish(), locations: z.array(z.object({ path: z.string() })).nullish() }),
  options: z.array(z.object({ optionId: z.string(), kind: z.string() })),
});

const changing = new Set(['edit', 'delete', 'move']);

const cancelled = { outcome: { outcome: 'cancelled' } } as const;

/**
 * The answer to `session/request_permission`, by a fixed rule: what the agent asks for is allowed, once, unless it says itself that it would change
 * a file outside `own`. It is a courtesy to agents that ask; what confines them is the sandbox.
 */
export function permissionFor(params: unknown, own: readonly string[], worktree: string): { readonly outcome: { readonly outcome: 'selected'; readonly optionId: string } | { readonly outcome: 'cancelled' } } {
  const parsed = requestSchema.safeParse(params);
  if (!parsed.success) return cancelled;
  const { toolCall, options } = parsed.data;
  const isOutside = (path: string): boolean => !own.some((folder) => `${resolve(worktree, path)}${sep}`.startsWith(`${folder}${sep}`));
  const refused = changing.has(toolCall.kind ?? '') && (toolCall.locations ?? []).some(({ path }) => isOutside(path));
  const wanted = refused ? ['reject_once', 'reject_always'] : ['allow_once', 'allow_always'];
  const option = wanted.flatMap((kind) => options.filter((offered) => offered.kind === kind))[0];
  return option === undefined ? cancelled : { outcome: { outcome: 'selected', optionId: option.optionId } };
}
