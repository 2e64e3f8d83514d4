import { listCommits, reachedBy, reachedByRefs, refsBelow } from '../../git/commitList.js';
import type { ListedCommit } from '../../git/commitList.js';
import { sanctumPerson } from '../../git/objects.js';
import { readReflog, readRefLogs } from '../../git/reflog.js';
import { parseMessage } from '../../plan/commitKinds.js';
import { DocumentError } from '../../plan/frontMatter.js';
import type { AuditFacts, MasterCommit } from '../../plan/invariants/facts.js';
import { landingsOf } from '../../plan/invariants/landings.js';
import { namedCommits } from '../../plan/invariants/namedCommits.js';
import type { PlanRecord } from '../../plan/invariants/planRecord.js';
import { configPath, planRef } from '../../plan/paths.js';
import { readConfig } from '../../plan/readDocument.js';
import { NoPlanError } from '../../plan/store.js';
import type { Project } from '../project.js';
import { landedFacts } from './landedFacts.js';

/** The branches that the plan ever called the one to be kept green, the newest first. */
function keptBranches(record: PlanRecord): readonly string[] {
  const branches = new Set<string>();
  record.steps.forEach((step, index) => {
    if (!step.changes.some((change) => change.path === configPath)) return;
    try {
      const { branch } = readConfig(record.textAt(configPath, index) ?? '');
      branches.delete(branch);
      branches.add(branch);
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
    }
  });
  return [...branches].reverse();
}

/** The plan's tip and all branches at one moment: half of a landing would look like a fault. */
export interface Moment {
  readonly planTip: string;
  /** Commits by the full names of branches. */
  readonly branches: ReadonlyMap<string, string>;
}

/** Throws NoPlanError. */
export async function readMoment({ repository, store }: Project): Promise<Moment> {
  for (;;) {
    const planTip = await store.tip();
    if (planTip === undefined) throw new NoPlanError();
    const branches = await refsBelow(repository.git, 'refs/heads/');
    if ((await store.tip()) === planTip) return { planTip, branches };
  }
}

function firstParents(commits: ReadonlyMap<string, ListedCommit>, tip: string | undefined): readonly MasterCommit[] {
  const chain: MasterCommit[] = [];
  for (let at = tip === undefined ? undefined : commits.get(tip); at !== undefined; at = commits.get(at.parents[0] ?? '')) {
    const { id, tree, parents, committer, message } = at;
    chain.push({ commit: id, tree, parents, committer, ticket: parseMessage(message).ticket });
  }
  return chain.reverse();
}

/** What git says beside the plan, by a handful of processes however long the history is. */
export async function auditFacts(project: Project, record: PlanRecord, moment: Moment): Promise<AuditFacts> {
  const { repository, ports, place, store } = project;
  const { git, reader } = repository;
  const named = namedCommits(record);
  const wanted = [...new Set([...named.snapshots.keys(), ...named.ofMaster, ...named.earliest])];
  const read = await Promise.all(wanted.map(async (id) => [id, await reader.read(id)] as const));
  const present = read.filter(([, object]) => object?.type === 'commit').map(([id]) => id);
  const commits = new Map(await Promise.all(present.map(async (id) => [id, await reader.commit(id)] as const)));
  const refs = await refsBelow(git, 'refs/sanctum/');
  const checked = await Promise.all([...refs].map(async ([ref, id]) => ((await reader.read(id)) === undefined ? [ref] : [])));
  const kept = keptBranches(record);
  const tips = kept.map((branch) => moment.branches.get(`refs/heads/${branch}`));
  const birth = named.earliest.filter((id) => commits.has(id));
  const listed = birth.length === 0 ? [] : await listCommits(git, tips.filter((tip) => tip !== undefined), birth);
  const byId = new Map(listed.map((commit) => [commit.id, commit]));
  const landings = landingsOf(record);
  const written = (await readRefLogs(ports.files, place.commonDir)).filter(({ by }) => by === sanctumPerson.email);
  // From where the branch is by now: a running engine goes on, and its newest commits are recorded already.
  const planCommits = await reachedBy(git, (await store.tip()) ?? moment.planTip);
  const rescued = new Set([...refs].filter(([ref]) => ref.startsWith('refs/sanctum/rescued/')).map(([, id]) => id));
  const recordedTips: string[] = [];
  for (const id of await readReflog(ports.files, place.commonDir, planRef)) {
    // What a repair set aside, since it was no plan.
    if (!planCommits.has(id) && rescued.has(id) && (await reader.at(id, configPath)) === undefined) continue;
    recordedTips.push(id);
  }
  return {
    branch: kept[0] ?? 'master',
    keptBranches: kept,
    written: written.map(({ ref, to }) => ({ ref, to })),
    ...(await landedFacts(repository.reader, record, landings, commits)),
    master: firstParents(byId, tips[0]),
    onMaster: new Set(byId.keys()),
    commits,
    reachable: await reachedByRefs(git, [...named.snapshots.keys()].filter((id) => commits.has(id))),
    refs,
    versionTags: await refsBelow(git, 'refs/tags/sanctum/'),
    brokenRefs: checked.flat(),
    recordedTips,
    planCommits,
  };
}
