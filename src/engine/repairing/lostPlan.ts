import { join } from 'node:path';
import { lastLogged, readReflog } from '../../git/reflog.js';
import { refsBelow } from '../../git/commitList.js';
import { readRef } from '../../git/refReader.js';
import { parseMessage } from '../../plan/commitKinds.js';
import { configPath, planRef } from '../../plan/paths.js';
import type { Project } from '../project.js';
import type { Fault } from './fault.js';

/** So many commits that nothing reaches are looked at. */
const mostUnreachable = 20_000;

interface Candidate {
  readonly commit: string;
  readonly time: number;
  readonly epoch: number;
  readonly sequence: number;
}

/** A commit of a plan, as far as it says so itself; undefined for any other. */
async function planCommit({ repository }: Project, id: string): Promise<Candidate | undefined> {
  if ((await repository.reader.read(id))?.type !== 'commit') return undefined;
  const { time, message } = await repository.reader.commit(id);
  const { author } = parseMessage(message);
  if (author.kind === 'foreign' || (await repository.reader.at(id, configPath)) === undefined) return undefined;
  return { commit: id, time, ...(author.kind === 'engine' ? { epoch: author.epoch, sequence: author.sequence } : { epoch: -1, sequence: -1 }) };
}

/** Whether a commit's history is that of a plan: it begins with a plan's first commit. */
async function isPlan(project: Project, id: string): Promise<boolean> {
  const { repository, place } = project;
  if ((await repository.reader.read(id))?.type !== 'commit') return false;
  // A shallow clone does not have the first one.
  if (place.shallow) return (await planCommit(project, id)) !== undefined;
  for (const root of (await repository.git.text(['rev-list', '--max-parents=0', id])).split('\n')) {
    if (parseMessage((await repository.reader.commit(root)).message).transition === 'init') return true;
  }
  return false;
}

/** What the plan was moved to last by its log: as good as the ref where that is gone, or stands for an older one that was packed. */
async function lastMove({ ports, place }: Project): Promise<readonly string[]> {
  const isLoose = ((await ports.files.status(join(place.commonDir, planRef)))?.size ?? 0) > 0;
  const last = isLoose ? undefined : await lastLogged(ports.files, place.commonDir, planRef);
  return last === undefined ? [] : [last];
}

/** Everything that may have been the plan's tip: by its own log, by other refs that name it, and, where none does, among the commits that nothing reaches. */
async function candidates(project: Project): Promise<readonly Candidate[]> {
  const { repository, ports, place } = project;
  const { git } = repository;
  const logged = [...(await readReflog(ports.files, place.commonDir, planRef)), ...(await lastMove(project))];
  const named = [...(await refsBelow(git, 'refs/sanctum/')), ...(await refsBelow(git, 'refs/remotes/')), ...(await refsBelow(git, 'refs/tags/sanctum/'))].filter(([ref]) => !ref.startsWith('refs/remotes/') || ref.endsWith('/sanctum/plan'));
  const read = async (ids: readonly string[]): Promise<readonly Candidate[]> => (await Promise.all([...new Set(ids)].map((id) => planCommit(project, id)))).filter((one) => one !== undefined);
  const known = await read([...logged, ...named.map(([, id]) => id)]);
  if (logged.length > 0 && known.length > 0) return known;
  const { stdout } = await git.ask(['fsck', '--unreachable', '--no-reflogs', '--no-progress', '--connectivity-only'], { answers: [1, 2, 3, 4, 8, 10, 16] });
  const lost = stdout.toString('utf8').split('\n').flatMap((line) => /^unreachable commit ([0-9a-f]+)$/.exec(line)?.[1] ?? []);
  return [...known, ...(await read(lost.slice(0, mostUnreachable)))];
}

/** The one that the engine wrote last, or a command after it. */
async function newestPlan(project: Project): Promise<string | undefined> {
  const found = [...(await candidates(project))].sort((one, other) => other.time - one.time || other.epoch - one.epoch || other.sequence - one.sequence);
  for (const { commit } of found) if (await isPlan(project, commit)) return commit;
  return undefined;
}

/** The plan's branch where it was moved by hand to what is no plan, removed, or set back. */
export async function lostPlan(project: Project): Promise<readonly Fault[]> {
  const { repository, ports, place } = project;
  const tip = await readRef(ports.files, place.commonDir, planRef);
  if (tip === undefined && (await refsBelow(repository.git, 'refs/sanctum/')).size === 0) return [];
  const isLost = tip === undefined || !(await isPlan(project, tip));
  const plan = isLost ? await newestPlan(project) : await setBackFrom(project, tip);
  if (plan === undefined && !isLost) return [];
  const words = tip === undefined ? 'The branch sanctum/plan is gone.' : isLost ? `The branch sanctum/plan names ${tip}, which is no plan.` : `The branch sanctum/plan was set back to ${tip}; it was at ${plan ?? ''}.`;
  if (plan === undefined) return [{ name: 'plan', words, would: 'finds no plan in this repository; another clone may have it: git fetch origin sanctum/plan:sanctum/plan, or give it a new one: sanctum init' }];
  if (!isLost && !(await repository.isAncestor(tip, plan))) return [{ name: 'plan', words, would: `takes neither side: compare them with git log --oneline ${tip}...${plan}, and bring back what is missed` }];
  return [
    {
      name: 'plan',
      words,
      would: `puts it back to ${plan}, its last commit of Sanctum's${tip === undefined || !isLost ? '' : `, and keeps the other as refs/sanctum/rescued/${tip}`}`,
      repair: async () => {
        if (tip !== undefined && isLost) await repository.refs.swap(`refs/sanctum/rescued/${tip}`, tip, await readRef(ports.files, place.commonDir, `refs/sanctum/rescued/${tip}`));
        if (!(await repository.refs.swap(planRef, plan, tip))) return 'The branch sanctum/plan moved meanwhile, and was left as it is.';
        return `The branch sanctum/plan is at ${plan} again${tip === undefined || !isLost ? '' : `; what it named is kept as refs/sanctum/rescued/${tip}`}.`;
      },
    },
  ];
}

/** What the plan's own log says that it was at and its tip does not reach; undefined for nothing. */
async function setBackFrom(project: Project, tip: string): Promise<string | undefined> {
  const { repository, ports, place } = project;
  for (const id of [...(await readReflog(ports.files, place.commonDir, planRef)), ...(await lastMove(project))].reverse()) {
    if (id === tip || (await planCommit(project, id)) === undefined) continue;
    return (await repository.isAncestor(id, tip)) ? undefined : id;
  }
  return undefined;
}
