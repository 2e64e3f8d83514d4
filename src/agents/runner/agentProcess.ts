import type { Clock } from '../../platform/clock.js';
import { pause } from '../../platform/clock.js';
import type { Child, Ended, ProcessIdentity, Processes } from '../../platform/processes.js';
import { sweep, tagVariable } from '../../platform/processes.js';
import type { RunOrder } from '../runOrder.js';

/** Why an agent's time was over. */
export type EndCause = 'exited' | 'time-cap' | 'budget' | 'stopped' | 'stalled' | 'lingered' | 'toolless' | 'quarantined';

/** An agent that is gone, with all that it had started. */
export interface AgentEnd extends Ended {
  readonly cause: EndCause;
  /** What there is to say of the cause. */
  readonly why: string | undefined;
  readonly survivorsKilled: number;
}

/** How long output may still come from a process that threw its tag away and keeps the agent's pipe. */
const drainMilliseconds = 2000;

/** The agent as a process: leader of its own group, carrying the run's tag, with a clock of its own. */
export class AgentProcess {
  private cause: EndCause | undefined;
  private why: string | undefined;
  private isGone = false;
  private readonly cancelCap: () => void;
  /** Descendants by name, the agent itself not among them. */
  private readonly seen = new Map<string, ProcessIdentity>();
  private announceEnding: () => void = () => undefined;
  /** Resolves when the agent is asked to end, or has ended. Never rejects. */
  readonly ending: Promise<void>;
  /** Resolves when neither the agent nor anything that it started lives. Never rejects. */
  readonly finished: Promise<AgentEnd>;

  private constructor(
    private readonly clock: Clock,
    private readonly processes: Processes,
    private readonly order: RunOrder,
    private readonly child: Child,
  ) {
    this.ending = new Promise((resolve) => (this.announceEnding = resolve));
    this.cancelCap = clock.after(order.limits.totalSeconds * 1000, () => this.end('time-cap'));
    this.finished = this.finish();
  }

  /** Starts the agent; `listen` attaches to its output before there is any. Throws for a command that no system would take. */
  static start(clock: Clock, processes: Processes, order: RunOrder, listen: (child: Child) => void): AgentProcess {
    const { command } = order;
    const child = processes.start({ ...command, env: { ...command.env, [tagVariable]: order.tag } }, { ownGroup: true });
    listen(child);
    child.write(order.prompt);
    child.endInput();
    return new AgentProcess(clock, processes, order, child);
  }

  /** Undefined when it could not be started. */
  get identity(): ProcessIdentity | undefined {
    return this.child.identity;
  }

  /** Ends the agent, politely at first. Only the first cause counts. */
  end(cause: Exclude<EndCause, 'exited'>, why?: string): void {
    if (this.cause !== undefined) return;
    [this.cause, this.why] = [cause, why];
    this.announceEnding();
    void this.escalate();
  }

  /** Remembers who descends from the agent now: when it has gone, those who left its group cannot be told from others. */
  async lookAround(): Promise<void> {
    const { identity: leader } = this.child;
    const family = leader === undefined ? [] : await this.processes.family(leader);
    for (const member of family) if (member.pid !== leader?.pid) this.seen.set(nameOf(member), member);
    for (const [name, member] of this.seen) if (!this.processes.isAlive(member)) this.seen.delete(name);
  }

  private async escalate(): Promise<void> {
    await this.lookAround().catch(() => undefined);
    if (this.isGone) return;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
      this.child.killGroup(signal);
      const outcome = await Promise.race([this.child.exited, pause(this.clock, this.order.limits.graceSeconds * 1000)]);
      if (outcome !== undefined) return;
    }
  }

  /** Ends those who threw the tag away: what is left of the agent's group, and its descendants as far as they were seen. Returns how many. */
  private async endFamily(): Promise<number> {
    const killed = new Set<string>();
    const { identity: leader } = this.child;
    if (leader === undefined) return 0;
    // A killed process takes a moment to go.
    for (let look = 0; look < 500; look += 1) {
      const family = [...(await this.processes.family(leader)), ...[...this.seen.values()].filter((member) => this.processes.isAlive(member))];
      if (family.length === 0) break;
      for (const member of family) if (this.processes.signal(member, 'SIGKILL')) killed.add(nameOf(member));
    }
    return killed.size;
  }

  private async finish(): Promise<AgentEnd> {
    const exited = await this.child.exited;
    this.isGone = true;
    this.announceEnding();
    const cause = this.cause ?? 'exited';
    // Set, so that a stop that comes during the sweep signals no group whose leader is gone.
    this.cause = cause;
    this.cancelCap();
    if (exited.startError !== undefined) return { ...exited, cause, why: this.why, survivorsKilled: 0 };
    const survivorsKilled = (await sweep(this.processes, this.order.tag)) + (await this.endFamily());
    await Promise.race([this.child.ended, pause(this.clock, drainMilliseconds)]);
    return { ...exited, cause, why: this.why, survivorsKilled };
  }
}

function nameOf({ pid, startTime }: ProcessIdentity): string {
  return `${String(pid)} ${startTime}`;
}
