import { writeCommand } from '../engine/orders/writeCommand.js';
import type { Project } from '../engine/project.js';
import { openProject } from '../engine/project.js';
import { Git } from '../git/git.js';
import type { Person } from '../git/objects.js';
import { encodeCommit } from '../git/objects.js';
import { foreignRef, planRef, ticketPath } from '../plan/paths.js';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import { add } from '../plan/transitions.js';
import { isoSeconds } from '../platform/clock.js';
import type { Ports } from '../platform/ports.js';
import { Dice } from './dice.js';
import { objectLine, pushLine } from './git/receivePack.js';
import { SimRepository } from './git/simRepository.js';
import { neededBy } from './git/store.js';
import type { SimProcess } from './machine.js';
import { SimMachine } from './machine.js';
import type { World } from './world.js';
import { receiver, repositoryFolder } from './world.js';

/** What a colleague does to the plan in a clone of it; to break it is not legal. */
export const cloneDoings = ['add', 'edit', 'break'] as const;
type CloneDoing = (typeof cloneDoings)[number];

/** What can become of a push. */
export const pushEnds = ['accepted', 'accepted unheard', 'not sent', 'refused', 'cut off'] as const;
type PushEnd = (typeof pushEnds)[number];

/** How far its clock may be from the first one's, at the most. In milliseconds. */
const mostClockError = 8 * 60_000;
/** How long the colleague leaves a commit lying, or what was rejected, at the most. In milliseconds. */
const longestThought = 8000;
const firstPid = 70_000;
const colleague: Person = { name: 'Colleague', email: 'colleague@localhost' };

/** A commit on the plan, and what must be seen of it. */
interface Made {
  readonly commit: string;
  readonly doing: CloneDoing;
  readonly ticket: string;
  /** What stands in the ticket's document from then on. */
  readonly words: string;
}

/** Whether people may write in its document. */
function isWritable({ state }: Ticket): boolean {
  return state === 'open' || state === 'stuck';
}

/**
 * A colleague's machine with a clone of the engineer's repository: a disk, processes and a clock of its own, and a line to the remote, at whose end somebody serves it. Nothing but the plan is fetched and pushed,
 * and no engine runs here.
 */
export class Clone {
  private readonly machine: SimMachine;
  /** Under the same name on both machines. */
  private readonly gitDir = `${repositoryFolder}/.git`;
  private readonly todo: { readonly doing: CloneDoing; readonly dice: Dice }[] = [];
  /** What was pushed, and git took it. */
  private readonly accepted: Made[] = [];
  private colleague: SimProcess | undefined;
  /** Who serves the line on the engineer's machine, while there is one. */
  private line: SimProcess | undefined;

  constructor(
    private readonly world: World,
    seed: number,
  ) {
    const dice = new Dice(seed);
    this.machine = new SimMachine(world.scheduler, dice, undefined, undefined, firstPid);
    this.machine.clockError = dice.below(2 * mostClockError) - mostClockError;
  }

  /** Whether something was not pushed yet. */
  get isAtWork(): boolean {
    return this.colleague !== undefined;
  }

