import { listCommits, reachedBy, reachedByRefs, refsBelow } from '../git/commitList.js';
import type { ListedCommit } from '../git/commitList.js';
import { readRef } from '../git/refReader.js';
import { readReflog } from '../git/reflog.js';
import { parseMessage } from '../plan/commitKinds.js';
import { DocumentError } from '../plan/frontMatter.js';
import type { AuditFacts, MasterCommit } from '../plan/invariants/facts.js';
import { namedCommits } from '../plan/invariants/namedCommits.js';
import type { PlanRecord } from '../plan/invariants/planRecord.js';
import { configPath, planRef } from '../plan/paths.js';
import { readConfig } from '../plan/readDocument.js';
import type { Project } from './project.js';

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

export interface MasterTips {
  readonly branch: string;
  /** Master's tip, and those of branches that were master once and are still there. */
  readonly tips: readonly string[];
}

export async function masterTips({ ports, place }: Project, record: PlanRecord): Promise<MasterTips> {
  const branches = keptBranches(record);
  const tips = await Promise.all(branches.map((branch) => readRef(ports.files, place.commonDir, `refs/heads/${branch}`)));
  return { branch: branches[0] ?? 'master', tips: tips.filter((tip) => tip !== undefined) };
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
export async function auditFacts(project: Project, record: PlanRecord, planTip: string, { branch, tips }: MasterTips): Promise<AuditFacts> {
  const { repository, ports, place } = project;
  const { git, reader } = repository;
  const named = namedCommits(record);
  const wanted = [...new Set([...named.snapshots.keys(), ...named.ofMaster, ...named.earliest])];
  const read = await Promise.all(wanted.map(async (id) => [id, await reader.read(id)] as const));
  const present = read.filter(([, object]) => object?.type === 'commit').map(([id]) => id);
  const commits = new Map(await Promise.all(present.map(async (id) => [id, await reader.commit(id)] as const)));
  const refs = await refsBelow(git, 'refs/sanctum/');
  const checked = await Promise.all([...refs].map(async ([ref, id]) => ((await reader.read(id)) === undefined ? [ref] : [])));
  const birth = named.earliest.filter((id) => commits.has(id));
  const listed = birth.length === 0 ? [] : await listCommits(git, tips, birth);
  const byId = new Map(listed.map((commit) => [commit.id, commit]));
  return {
    branch,
    master: firstParents(byId, tips[0]),
    onMaster: new Set(byId.keys()),
    commits,
    reachable: await reachedByRefs(git, [...named.snapshots.keys()].filter((id) => commits.has(id))),
    refs,
    brokenRefs: checked.flat(),
    recordedTips: await readReflog(ports.files, place.commonDir, planRef),
    planCommits: await reachedBy(git, planTip),
  };
}
