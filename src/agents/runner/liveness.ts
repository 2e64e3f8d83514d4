import type { AgentEvent } from '../stream/agentEvent.js';
import { digest, mostRepetitions, Repetitions } from './repetition.js';

/** How long an agent may be quiet, in seconds. */
export interface LivenessLimits {
  /** From its start to the first thing that it prints. */
  readonly firstByteSeconds: number;
  /** Without a sign of life, while it waits for its model. */
  readonly silenceSeconds: number;
  /** While a tool of its own is at work or a permission is awaited; also how long mere signs of life stand in for progress. */
  readonly toolSeconds: number;
}

/** What there is to see of an agent, at a time in seconds. */
export type Sign =
  /** It printed something that is no event: other words than before, or the same once more. */
  | { readonly kind: 'output'; readonly isNew: boolean }
  | { readonly kind: 'event'; readonly event: AgentEvent }
  /** A call of Sanctum's own tools came in, or was answered: what happens in between is not the agent's to hurry. */
  | { readonly kind: 'call'; readonly state: 'began' | 'ended' }
  /** The seconds of processor time that its processes have used so far. */
  | { readonly kind: 'cpu'; readonly seconds: number }
  /** The agent itself has ended; what it left behind is not waited for. */
  | { readonly kind: 'gone' };

export type Verdict =
  /** Look again after so many seconds, or sooner. */
  | { readonly state: 'healthy'; readonly lookAfter: number }
  | { readonly state: 'stalled'; readonly why: string }
  /** It said that its turn is over, and goes on to live. */
  | { readonly state: 'lingers' }
  /** It has none of Sanctum's tools, and goes on without them: nothing that it does can be handed in. */
  | { readonly state: 'toolless' };

/** A look is never further away than this, so that a machine that slept is noticed. */
export const longestLook = 60;

/** A look that is this late was slept through, by the machine or by the runner: nobody could have been heard. */
const overslept = 30;

/** The share of one processor that is work; a program that only waits uses a hundredth of that. */
const busyShare = 0.1;

/** From the end of its turn to its own end. */
export const lingerSeconds = 120;

const mostOpenTools = 1000;

interface Deadline {
  readonly at: number;
  readonly verdict: Exclude<Verdict, { state: 'healthy' }>;
}

/**
 * Tells an agent that works, or waits for something that takes its time, from one that nothing will come from any more. Pure: the time
 * comes with each sign. Errs on the side of life; the cap of the whole run is not its matter.
 */
export class Liveness {
  private readonly openTools = new Map<string, { readonly name: string; readonly asked: string; readonly since: number }>();
  private readonly repetitions = new Repetitions();
  private hasPrinted = false;
  private isGone = false;
  private turnOver: number | undefined;
  private isToolless = false;
  private approval: { readonly words: string; readonly since: number } | undefined;
  private retry: { readonly words: string; readonly until: number; readonly count: number } | undefined;
  private calls = 0;
  private circle: string | undefined;
  private cpu: { readonly seconds: number; readonly at: number } | undefined;
  /** When there was last a sign of life, of progress, of work by the processor. */
  private life: number;
  private progress: number;
  private busy: number;
  private lastMessage = '';
  private nextLook: number;

  constructor(
    private readonly limits: LivenessLimits,
    private started: number,
  ) {
    [this.life, this.progress, this.busy] = [started, started, started];
    this.nextLook = started + this.lookAfter(Infinity, started);
  }

  /** Whether nothing but the processor can tell how it is; else that need not be asked. */
  isQuietSince(at: number): boolean {
    return this.calls === 0 && this.progress <= at;
  }

  take(sign: Sign, at: number): void {
    this.wake(at);
    switch (sign.kind) {
      case 'gone':
        this.isGone = true;
        return;
      case 'cpu':
        this.takeCpu(sign.seconds, at);
        return;
      case 'call':
        this.calls = Math.max(0, this.calls + (sign.state === 'began' ? 1 : -1));
        this.progressed(at);
        return;
      case 'output':
        this.hasPrinted = true;
        if (sign.isNew) this.progressed(at);
        else this.life = at;
        return;
      case 'event':
        this.hasPrinted = true;
        this.takeEvent(sign.event, at);
    }
  }

  /** How the agent is; to be asked when the time of the last verdict has come, and after each event. */
  verdict(at: number): Verdict {
    this.wake(at);
    if (this.isGone || this.calls > 0) return this.healthy(Infinity, at);
    if (this.isToolless) return { state: 'toolless' };
    if (this.circle !== undefined) return { state: 'stalled', why: this.circle };
    const deadline = this.deadline();
    return at >= deadline.at ? deadline.verdict : this.healthy(deadline.at, at);
  }

  private healthy(deadline: number, at: number): Verdict {
    const lookAfter = this.lookAfter(deadline, at);
    this.nextLook = at + lookAfter;
    return { state: 'healthy', lookAfter };
  }

  /** No sign brings a deadline nearer than the shortest limit; in half of that the processor is looked at twice. */
  private lookAfter(deadline: number, at: number): number {
    const { firstByteSeconds, silenceSeconds, toolSeconds } = this.limits;
    return Math.min(deadline - at, longestLook, Math.min(firstByteSeconds, silenceSeconds, toolSeconds) / 4);
  }

