import { posix } from 'node:path';
import { OrderError } from '../engine/orders/orderError.js';
import { engineerName, giveOrder, writeCommand } from '../engine/orders/writeCommand.js';
import type { Project } from '../engine/project.js';
import { Git } from '../git/git.js';
import { eject, freeze, hold, note, pause, putAhead, release, resume, thaw } from '../plan/controlTransitions.js';
import { answer, levelOf } from '../plan/questionTransitions.js';
import type { Snapshot } from '../plan/snapshot.js';
import type { Transition } from '../plan/transition.js';
import { add, retry } from '../plan/transitions.js';
import { isoSeconds } from '../platform/clock.js';
import { changedInCheckout } from './checkoutState.js';
import { Dice } from './dice.js';
import { gateFinds } from './gateProgram.js';
import type { Happening } from './scenario.js';
import type { World } from './world.js';
import { repositoryFolder } from './world.js';

/** The engineer: gives orders, and works in the same checkout that landings are written into. */
export class Engineer {
  /** What lies in the checkout and is nobody's but the engineer's, by path. */
  readonly own = new Map<string, Buffer>();
  isCommitting = false;

  constructor(private readonly world: World) {}

  /** A file of the engineer's that is not what was written, or undefined: looked at after every step. */
  touched(): string | undefined {
    if (this.isCommitting) return undefined;
    for (const [path, data] of this.own) {
      if (this.world.machine.disk.read(posix.join(repositoryFolder, path)) !== data) return path;
    }
    return undefined;
  }

  act({ kind, by }: Happening): void {
    const dice = new Dice(by);
    const { world } = this;
    const { disk } = world.machine;
    world.machine.saw(`engineer: ${kind}`);
    const part = `src/part-000${String(1 + dice.below(6))}.txt`;
    if (kind === 'edit' || kind === 'stand in the way') {
      const path = kind === 'edit' ? dice.pick(['shared.txt', 'README.txt', 'src/main.txt', part]) : part;
      const known = disk.read(posix.join(repositoryFolder, path));
      if (kind === 'edit' && known === undefined) return;
      // What a landing is about to write, or has half written, is not edited in this very moment.
      if (disk.find(`${repositoryFolder}/.git/index.lock`) !== undefined || disk.isFull) return;
      // Now and then the gate will not like it: master is red once that is committed.
      const text = `${known?.toString('utf8') ?? 'ok\n'}${dice.chance(0.15) ? 'bad\n' : ''}mine ${String(by)}\n`;
      this.own.set(path, disk.write(posix.join(repositoryFolder, path), text, { synced: true }).data);
    } else if (kind === 'commit') this.commit();
    else if (kind !== 'answer') world.order((project) => this.order(project, kind, dice));
    else world.order((project) => this.answerAll(project));
  }

  /** Takes out of the checkout what makes the gate red, or red by chance: whoever broke master by hand mends it. */
  mend(): void {
    const { disk } = this.world.machine;
    if (this.isCommitting || disk.find(`${repositoryFolder}/.git/index.lock`) !== undefined) return;
    const files = [...disk.filesBelow(repositoryFolder)].map(([path, node]) => [path, node.kind === 'file' ? node.data.toString('utf8') : 'ok'] as const);
    if (gateFinds(files) === undefined && !files.some(([, text]) => text.includes('\nflaky'))) return;
    for (const [path, text] of files) {
      const mended = text.split('\n').filter((line) => !/^(?:bad|flaky|clash )/.test(line)).join('\n');
      if (mended !== text) this.own.set(path, disk.write(posix.join(repositoryFolder, path), mended, { synced: true }).data);
    }
  }

  /** Commits all that is the engineer's. */
  commit(): void {
    const paths = [...this.own.keys()];
    if (paths.length === 0 || this.isCommitting || this.world.machine.disk.isFull) return;
    this.isCommitting = true;
    const process = this.world.do('engineer', async (ports) => {
      const git = new Git(ports.processes, `${repositoryFolder}/.git`, 'engineer');
      await git.ask(['add', ...paths], { workTree: repositoryFolder });
      await git.ask(['commit', '--message', 'Mine'], { workTree: repositoryFolder });
    });
    process.life.onEnd(() => {
      this.isCommitting = false;
      this.forgetCommitted();
    });
  }

  /** What is as it was committed is nobody's any more: a commit that was cut short may have come to be all the same. */
  private forgetCommitted(): void {
    const changed = new Set(changedInCheckout(this.world));
    for (const path of [...this.own.keys()]) if (!changed.has(path)) this.own.delete(path);
  }

  /** Answers whatever waits for the engineer. */
  async answerAll(project: Project): Promise<void> {
    const { questions } = await project.store.read();
    const asked = [...questions.values()].filter(({ fields }) => fields.state === 'open' && levelOf(fields) === 'engineer');
    for (const { fields } of asked) await this.give(project, answer(fields.id, 'As you like.', isoSeconds(project.ports.clock.now())));
  }

  /** Takes back what holds the work up. */
  async letGo(project: Project): Promise<void> {
    const { control, tickets } = await project.store.read();
    if (control.paused !== undefined) await this.give(project, resume());
    if (control.frozen !== undefined) await this.give(project, thaw());
    for (const [id, { fields }] of tickets) if (fields.hold !== undefined) await this.give(project, release(id));
    await this.answerAll(project);
  }

  /** An order of several: one that is refused, such as the release of what landed while it was held, is no reason to leave the others. */
  private async give(project: Project, transition: Transition): Promise<void> {
    try {
      await writeCommand(project, transition);
    } catch (error) {
      if (!(error instanceof OrderError)) throw error;
      this.world.troubles.push(`engineer: ${error.message}`);
    }
  }

  private async order(project: Project, kind: Happening['kind'], dice: Dice): Promise<void> {
    const snapshot = await project.store.read();
    const id = someTicket(snapshot, dice);
    if (kind === 'add') {
      const dependsOn = id !== undefined && dice.chance(0.3) ? { dependsOn: [id] } : {};
      await writeCommand(project, add({ title: `Part by ${engineerName(project)}`, body: 'Build it.', at: isoSeconds(project.ports.clock.now()), ...dependsOn }));
    } else if (kind === 'pause') await giveOrder(project, pause);
    else if (kind === 'resume') await writeCommand(project, resume());
    else if (kind === 'freeze') await giveOrder(project, freeze);
    else if (kind === 'thaw') await writeCommand(project, thaw());
    else if (id !== undefined) await this.orderOn(project, kind, id, dice);
  }

  private async orderOn(project: Project, kind: Happening['kind'], id: string, dice: Dice): Promise<void> {
    if (kind === 'retry') await writeCommand(project, retry(id));
    else if (kind === 'hold') await giveOrder(project, (order) => hold(id, order, dice.chance(0.5)));
    else if (kind === 'release') await writeCommand(project, release(id));
    else if (kind === 'put ahead') await giveOrder(project, (order) => putAhead(id, order));
    else if (kind === 'eject') await giveOrder(project, (order) => eject(id, order));
    else if (kind === 'note') await giveOrder(project, (order) => note(id, 'Mind the gap.', order));
  }
}

function someTicket({ tickets }: Snapshot, dice: Dice): string | undefined {
  const ids = [...tickets.keys()].sort();
  return ids.length === 0 ? undefined : dice.pick(ids);
}
