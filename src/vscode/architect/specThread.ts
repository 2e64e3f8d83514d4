import * as z from 'zod';
import { proposalIdOf, specPath } from '../../plan/paths.js';
import type { TalkMode } from '../../engine/planning/conversation/typedCommand.js';

const entrySchema = z.strictObject({
  /** `trouble`: why there was no answer. */
  by: z.enum(['engineer', 'architect', 'trouble']),
  text: z.string(),
  at: z.string(),
});
export type SpecEntry = z.infer<typeof entrySchema>;

const threadSchema = z.strictObject({
  id: z.string(),
  /** The key of the repository whose document it is about. */
  repository: z.string(),
  /** Where the document lies on the plan branch: the spec, or a proposal. */
  document: z.string().default(specPath),
  /** The line of it, from 0, when it was last seen there. */
  line: z.int().min(0),
  /** What stands in that line. */
  quote: z.string(),
  /** What the engineer's last words are. */
  mode: z.enum(['plan', 'ask']),
  entries: z.array(entrySchema),
});

/** A conversation with the architect about one line of the spec, or of a proposal. */
export type SpecThread = z.infer<typeof threadSchema>;

/** Threads as they were kept; what cannot be read is left out. */
export function readThreads(kept: unknown): readonly SpecThread[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((one: unknown) => {
    const read = threadSchema.safeParse(one);
    return read.success ? [read.data] : [];
  });
}

/** The proposal that a document of the plan is; undefined for another one. */
export function proposalIn({ document }: Pick<SpecThread, 'document'>): string | undefined {
  return proposalIdOf(document);
}

/** Whether the engineer's last words have no answer. */
export function isUnanswered({ entries }: SpecThread): boolean {
  return entries.at(-1)?.by !== 'architect';
}

/** The line of the document that a thread belongs to now: where its words stand, nearest to where they stood; else where it was. From 0. */
export function lineOf({ line, quote }: SpecThread, text: string): number {
  const lines = text.split(/\r?\n/);
  const same = lines.flatMap((one, at) => (one.trim() === quote.trim() && quote.trim() !== '' ? [at] : []));
  const nearest = [...same].sort((a, b) => Math.abs(a - line) - Math.abs(b - line))[0];
  return nearest ?? Math.min(line, lines.length - 1);
}

const names: Readonly<Record<SpecEntry['by'], string>> = { engineer: 'Engineer', architect: 'Architect', trouble: '(No answer)' };

/** What the architect is told of a thread: the line, what was said about it, and what is wanted now. */
export function wordsFor({ document, line, quote, entries }: SpecThread, mode: TalkMode): string {
  const said = entries.filter(({ by }) => by !== 'trouble');
  const last = said.at(-1)?.by === 'engineer' ? said.at(-1) : undefined;
  const earlier = last === undefined ? said : said.slice(0, -1);
  const place = `About line ${String(line + 1)} of ${document}:\n\n> ${quote.trim()}`;
  const talk = earlier.length === 0 ? '' : `\n\nWhat was said about it:\n\n${earlier.map(({ by, text }) => `${names[by]}: ${text.trim()}`).join('\n\n')}`;
  const wanted = last?.text.trim() ?? (mode === 'plan' ? 'Change the spec as this conversation asks for.' : 'What do you say to it now?');
  return mode === 'plan' ? `${wanted.split('\n')[0] ?? ''}\n\n${place}${talk}\n\n${wanted}` : `${place}${talk}\n\n${wanted}`;
}