  private deadline(): Deadline {
    const { firstByteSeconds, silenceSeconds, toolSeconds } = this.limits;
    const patience = Math.max(silenceSeconds, toolSeconds);
    if (this.turnOver !== undefined) return { at: Math.max(this.turnOver, this.busy) + lingerSeconds, verdict: { state: 'lingers' } };
    if (!this.hasPrinted) {
      const at = Math.min(Math.max(this.started, this.busy) + firstByteSeconds, this.started + Math.max(firstByteSeconds, toolSeconds));
      return stall(at, `It printed nothing within ${spanWords(at - this.started)} of its start.`);
    }
    if (this.approval !== undefined) {
      const { words, since } = this.approval;
      return stall(since + patience, `For ${spanWords(patience)} it waited for a permission that nobody gave: ${words}.`);
    }
    const [tool] = this.openTools.values();
    if (tool !== undefined) {
      // A tool that uses the processor may take what the run may take.
      const since = Math.max(tool.since, this.progress, this.busy);
      return stall(since + patience, `Its tool "${tool.name}" did nothing that could be seen for ${spanWords(patience)}.`);
    }
    const quiet = Math.max(this.life, this.busy, this.retry?.until ?? 0) + silenceSeconds;
    const idle = this.progress + patience;
    if (quiet <= idle) return stall(quiet, `Nothing was heard of it for ${spanWords(silenceSeconds)}, and no tool of its was at work.`);
    if (this.retry !== undefined) return stall(idle, `For ${spanWords(patience)} it only repeated its request, ${String(this.retry.count)} times; the last reason: ${this.retry.words}`);
    return stall(idle, `For ${spanWords(patience)} it gave signs of life, and did nothing.`);
  }

  private takeEvent(event: AgentEvent, at: number): void {
    if (event.kind !== 'alive' && event.kind !== 'usage' && event.kind !== 'end') this.turnOver = undefined;
    switch (event.kind) {
      case 'alive':
      case 'usage':
        this.life = at;
        return;
      case 'retry':
      case 'error':
        this.takeTrouble(event, at);
        return;
      case 'approval':
        this.life = at;
        this.approval ??= { words: event.words, since: at };
        return;
      case 'tool':
        this.takeTool(event, at);
        return;
      case 'end':
        this.progressed(at);
        this.openTools.clear();
        this.turnOver = at;
        this.isToolless = event.failure?.cause === 'tools';
        return;
      case 'message':
        // The same words again are a sign of life.
        if (event.text === this.lastMessage) this.life = at;
        else this.progressed(at);
        this.lastMessage = event.text;
        return;
      case 'files':
      case 'question':
        this.repetitions.forget();
        this.progressed(at);
        return;
      case 'started':
      case 'thinking':
        this.progressed(at);
    }
  }

  private takeTrouble(event: Extract<AgentEvent, { kind: 'retry' | 'error' }>, at: number): void {
    this.life = at;
    if (event.kind === 'error') return;
    const wait = Math.min(event.seconds ?? 0, Math.max(this.limits.silenceSeconds, this.limits.toolSeconds));
    this.retry = { words: event.words, until: at + wait, count: (this.retry?.count ?? 0) + 1 };
  }

  private takeTool(event: Extract<AgentEvent, { kind: 'tool' }>, at: number): void {
    const open = this.openTools.get(event.id);
    if (event.state === 'started') {
      if (open === undefined && this.openTools.size < mostOpenTools) this.openTools.set(event.id, { name: event.name, asked: digest(event.input), since: at });
      // Told again of a tool that is at work: it has printed something.
      this.progressed(at);
      return;
    }
    this.openTools.delete(event.id);
    const repetition = this.repetitions.ended(event, open?.asked ?? digest(event.input), at - (open?.since ?? at));
    if (repetition === 'new') {
      this.circle = undefined;
      this.progressed(at);
      return;
    }
    this.life = at;
    this.approval = undefined;
    if (repetition === 'circle') this.circle = `It called "${event.name}" over and over, with the same result more than ${String(mostRepetitions - 1)} times.`;
  }

  private progressed(at: number): void {
    [this.life, this.progress] = [at, at];
    this.approval = undefined;
    this.retry = undefined;
  }

  private takeCpu(seconds: number, at: number): void {
    const before = this.cpu;
    this.cpu = { seconds, at };
    if (before === undefined || at <= before.at) return;
    if ((seconds - before.seconds) / (at - before.at) >= busyShare) this.busy = at;
  }

  /** Time that nobody was awake for is nobody's silence. */
  private wake(at: number): void {
    const late = at - this.nextLook;
    if (late < overslept) return;
    this.nextLook = at;
    this.cpu = undefined;
    [this.started, this.life, this.progress, this.busy] = [this.started + late, this.life + late, this.progress + late, this.busy + late];
    if (this.turnOver !== undefined) this.turnOver += late;
    if (this.approval !== undefined) this.approval = { ...this.approval, since: this.approval.since + late };
  }
}

function stall(at: number, why: string): Deadline {
  return { at, verdict: { state: 'stalled', why } };
}

function spanWords(seconds: number): string {
  return seconds < 120 ? `${String(Math.round(seconds * 10) / 10)} seconds` : `${String(Math.round(seconds / 60))} minutes`;
}
