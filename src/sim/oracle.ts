import { audit } from '../engine/auditing/audit.js';
import { openProject } from '../engine/project.js';
import type { Snapshot } from '../plan/snapshot.js';
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
}

/** Looks at the disk while the world stands still: a machine of its own, in which nothing else happens. */
export async function judge(world: World): Promise<Judgement> {
  const scheduler = new Scheduler(new Dice(1), world.means.settled, world.scheduler.now);
  const machine = new SimMachine(scheduler, new Dice(2), world.machine.disk);
  const { disk } = machine;
  const wasFull = disk.isFull;
  disk.isFull = false;
  const process = machine.spawn('oracle', { cwd: repositoryFolder, env: world.environment });
  const ports = simPorts(machine, process, world.table);
  let judgement: Judgement | undefined;
  let failure: unknown;
  void (async () => {
    const project = await openProject(ports, repositoryFolder);
    const result = await audit(project);
    const faults = result.violations.map(({ invariant, words, path }) => `invariant ${String(invariant)}${path === undefined ? '' : ` (${path})`}: ${words}`);
    judgement = { faults, snapshot: await project.store.read(), landings: result.landings };
    await project.close();
  })().catch((error: unknown) => {
    failure = error;
  });
  await scheduler.run(() => judgement !== undefined || failure !== undefined);
  disk.isFull = wasFull;
  if (judgement === undefined) throw failure instanceof Error ? failure : new Error('The oracle could not look at the repository.');
  return judgement;
}
