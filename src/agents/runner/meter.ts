import { isoSeconds } from '../../platform/clock.js';
import type { Ports } from '../../platform/ports.js';
import { reckoned } from '../../plan/prices.js';
import type { Tokens } from '../../plan/schemas.js';
import { usageInRollout } from '../codex/rolloutUsage.js';
import type { RunFolder } from '../runFolder.js';
import type { Allowance, RunOrder } from '../runOrder.js';
import { combineTokens } from '../stream/tokensFrom.js';
import type { ToldAccount } from '../stream/toldAccount.js';
import type { OutputCapture } from './outputCapture.js';

/** What is told by no event is looked for this often: what time costs, and what codex writes down. */
const lookMilliseconds = 500;

type Before = NonNullable<Allowance['before']>;

/** What a run alone has come to, of a session that `before` was told of already. Pure. */
export function metered({ run, whole }: ToldAccount, before: Before): { readonly tokens: Tokens | undefined; readonly cost: number | undefined } {
  const tokens = whole.tokens === undefined ? run.tokens : combineTokens(whole.tokens, before.tokens ?? { input: 0, output: 0 }, (now, then) => Math.max(0, now - then));
  return { tokens, cost: whole.cost === undefined ? run.cost : Math.max(0, whole.cost - (before.cost ?? 0)) };
}

/** What a run has cost, by its price, or as its agent says where there is none. In US dollars; undefined while nothing is known. Pure. */
export function meteredDollars({ price, before = {} }: Pick<Allowance, 'price' | 'before'>, account: ToldAccount, hours: number): number | undefined {
  const { tokens, cost } = metered(account, before);
  return (price === undefined ? undefined : reckoned(price, tokens, hours)) ?? cost;
}

/** Adds up what an agent costs while it works, and says once that its allowance is spent. Without an allowance it only reads what codex wrote down, when all is over. */
export class Meter {
  private isOver = false;
  private looking: Promise<void> | undefined;
  private again = false;
  private cancel: () => void = () => undefined;
  private written: number | undefined;
  private before: Before;
  private readonly began: number;

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'files'>,
    private readonly folder: RunFolder,
    private readonly order: Pick<RunOrder, 'allowance' | 'stream' | 'place'>,
    private readonly capture: Pick<OutputCapture, 'account' | 'learn'>,
    private readonly onSpent: (why: string) => void,
  ) {
    this.before = order.allowance?.before ?? {};
    this.began = ports.clock.monotonic();
  }

  /** Before the agent is there: a thread that goes on has been counted up to here. */
  async begin(): Promise<void> {
    if (this.order.allowance === undefined) return;
    const counted = await this.counted();
    if (counted !== undefined) this.before = { ...this.before, tokens: counted };
    this.tick();
  }

  /** The agent told something. */
  heard(): void {
    if (this.order.allowance === undefined || this.isOver) return;
    this.again = true;
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
  }

  /** The agent is asked to end, or has ended: nothing more is said. */
  end(): void {
    this.isOver = true;
    this.cancel();
  }

  /** The agent is gone: what it wrote down counts, where it did not live to tell it. */
  async settle(): Promise<void> {
    this.end();
    await this.looking;
    await this.learnCount();
  }

  private tick(): void {
    const { allowance, stream } = this.order;
    if (this.isOver || (stream !== 'codex' && allowance?.price?.hour === undefined)) return;
    this.cancel = this.ports.clock.after(lookMilliseconds, () => {
      this.heard();
      this.tick();
    });
  }

  private async look(): Promise<void> {
    while (this.again && !this.isOver) {
      this.again = false;
      await this.learnCount();
      await this.judge();
    }
  }

  /** Not an event when nothing is new: each one is heard, and looked at. */
  private async learnCount(): Promise<void> {
    const tokens = await this.counted();
    const known = this.capture.account.whole.tokens;
    if (tokens === undefined || (known !== undefined && known.input + known.output >= tokens.input + tokens.output)) return;
    this.capture.learn({ kind: 'usage', scope: 'session', tokens });
  }

  private async counted(): Promise<Tokens | undefined> {
    if (this.order.stream !== 'codex') return undefined;
    return usageInRollout(this.ports.files, this.order.place.home).catch(() => undefined);
  }

  private async judge(): Promise<void> {
    const { allowance } = this.order;
    if (allowance === undefined || this.isOver) return;
    const hours = (this.ports.clock.monotonic() - this.began) / 3_600_000;
    const dollars = meteredDollars({ ...allowance, before: this.before }, this.capture.account, hours);
    if (dollars === undefined) return;
    if (dollars >= allowance.dollars) {
      this.end();
      this.onSpent(`The run had cost $${dollars.toFixed(4)} of the $${allowance.dollars.toFixed(4)} that were left of a budget, and was frozen.`);
    }
    if (dollars === this.written) return;
    this.written = dollars;
    // Helps others to see it; a full disk must not end the run over it.
    await this.folder.writeMeter({ dollars, at: isoSeconds(this.ports.clock.now()) }).catch(() => undefined);
  }
}
