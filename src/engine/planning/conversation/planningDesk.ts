import { AgentKit } from '../../../agents/kit.js';
import type { KitOptions } from '../../../agents/kit.js';
import { Runs } from '../../../agents/runs.js';
import type { Planning } from '../architectRun.js';
import type { Reply } from '../askArchitect.js';
import { askArchitect } from '../askArchitect.js';
import { readDraft, specIn } from '../draftBranch.js';
import type { Accepted, Choice } from '../draftDecision.js';
import { approveDraft, changeDraft, rejectDraft } from '../draftDecision.js';
import { specDiff } from '../draftDiff.js';
import type { Proposal } from '../draftMerge.js';
import { proposalOf } from '../draftMerge.js';
import { PlanningStopped } from '../planningError.js';
import type { Revision } from '../reviseSpec.js';
import { describeProject, reviseSpec } from '../reviseSpec.js';
import { rejectedRef } from '../../../plan/paths.js';
import type { Written } from '../../../plan/store.js';
import type { Transition } from '../../../plan/transition.js';
import type { Project } from '../../project.js';
import { ArchitectSession } from './architectSession.js';

/** Who waits while the architect works: told what goes on, and asked what it wants to know. */
export interface Listener extends Pick<Planning, 'say' | 'ask'> {
  /** What is said now belongs to the conversation: the session that heard what was said before goes on. */
  readonly isConversation?: boolean;
}

/** The repository whose architect it is, and how the engineer's word gets onto its plan. */
export interface DeskGround {
  readonly project: Project;
  /** Writes a command of the engineer's onto the plan. Throws OrderError when the plan does not allow it. */
  write(transition: Transition): Promise<Written>;
  /** Something was changed that others look at. */
  look(): void;
}

/** The draft that waits, beside the spec that it would change. */
export interface SeenDraft extends Proposal {
  readonly draft: string;
}

/** What is done with one repository's architect and its draft. In one process one thing waits for the other; other processes are told who is at it. */
export class PlanningDesk {
  private last: Promise<unknown> = Promise.resolve();
  private working = 0;
  private readonly ending = new AbortController();
  private readonly hearers = new Set<(words: string) => void>();
  private readonly ownDrafts = new Set<string>();

  private readonly conversation: ArchitectSession;

  constructor(
    private readonly ground: DeskGround,
    private readonly kit: KitOptions,
  ) {
    this.conversation = new ArchitectSession(ground.project);
  }

  /** Whether the draft is being moved from here just now. */
  get isAtWork(): boolean {
    return this.working > 0;
  }

  /** Whether the draft was made here, where it was seen to come. */
  made(draft: string): boolean {
    return this.ownDrafts.has(draft);
  }

  /** Ends an architect at work: without this process nobody takes what it makes. */
  end(): void {
    this.ending.abort();
  }

  /** Calls back with words for each draft that was accepted or rejected here; the returned function ends it. */
  onDecision(hear: (words: string) => void): () => void {
    this.hearers.add(hear);
    return () => this.hearers.delete(hear);
  }

  /** Has the spec revised; throws what `reviseSpec` throws. */
  async plan(request: string, listener: Listener, stop: AbortSignal): Promise<Revision> {
    return this.revising(listener, stop, (planning, ended) => reviseSpec(planning, request, ended));
  }

  /** Has the project described in a first spec; throws what `describeProject` throws. */
  async describe(words: string, listener: Listener, stop: AbortSignal): Promise<Revision> {
    return this.revising(listener, stop, (planning, ended) => describeProject(planning, words, ended));
  }

  /** Asks, about a proposal where one is named; throws what `askArchitect` throws. */
  ask(question: string, listener: Listener, stop: AbortSignal, about?: string): Promise<Reply> {
    return this.architect(listener, stop, (planning, ended) => askArchitect(planning, question, ended, about));
  }

  /** The draft that waits, laid over the spec as it is now; undefined when none does. */
  async seen(): Promise<SeenDraft | undefined> {
    const { project } = this.ground;
    const snapshot = await project.store.read();
    const draft = await readDraft(project, snapshot);
    return draft === undefined ? undefined : { ...(await proposalOf(project, snapshot, draft)), draft: draft.commit };
  }

  /** The spec on the plan. */
  async spec(): Promise<string | undefined> {
    const { project } = this.ground;
    return specIn(project, (await project.store.read()).commit);
  }

  /** How a draft differs from the spec, as git prints it. */
  diff({ spec, text }: Proposal, form: 'lines' | 'numbers'): Promise<string> {
    return specDiff(this.ground.project, spec, text, form, form === 'lines');
  }

  /** Makes the draft, or what was chosen of it, the next version; throws what `approveDraft` throws. */
  async accept(choice?: Choice): Promise<Accepted> {
    const { project } = this.ground;
    return this.moving(async () => {
      const accepted = await approveDraft(project, (transition) => this.ground.write(transition), choice);
      const rest = (await this.seen())?.draft;
      this.own(rest);
      this.tell(`The spec is v${String(accepted.version)} now. ${rest === undefined ? 'The engine cuts it into areas and tickets.' : 'What was not accepted stays as the draft.'}`);
      return accepted;
    });
  }

  /** Takes the draft away; it is kept. Returns its commit. */
  async reject(why: string | undefined): Promise<string> {
    const draft = await rejectDraft(this.ground.project, (transition) => this.ground.write(transition), why);
    this.ground.look();
    this.tell(`The draft is rejected; the spec is as it was. It is kept: git show ${rejectedRef(draft)}^`);
    return draft;
  }

  /** Puts the engineer's own text on the draft. */
  async change(choice: Choice): Promise<void> {
    await this.moving(async () => {
      this.own(await changeDraft(this.ground.project, choice));
    });
  }

  private revising(listener: Listener, stop: AbortSignal, work: (planning: Planning, ended: AbortSignal) => Promise<Revision>): Promise<Revision> {
    return this.moving(async () => {
      const revision = await this.architect(listener, stop, work);
      this.own(revision.draft);
      return revision;
    });
  }

  private tell(words: string): void {
    for (const hear of this.hearers) hear(words);
  }

  private async moving<T>(work: () => Promise<T>): Promise<T> {
    this.working += 1;
    try {
      return await work();
    } finally {
      this.working -= 1;
    }
  }

  private own(draft: string | undefined): void {
    if (draft !== undefined) this.ownDrafts.add(draft);
    this.ground.look();
  }

  /** Begins a new session with the next words of the conversation; the one before hears nothing more. */
  forget(): Promise<void> {
    return this.conversation.end();
  }

  private architect<T>({ say, ask, isConversation = false }: Listener, stop: AbortSignal, work: (planning: Planning, ended: AbortSignal) => Promise<T>): Promise<T> {
    const ended = AbortSignal.any([stop, this.ending.signal]);
    const turn = this.last.then(async () => {
      if (ended.aborted) throw new PlanningStopped('Stopped before the architect began.');
      const { project } = this.ground;
      const runs = new Runs(project.ports, { execPath: this.kit.execPath, programs: this.kit.programs, place: project.folder });
      try {
        return await work({ project, runs, kit: new AgentKit(project.ports, this.kit), say, ask, session: isConversation ? this.conversation : undefined }, ended);
      } finally {
        runs.close();
      }
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
