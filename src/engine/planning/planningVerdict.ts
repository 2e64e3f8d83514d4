import { isUtf8 } from 'node:buffer';
import { treeDifferences } from '../../git/diff.js';
import type { Repository } from '../../git/repository.js';
import { specPath } from '../../plan/paths.js';
import type { TakenSnapshot } from '../../queue/submission.js';

/** A spec is read by people and put into prompts. In bytes. */
const largestSpec = 1024 * 1024;

/** How many paths are named of those that were not to be changed. */
const mostNamed = 10;

/** The new spec that an architect wrote, or why there is none; `unchanged` when it wrote nothing at all. */
export type PlanningVerdict = { readonly text: string } | { readonly refused: string; readonly unchanged: boolean };

/** Judges what an architect left in a checkout of `base`: the spec alone may differ. */
export async function judgeRevision(repository: Repository, base: string, taken: TakenSnapshot): Promise<PlanningVerdict> {
  const refuse = (refused: string): PlanningVerdict => ({ refused, unchanged: false });
  if (!taken.inRepository) return refuse(taken.refusals.join(' '));
  const differences = await treeDifferences(repository.reader, base, taken.commit);
  const others = differences.map(({ path }) => path).filter((path) => path !== specPath);
  if (others.length > 0) {
    const more = others.length > mostNamed ? ` and ${String(others.length - mostNamed)} more` : '';
    return refuse(`The architect may change ${specPath} alone, and changed: ${others.slice(0, mostNamed).join(', ')}${more}.`);
  }
  const [spec] = differences;
  if (spec === undefined) return { refused: `The architect left ${specPath} as it was.`, unchanged: true };
  if (taken.refusals.length > 0) return refuse(taken.refusals.join(' '));
  if (spec.newMode === '000000') return refuse(`The architect removed ${specPath}.`);
  if (spec.newMode !== '100644') return refuse(`The architect made ${specPath} something else than a plain file.`);
  if (((await repository.reader.size(spec.newId)) ?? 0) > largestSpec) return refuse(`${specPath} is larger than a megabyte.`);
  const body = await repository.reader.blob(spec.newId);
  if (!isUtf8(body) || body.includes(0)) return refuse(`${specPath} is not UTF-8 text.`);
  const text = body.toString('utf8');
  return text.trim() === '' ? refuse(`The architect left ${specPath} empty.`) : { text };
}
