import type { Observation } from '../../engine/deciding/observe.js';
import type { Project } from '../../engine/project.js';
import { readBody } from '../../plan/frontMatter.js';
import { verdictPath } from '../../plan/paths.js';
import { readDocument } from '../../plan/readDocument.js';
import type { Verdict } from '../../plan/schemas.js';
import { verdictSchema } from '../../plan/schemas.js';
import { gateFingerprint } from '../../queue/gate.js';

/** A verdict on a tree that master had, or has. */
export interface MasterVerdict {
  readonly fields: Verdict;
  /** What the gate said. */
  readonly output: string;
  /** The first line of the commit's message. */
  readonly title?: string;
}

/** So many verdicts are history enough, and so many commits of master's are looked at for them. */
const mostVerdicts = 20;
const mostCommits = 200;

/** The verdicts under the plan's present gate on master's commits, the newest first. */
export async function masterHistory(project: Project, { master, snapshot }: Pick<Observation, 'master' | 'snapshot'>): Promise<readonly MasterVerdict[]> {
  if (snapshot.config === undefined) return [];
  const fingerprint = gateFingerprint(snapshot.config, snapshot.tools);
  const found: MasterVerdict[] = [];
  let commit = master;
  for (let looked = 0; commit !== undefined && looked < mostCommits && found.length < mostVerdicts; looked += 1) {
    const { tree, parents, message } = await project.repository.reader.commit(commit);
    const text = snapshot.verdicts.has(`${tree}-${fingerprint}`) ? await project.store.snapshots.text(snapshot.commit, verdictPath(tree, fingerprint)) : undefined;
    if (text !== undefined) found.push({ fields: readDocument(verdictSchema, text), output: readBody(text), title: message.split('\n')[0] ?? '' });
    [commit] = parents;
    // A shallow clone ends somewhere.
    if (commit !== undefined && (await project.repository.reader.size(commit)) === undefined) break;
  }
  return found;
}

/** What the gate said for a verdict. */
export async function outputOf({ store }: Project, { snapshot }: Pick<Observation, 'snapshot'>, { tree, fingerprint }: Verdict): Promise<string> {
  const text = await store.snapshots.text(snapshot.commit, verdictPath(tree, fingerprint));
  return text === undefined ? '' : readBody(text);
}
