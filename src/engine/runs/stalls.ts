import { readBody } from '../../plan/frontMatter.js';

/** How the report of a stalled run begins. */
const stalledWords = 'The run had stalled and was ended';

/** So many stalls in a row cost an attempt: one may be the machine's or the server's, three have something to do with the task. */
const stallsForOne = 3;

/** How many of the attempts that a document tells of were stalls, counted from the last one back. */
export function stallsInARow(text: string): number {
  const reports = readBody(text).split(/^## Attempt \d+$/m).slice(1);
  const other = reports.findLastIndex((report) => !report.trimStart().startsWith(stalledWords));
  return reports.length - 1 - other;
}

/** What a stall comes to after so many in a row. The next run begins a new session with the same model. */
export function stallFailure(why: string | undefined, stallsBefore: number): { readonly reason: string; readonly own: boolean } {
  const own = (stallsBefore + 1) % stallsForOne === 0;
  const count = own ? ` This was the ${String(stallsForOne)}rd time in a row, which counts as a failed attempt.` : '';
  return { reason: `${stalledWords}: ${why ?? 'nothing was heard of it.'}${count}`, own };
}
