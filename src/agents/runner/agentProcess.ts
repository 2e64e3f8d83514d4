import type { Clock } from '../../platform/clock.js';
import { pause } from '../../platform/clock.js';
import type { Child, Ended, ProcessIdentity, Processes } from '../../platform/processes.js';
import { sweep, tagVariable } from '../../platform/processes.js';
import type { RunOrder } from '../runOrder.js';

/** Why an agent's time was over. */
export type EndCause = 'exited' | 'time-cap' | 'stopped' | 'quarantined';

/** An agent that is gone, with all that it had started. */
export interface AgentEnd extends Ended {
  readonly cause: EndCause;
  readonly survivorsKilled: number;
}

/** How long output may still come from a process that threw its tag away and keeps the agent's pipe. */
const drainMilliseconds = 2000;

/** The agent as a process: leader of its own group, carrying the run's tag, with a clock of its own. */
export class AgentProcess {
  private cause: EndCause | undefined;
  private readonly cancelCap: () => void;
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
  end(cause: Exclude<EndCause, 'exited'>): void {
    if (this.cause !== undefined) return;
    this.cause = cause;
    this.announceEnding();
    void this.escalate();
  }

  private async escalate(): Promise<void> {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
      this.child.killGroup(signal);
      const outcome = await Promise.race([this.child.exited, pause(this.clock, this.order.limits.graceSeconds * 1000)]);
      if (outcome !== undefined) return;
    }
  }

  private async finish(): Promise<AgentEnd> {
    const exited = await this.child.exited;
    this.announceEnding();
    const cause = this.cause ?? 'exited';
    // Set, so that a stop that comes during the sweep signals no group whose leader is gone.
    this.cause = cause;
    this.cancelCap();
    if (exited.startError !== undefined) return { ...exited, cause, survivorsKilled: 0 };
    const survivorsKilled = await sweep(this.processes, this.order.tag);
    // Those of its group that threw the tag away.
    this.child.killGroup('SIGKILL');
    await Promise.race([this.child.ended, pause(this.clock, drainMilliseconds)]);
    return { ...exited, cause, survivorsKilled };
  }
}
