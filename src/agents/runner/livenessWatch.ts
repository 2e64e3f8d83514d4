import type { Clock } from '../../platform/clock.js';
import type { AgentEvent } from '../stream/agentEvent.js';
import type { LivenessLimits, Sign, Verdict } from './liveness.js';
import { Liveness } from './liveness.js';

/** Looks at an agent when its time has come, and says once that it should be ended. */
export class LivenessWatch {
  private readonly liveness: Liveness;
  private lastLook: number;
  private cancel: () => void = () => undefined;
  private isOver = false;

  /** `cpuSeconds`: what the agent's processes have used so far, where that can be told; it is asked rarely. */
  constructor(
    private readonly clock: Clock,
    limits: LivenessLimits,
    private readonly cpuSeconds: () => Promise<number | undefined>,
    private readonly onVerdict: (verdict: Exclude<Verdict, { state: 'healthy' }>) => void,
  ) {
    this.lastLook = this.now();
    this.liveness = new Liveness(limits, this.lastLook);
    this.judge();
  }

  /** Something was heard. */
  heard(event: AgentEvent): void {
    this.take({ kind: 'event', event });
    // Only a call, or an end, can be the last of the agent before its time.
    if (event.kind === 'tool' || event.kind === 'end') this.judge();
  }

  take(sign: Sign): void {
    if (this.isOver) return;
    this.liveness.take(sign, this.now());
  }

  /** No further looks. */
  end(): void {
    this.isOver = true;
    this.cancel();
  }

  private judge(): void {
    if (this.isOver) return;
    const verdict = this.liveness.verdict(this.now());
    this.cancel();
    if (verdict.state === 'healthy') {
      this.cancel = this.clock.after(verdict.lookAfter * 1000, () => void this.look());
      return;
    }
    this.end();
    this.onVerdict(verdict);
  }

  private async look(): Promise<void> {
    const now = this.now();
    if (this.liveness.isQuietSince(this.lastLook)) {
      const seconds = await this.cpuSeconds().catch(() => undefined);
      if (seconds !== undefined) this.take({ kind: 'cpu', seconds });
    }
    this.lastLook = now;
    this.judge();
  }

  private now(): number {
    return this.clock.monotonic() / 1000;
  }
}
