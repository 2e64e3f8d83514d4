import { Runs } from '../../src/agents/runs.js';
import type { Action } from '../../src/engine/deciding/action.js';
import type { Observation } from '../../src/engine/deciding/observe.js';
import { EngineWriter } from '../../src/engine/engineWriter.js';
import { Observer } from '../../src/engine/observer.js';
import type { QueuePerforming } from '../../src/engine/performing.js';
import type { Project } from '../../src/engine/project.js';
import { openProject, queueContext } from '../../src/engine/project.js';
import { landTickets } from '../../src/engine/queue/landTickets.js';
import { settle } from '../../src/engine/queue/settle.js';
import { testStack } from '../../src/engine/queue/stackTest.js';
import type { Pending, Verdict } from '../../src/plan/schemas.js';
import { verdictSchema } from '../../src/plan/schemas.js';
import { readDocument } from '../../src/plan/readDocument.js';
import type { Transition } from '../../src/plan/transition.js';
import type { NewTicket } from '../../src/plan/transitions.js';
import { add, lease, start, submit } from '../../src/plan/transitions.js';
import type { QueueContext } from '../../src/queue/context.js';
import { Lanes } from '../../src/queue/lanes.js';
import type { StageOptions } from './engineStage.js';
import { EngineStage } from './engineStage.js';

const at = '2026-11-21T04:30:00Z';

/** An engine's hand on the queue alone: submissions are made by transitions, and each test, settling and landing is told. Real git, real gates. */
export class StackStage {
  readonly log: string[] = [];
  private readonly observer: Observer;
  private readonly lanes: Lanes;

  private constructor(
    readonly stage: EngineStage,
    readonly project: Project,
    readonly queue: QueueContext,
    readonly writer: EngineWriter,
  ) {
    this.lanes = new Lanes(queue);
    this.observer = new Observer(project, new Runs(project.ports, { execPath: '', programs: { runner: '' }, place: project.folder }));
  }

  static async open(options: StageOptions = {}): Promise<StackStage> {
    return StackStage.on(await EngineStage.make(options));
  }

  /** Takes a stage over from the engines that ran on it before. */
  static async on(stage: EngineStage): Promise<StackStage> {
    const project = await openProject(stage.repo.ports, stage.repo.path);
    const { repository, store, machine } = project;
    const epoch = ((await store.read()).lease?.epoch ?? 0) + 1;
    const writer = new EngineWriter(repository, store, machine, epoch, undefined, (commit) => {
      throw new Error(`${commit} is not legal.`);
    });
    const opened = new StackStage(stage, project, await queueContext(project, 'master'), writer);
    await opened.write(lease({ machine: machine.id, host: machine.host, user: machine.user, pid: 1, epoch, since: at }, epoch - 1));
    return opened;
  }

  async write(transition: Transition): Promise<void> {
    const written = await this.writer.write(transition);
    if ('refused' in written) throw new Error(written.refused);
  }

  /** A new ticket whose changes (null removes a file) were made from master as it is; its id. The body may hold what is played when it is reopened. */
  async submit(changes: Readonly<Record<string, string | null>>, more: Partial<NewTicket> = {}): Promise<string> {
    const { repository } = this.project;
    const id = await this.stage.command(add({ title: `Change ${Object.keys(changes).join(', ')}`, body: 'Do it.', at, ...more }));
    const base = await this.stage.repo.git('rev-parse', 'refs/heads/master');
    const tree = await repository.trees.edit(await repository.treeOf(base), new Map(Object.entries(changes).map(([path, text]) => [path, text ?? undefined])));
    const run = `R-20261121T043000-${id}-1-abcd`;
    await this.write(start(id, run, base, at));
    const commit = await this.stage.repo.git('commit-tree', tree, '-p', base, '-m', 'Snapshot');
    await this.stage.repo.git('update-ref', `refs/sanctum/wip/${id}/1`, commit);
    const submitted = `2026-11-21T04:30:00.${id.slice(1)}Z`;
    const pending: Pending = { ticket: id, run, attempt: 1, base, commit, tree, summary: 'It is done.', model: 'rehearsal', submitted };
    await this.write(submit({ run, ticket: id, attempt: 1, role: 'coding', model: 'rehearsal', base, snapshot: commit, reason: 'exited', submitted: true, containment: 'none', ended: at, outcome: 'submitted' }, pending));
    return id;
  }

  async observe(busy: readonly Action[] = []): Promise<Observation> {
    return this.observer.observe(await this.writer.inspect(), this.queue, busy, this.lanes);
  }

  /** The test of a stack on master as it is. */
  async testAction(stack: readonly string[]): Promise<Action & { readonly kind: 'test' }> {
    const { snapshot, master = '' } = await this.observe();
    return { kind: 'test', stack, submissions: stack.map((id) => snapshot.pending.get(id)?.commit ?? ''), base: master };
  }

  async test(stack: readonly string[], stopping?: AbortSignal): Promise<void> {
    await testStack(this.performing(stopping), await this.observe(), await this.testAction(stack));
  }

  async settle(ticket: string): Promise<void> {
    const observation = await this.observe();
    await settle(this.performing(), observation, { kind: 'settle', ticket, submission: observation.snapshot.pending.get(ticket)?.commit ?? '' });
  }

  async land(stack: readonly string[]): Promise<void> {
    await landTickets(this.performing(), await this.observe(), { kind: 'land', stack });
  }

  /** What is known of the stacks on this master, as `0001+0002: red`. */
  async known(): Promise<readonly string[]> {
    return [...(await this.observe()).known].map(([stack, finding]) => `${stack}: ${finding}`).sort();
  }

  async verdicts(): Promise<readonly Verdict[]> {
    const { commit, verdicts } = await this.project.store.read();
    const texts = await Promise.all([...verdicts].map((name) => this.project.store.snapshots.text(commit, `verdicts/${name.slice(0, 2)}/${name}.md`)));
    return texts.map((text) => readDocument(verdictSchema, text ?? ''));
  }

  private performing(stopping: AbortSignal = new AbortController().signal): QueuePerforming {
    const log = { write: (_level: string, words: string) => void this.log.push(words) };
    return { project: this.project, queue: this.queue, lanes: this.lanes, writer: this.writer, log, stopping };
  }
}
