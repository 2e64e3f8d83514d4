import { dirname, join } from 'node:path';
import { RunFileError, RunFolder } from '../../agents/runFolder.js';
import type { ExitRecord, RunOrder } from '../../agents/runOrder.js';
import { treeDifferences } from '../../git/diff.js';
import { GitError } from '../../git/git.js';
import type { Surroundings } from '../../git/surroundings.js';
import { fingerprintOf, lookAround, settingsFingerprint } from '../../git/surroundings.js';
import { planRef } from '../../plan/paths.js';
import type { RunFields } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { RunContainment } from '../../platform/sandbox.js';
import type { TakenSnapshot } from '../../queue/submission.js';
import type { Project } from '../project.js';
import type { RunTraces, Strayed } from './strayed.js';
import { movedRefs, strayedFrom } from './strayed.js';

/** A moved ref beyond these is told by its name alone. */
const mostTrees = 200;
const longestLog = 64 * 1024;

/** The engineer's repository now; undefined where git cannot say. Into checkouts nobody looks while a landing is on: its recovery asks whether a git is at work there. */
async function look({ ports, repository }: Project, { intent }: Snapshot): Promise<Surroundings | undefined> {
  try {
    return await lookAround(ports.files, repository.git, repository.format, intent === undefined);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** Completes the order of a run that is not confined by how the engineer's repository looks before it. */
export async function withLook(project: Project, snapshot: Snapshot, order: RunOrder): Promise<RunOrder> {
  if (order.containment !== 'none') return order;
  const before = await look(project, snapshot);
  if (before === undefined) return order;
  await new RunFolder(project.ports.files, project.folder.run(order.run)).writeBefore(before);
  return { ...order, containment: 'detected', before: fingerprintOf(before) };
}

/** A run that is over, as far as its surroundings are concerned. */
export interface LookedAfter {
  readonly order: RunOrder | undefined;
  /** By the configuration. */
  readonly containment: RunContainment;
  readonly exit: ExitRecord | undefined;
  /** When it ended, ISO. */
  readonly ended: string;
  /** The commit that its worktree was made of. */
  readonly shown: string;
  readonly snapshot: TakenSnapshot | undefined;
}

/** What a look after a run came to. */
export interface Looked {
  readonly record: Pick<RunFields, 'containment' | 'surroundings'>;
  /** As the runner left it; quarantined when the run changed what is not its own. */
  readonly exit: ExitRecord | undefined;
  /** What changed and how it is undone, for the engineer. */
  readonly report?: string;
}

/** Looks at the engineer's repository after a run that was not confined, and quarantines a run that changed something there. */
export async function lookAfter(project: Project, plan: Snapshot, run: LookedAfter): Promise<Looked> {
  const { order, exit, ended } = run;
  const containment = order?.containment === 'contained' || order?.containment === undefined ? run.containment : 'none';
  if (order?.before === undefined || containment === 'contained') return { record: { containment }, exit };
  const before = await beforeOf(project, order);
  const after = await look(project, plan);
  if (before === undefined) return { record: { containment }, exit: quarantined(exit, ended, 'Sanctum\'s note of how your repository was before the run is gone or was changed, so nobody can tell what the run did there.') };
  if (after === undefined) return { record: { containment }, exit };
  const strayed = await compare(project, plan, before, after, run);
  const surroundings = { before: order.before, after: fingerprintOf(after), settings: { before: settingsFingerprint(before), after: settingsFingerprint(after) }, meanwhile: [...strayed.meanwhile] };
  return {
    record: { containment: 'detected', surroundings },
    ...(strayed.breaches.length === 0 ? { exit } : { exit: quarantined(exit, ended, shortWords(strayed.breaches)), report: breachWords(strayed.breaches) }),
  };
}

async function beforeOf(project: Project, order: RunOrder): Promise<Surroundings | undefined> {
  try {
    const before = await new RunFolder(project.ports.files, project.folder.run(order.run)).before();
    return before !== undefined && fingerprintOf(before) === order.before ? before : undefined;
  } catch (error) {
    if (error instanceof RunFileError) return undefined;
    throw error;
  }
}

async function compare(project: Project, plan: Snapshot, before: Surroundings, after: Surroundings, { order, shown, snapshot }: LookedAfter): Promise<Strayed> {
  const { repository, place } = project;
  const [was, now] = [before.refs[planRef], after.refs[planRef]];
  return strayedFrom(before, after, {
    commonDir: place.commonDir,
    run: await tracesOf(project, before, order, shown, snapshot),
    trees: await treesOf(project, movedRefs(before, after)),
    landed: new Set([...plan.tickets.values()].flatMap(({ fields }) => fields.landed?.commit ?? [])),
    planGoesOn: was === undefined || (now !== undefined && (await repository.isAncestor(was, now))),
  });
}

async function treesOf({ repository }: Project, refs: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const trees = new Map<string, string>();
  for (const id of [...new Set(refs.values())].slice(0, mostTrees)) {
    if ((await repository.reader.read(id))?.type === 'commit') trees.set(id, await repository.treeOf(id));
  }
  return trees;
}

async function tracesOf(project: Project, before: Surroundings, order: RunOrder | undefined, shown: string, snapshot: TakenSnapshot | undefined): Promise<RunTraces> {
  const { repository } = project;
  const differences = snapshot?.inRepository === true ? await treeDifferences(repository.reader, shown, snapshot.commit) : [];
  const files = new Map(differences.map(({ path, newId }) => [Buffer.from(path, 'latin1').toString('utf8'), newId]));
  const named = new Set([shown, ...Object.values(before.refs)]);
  const commits = order === undefined ? [] : (await commitsIn(project, order.place.worktree)).filter((id) => !named.has(id));
  return { files, tree: files.size === 0 ? undefined : snapshot?.tree, commits: new Set(commits) };
}

/** The commits that an agent's own repository was at, by the log of its worktree: read as text, since no git of ours looks there. */
async function commitsIn({ ports }: Project, worktree: string): Promise<readonly string[]> {
  const log = join(dirname(worktree), 'repo.git', 'worktrees', 'worktree', 'logs', 'HEAD');
  if ((await ports.files.status(log))?.kind !== 'file') return [];
  const lines = (await ports.files.readEnd(log, longestLog)).toString('latin1').split('\n');
  return lines.flatMap((line) => /^[0-9a-f]{40,64} ([0-9a-f]{40,64}) /.exec(line)?.[1] ?? []);
}

function shortWords([first, ...others]: Strayed['breaches']): string {
  const more = others.length === 0 ? '' : `, and ${String(others.length)} more ${others.length === 1 ? 'thing' : 'things'} outside its worktree changed`;
  return `${first?.words ?? ''}${more}. Look at the report, undo what you do not want, then retry.`;
}

function breachWords(breaches: Strayed['breaches']): string {
  const lines = breaches.map(({ words, undo }) => `- ${words}. To undo it: ${undo}`);
  return `Outside its worktree something changed that neither Sanctum nor, as far as it can be told, you did; nothing of the run is taken, and what it wrote is kept. In your checkout:\n\n${lines.join('\n')}`;
}

/** Nothing of such a run counts. One whose runner was killed gets the record that it lacks. */
function quarantined(exit: ExitRecord | undefined, ended: string, detail: string): ExitRecord {
  const { exitCode, startedAt = ended, streamBytes = 0, survivorsKilled = 0, progress } = exit ?? {};
  return { reason: 'quarantined', detail, startedAt, endedAt: ended, streamBytes, survivorsKilled, ...(exitCode === undefined ? {} : { exitCode }), ...(progress === undefined ? {} : { progress }) };
}
