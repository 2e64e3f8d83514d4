import { audit } from '../engine/auditing/audit.js';
import type { Project } from '../engine/project.js';
import { openProject } from '../engine/project.js';
import { look } from '../engine/status/look.js';
import { readHistory } from '../plan/history.js';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import { Dice } from './dice.js';
import { SimMachine } from './machine.js';
import { Scheduler } from './scheduler.js';
import { simPorts } from './simPorts.js';
import type { World } from './world.js';
import { repositoryFolder } from './world.js';

/** What is wrong, as the repository alone tells it. */
export interface Judgement {
  readonly faults: readonly string[];
  readonly snapshot: Snapshot;
  readonly landings: number;
  /** Every transition that the plan's history has. */
  readonly transitions: ReadonlySet<string>;
}

/** Has somebody look at the disk while the world stands still: a machine of its own, in which nothing else happens. */
async function inStillness<T>(world: World, see: (project: Project) => Promise<T>): Promise<T> {
  const scheduler = new Scheduler(new Dice(1), world.means.settled, world.scheduler.now);
  const machine = new SimMachine(scheduler, new Dice(2), world.machine.disk);
  const { disk } = machine;
  const wasFull = disk.isFull;
  disk.isFull = false;
  const process = machine.spawn('oracle', { cwd: repositoryFolder, env: world.environment });
  const ports = simPorts(machine, process, world.table);
  let seen: { readonly result: T } | undefined;
  let failure: unknown;
  void (async () => {
    const project = await openProject(ports, repositoryFolder);
    const result = await see(project);
    await project.close();
    seen = { result };
  })().catch((error: unknown) => {
    failure = error;
  });
  await scheduler.run(() => seen !== undefined || failure !== undefined);
  disk.isFull = wasFull;
  if (seen === undefined) throw failure instanceof Error ? failure : new Error('The oracle could not look at the repository.');
  return seen.result;
}

/** All that the audit finds. */
export function judge(world: World): Promise<Judgement> {
  return inStillness(world, async (project) => {
    const result = await audit(project);
    const faults = result.violations.map(({ invariant, words, path }) => `invariant ${String(invariant)}${path === undefined ? '' : ` (${path})`}: ${words}`);
    const snapshot = await project.store.read();
    const steps = await readHistory(project.repository.reader, project.store.snapshots.trees, snapshot.commit);
    return { faults, snapshot, landings: result.landings, transitions: new Set(steps.flatMap(({ message: { transition } }) => transition ?? [])) };
  });
}

/** The first ticket, along what one depends on, that does not wait for another one. */
function rootOf({ tickets }: Pick<Snapshot, 'tickets'>, ticket: Ticket): Ticket {
  const other = ticket.fields['depends-on'].map((id) => tickets.get(id)).find((one) => one !== undefined && one.state !== 'done');
  return ticket.state !== 'open' || other === undefined ? ticket : rootOf({ tickets }, other);
}

/** What has not come to its end although nothing happens any more, and of which nobody is told why, or what to do. */
export function unexplained(world: World): Promise<readonly string[]> {
  return inStillness(world, async (project) => {
    const snapshot = await project.store.read();
    const { waits } = await look(project);
    const told = waits.filter(({ engineer }) => engineer).map(({ words }) => words);
    return [...snapshot.tickets.values()].flatMap((ticket) => {
      const { state, text, fields } = ticket;
      if (state === 'done' || state === 'cancelled') return [];
      if (state === 'stuck' && !text.includes('\n## Attempt ')) return [`${fields.id} is stuck, and its document does not say why`];
      const { id } = rootOf(snapshot, ticket).fields;
      return told.some((words) => words.includes(id)) ? [] : [`${fields.id} is ${state}, and the engineer is not told what ${id} waits for: ${told.join('; ')}`];
    });
  });
}
