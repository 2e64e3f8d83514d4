import type { RunLife } from '../agents/runs.js';
import { readFields } from '../plan/frontMatter.js';
import { activePath, leasePath, planRef } from '../plan/paths.js';
import { tagVariable } from '../platform/processes.js';
import type { SimMachine } from './machine.js';
import { SimRepository } from './git/simRepository.js';

/** How a run that the plan says is on can be found, by what `Runs` calls it. */
const runsFound: Readonly<Record<RunLife['kind'], string>> = {
  unstarted: 'a run that no runner has',
  live: 'a run whose runner lives',
  ended: 'a run that has ended',
  lost: 'a run whose runner died',
};

/** What an engine can find when it begins, and must go on from: start-up is recovery. */
export const recoveryRows = [
  ...Object.values(runsFound),
  'a run without an order',
  'a run whose order was cut short',
  'an intent, and master at its base',
  'an intent, and master at its candidate',
  'an intent, and master elsewhere',
  'an intent, and its git at work',
  'a gate that nobody waits for',
  'a lock on the plan',
  'a lease of another machine',
] as const;

interface Found {
  readonly machine: SimMachine;
  readonly repository: SimRepository;
  /** The plan's tip. */
  readonly plan: string;
  /** Where a run's folder is. */
  readonly folderOf: (run: string) => string;
}

function textAt({ repository }: Found, name: string): string | undefined {
  const id = repository.resolve(name);
  return id === undefined ? undefined : repository.store.expect(id, 'blob').toString('utf8');
}

/** The runs of the tickets that somebody is at. */
function runsOn(found: Found): readonly string[] {
  const { repository, plan } = found;
  const folder = repository.resolve(`${plan}:tickets/in-progress`);
  if (folder === undefined) return [];
  return repository.store.tree(folder).flatMap(({ name }) => {
    const text = textAt(found, `${plan}:tickets/in-progress/${name}`) ?? '';
    // What somebody made unreadable names no run until it is put back.
    const { run } = text.startsWith('---\n') ? (readFields(text) as { readonly run?: string }) : {};
    return run === undefined ? [] : [run];
  });
}

function isLive({ machine }: Found, identity: string): boolean {
  const { pid, startTime } = JSON.parse(identity) as { readonly pid: number; readonly startTime: string };
  return machine.processes.get(pid)?.startTime === startTime;
}

function isWhole(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function rowsOfRun(found: Found, run: string): readonly string[] {
  const [order, runner, exit] = ['order.json', 'runner.json', 'exit.json'].map((name) => found.machine.disk.text(`${found.folderOf(run)}/${name}`));
  const ordered = order === undefined ? ['a run without an order'] : isWhole(order) ? [] : ['a run whose order was cut short'];
  const kind = exit !== undefined ? 'ended' : runner === undefined ? 'unstarted' : isWhole(runner) && isLive(found, runner) ? 'live' : 'lost';
  return [runsFound[kind], ...ordered];
}

function rowsOfIntent(found: Found): readonly string[] {
  const { machine, repository, plan } = found;
  const text = textAt(found, `${plan}:${activePath}`);
  if (text === undefined) return [];
  const { base, candidate, child } = readFields(text) as { readonly base: string; readonly candidate: string; readonly child: { readonly pid: number; readonly 'start-time': string } };
  const master = repository.ref('refs/heads/main') ?? '';
  const place = master === base ? 'at its base' : repository.isAncestor(candidate, master) ? 'at its candidate' : 'elsewhere';
  const isAtWork = machine.processes.get(child.pid)?.startTime === child['start-time'];
  return [`an intent, and master ${place}`, ...(isAtWork ? ['an intent, and its git at work'] : [])];
}

/** The rows of recovery that an engine which begins now has before it, on the machine of that id. */
export function foundAtStart(machine: SimMachine, gitDir: string, machineId: string, folderOf: (run: string) => string): readonly string[] {
  const repository = new SimRepository(machine.disk, { gitDir });
  const plan = repository.ref(planRef);
  if (plan === undefined) return [];
  const found: Found = { machine, repository, plan, folderOf };
  const gates = [...machine.processes.values()].filter(({ env }) => env[tagVariable]?.startsWith('lane:') === true);
  const lock = machine.disk.find(`${gitDir}/${planRef}.lock`);
  const lease = textAt(found, `${plan}:${leasePath}`);
  const isElsewhere = lease !== undefined && (readFields(lease) as { readonly machine?: string }).machine !== machineId;
  return [...(isElsewhere ? ['a lease of another machine'] : []), ...runsOn(found).flatMap((run) => rowsOfRun(found, run)), ...rowsOfIntent(found), ...(gates.length > 0 ? ['a gate that nobody waits for'] : []), ...(lock === undefined ? [] : ['a lock on the plan'])];
}