  /** The colleague does one more thing, after what there is to do already. */
  ask(doing: CloneDoing, by: number): void {
    this.todo.push({ doing, dice: new Dice(by) });
    if (this.colleague !== undefined) return;
    const process = this.world.do('colleague', async (ports) => {
      try {
        await this.work(ports, process);
      } catch (error) {
        this.world.falls.push(`the colleague fell over: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }, this.machine);
    this.colleague = process;
    process.life.onEnd(() => {
      this.colleague = undefined;
    });
  }

  cutLine(): void {
    if (this.line !== undefined) this.world.machine.kill(this.line, 'the line is cut');
  }

  /** What of all that git took is not to be seen: lost, or not yet repaired. */
  missing({ commit: tip, tickets }: Snapshot): readonly string[] {
    const remote = this.remote();
    const reached = remote.reached([tip]);
    return this.accepted.flatMap(({ commit, doing, ticket, words }) => {
      const what = `what the colleague pushed (${doing} ${ticket}, ${commit})`;
      if (!reached.has(commit)) return [`${what} is not in the plan`];
      const document = tickets.get(ticket);
      if (document === undefined) return [`${what}: the ticket is lost`];
      if (doing === 'break') return remote.ref(foreignRef(commit)) === commit ? [] : [`${what} was not legal, and is not kept`];
      return document.text.includes(words) ? [] : [`${what}: "${words}" is lost`];
    });
  }

  private remote(): SimRepository {
    return new SimRepository(this.world.machine.disk, { gitDir: this.gitDir });
  }

  private async work(ports: Ports, process: SimProcess): Promise<void> {
    if ((await ports.files.status(this.gitDir)) === undefined) {
      await ports.files.makeFolder(repositoryFolder);
      await new Git(ports.processes, this.gitDir, 'closed').ask(['init', '--quiet', '--template=', '--initial-branch=main', repositoryFolder], { cwd: repositoryFolder });
    }
    const project = await openProject(ports, repositoryFolder);
    for (let next = this.todo.shift(); next !== undefined; next = this.todo.shift()) await this.bringIn(project, process, next.doing, next.dice);
    await project.close();
  }

  /** Commits and pushes, on what was fetched, again and again until it is accepted. */
  private async bringIn(project: Project, process: SimProcess, doing: CloneDoing, dice: Dice): Promise<void> {
    const tried: Made[] = [];
    for (;;) {
      const tip = await this.fetch(process);
      const reached = tried.length === 0 ? new Set() : this.remote().reached([tip]);
      const there = tried.find(({ commit }) => reached.has(commit));
      if (there !== undefined) {
        this.take(there, 'accepted unheard');
        return;
      }
      const made = await this.commit(project, doing, dice);
      tried.push(made);
      await this.world.scheduler.turn(process.life, 'the colleague looks at it once more', dice.chance(0.3) ? 0 : dice.below(longestThought));
      const end = await this.push(process, made.commit, tip);
      if (end === 'accepted') {
        this.take(made, end);
        return;
      }
      this.saw(end);
      await this.world.scheduler.turn(process.life, 'the colleague tries again', dice.below(longestThought));
    }
  }

  private saw(end: PushEnd): void {
    this.world.machine.saw(`push: ${end}`);
  }

  private take(made: Made, end: PushEnd): void {
    this.accepted.push(made);
    this.saw(end);
    this.world.machine.saw(`colleague: ${made.doing}`);
  }

  /** The plan is in the clone what it is at the remote in this moment, with all it needs. */
  private async fetch(process: SimProcess): Promise<string> {
    await this.world.scheduler.turn(process.life, 'the colleague fetches');
    const [from, to] = [this.remote(), new SimRepository(this.machine.disk, { gitDir: this.gitDir })];
    const tip = from.expect(planRef);
    for (const { type, body } of neededBy(from.store, tip, (id) => to.store.has(id))) to.store.write(type, body);
    this.machine.disk.write(to.refFile(planRef), `${tip}\n`, { synced: true });
    return tip;
  }

  /** Does it on what was fetched; where there is no ticket for it, one is added. */
  private async commit(project: Project, doing: CloneDoing, dice: Dice): Promise<Made> {
    const snapshot = await project.store.read();
    const words = `The colleague asks for ${dice.hex(8)}.`;
    const all = [...snapshot.tickets.values()].filter((ticket) => isWritable(ticket) || (doing === 'break' && ticket.state === 'in-progress'));
    if (doing === 'add' || all.length === 0) {
      const { commit, step } = await writeCommand(project, add({ title: 'Part by a colleague', body: words, at: isoSeconds(project.ports.clock.now()) }));
      return { commit, doing: 'add', ticket: step.ticket ?? '', words };
    }
    const { path, name, text, fields } = dice.pick(all);
    const after = ticketPath('done', fields.id, name);
    const changes: (readonly [string, string | undefined])[] =
      doing === 'edit' ? [[path, `${text.trimEnd()}\n\n${words}\n`]] : dice.chance(0.5) ? [[path, `${words} But nobody can read it.\n`]] : [[path, undefined], [after, text]];
    return { commit: await commitByHand(project, snapshot, new Map(changes)), doing, ticket: fields.id, words };
  }

  /** What became of it, as far as the colleague hears. */
  private push(process: SimProcess, commit: string, base: string): Promise<PushEnd> {
    const { store } = new SimRepository(this.machine.disk, { gitDir: this.gitDir });
    const known = new Set([base, ...neededBy(store, store.treeOf(base), () => false).map(({ id }) => id)]);
    const objects = neededBy(store, commit, (id) => known.has(id));
    const lines = [pushLine(planRef, base, commit, objects.length), ...objects.map(({ type, body }) => objectLine(type, body))];
    return this.served(process, async ({ processes }) => {
      const child = processes.start({ file: receiver, args: [planRef], cwd: this.gitDir, env: this.world.environment });
      const present = new Promise<string>((resolve) => {
        child.onOutput((chunk) => resolve(chunk.toString('utf8').trim()));
      });
      const isNext = (await Promise.race([present, child.ended])) === base;
      if (isNext) for (const line of lines) child.write(line);
      child.endInput();
      const { exitCode } = await child.ended;
      if (exitCode === undefined) return 'cut off';
      return !isNext ? 'not sent' : exitCode === 0 ? 'accepted' : 'refused';
    });
  }

  /** What comes back over the line. */
  private served({ life }: SimProcess, serve: (ports: Ports) => Promise<PushEnd>): Promise<PushEnd> {
    return new Promise((resolve) => {
      let end: PushEnd = 'cut off';
      const line = this.world.do('sshd', async (ports) => {
        end = await serve(ports);
      });
      this.line = line;
      line.life.onEnd(() => {
        this.line = undefined;
        this.world.scheduler.schedule(life, 'the colleague hears of the push', () => resolve(end));
      });
    });
  }
}

/** A commit as a person makes it on the plan's branch, with a message that says nothing to Sanctum. */
async function commitByHand({ repository, ports }: Project, { commit: tip, tree }: Snapshot, changes: ReadonlyMap<string, string | undefined>): Promise<string> {
  const prepared = await repository.trees.prepare(tree, changes);
  const fields = { tree: prepared.id, parents: [tip], author: colleague, committer: colleague, time: ports.clock.now() / 1000, message: 'By hand\n' };
  const commit = repository.objects.prepare('commit', encodeCommit(fields));
  await repository.trees.write(prepared, [commit]);
  if (!(await repository.refs.swap(planRef, commit.id, tip))) throw new Error('Nobody else moves the plan in a clone.');
  return commit.id;
}
