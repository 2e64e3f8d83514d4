import assert from 'node:assert/strict';
import { VirtualClock } from '../../../test/support/virtualClock.js';
import type { AgentEvent } from '../stream/agentEvent.js';
import type { Sign, Verdict } from './liveness.js';
import { LivenessWatch } from './livenessWatch.js';

const minute = 60;
const hour = 60 * minute;

/** As shipped. */
const usual = { firstByteSeconds: 300, silenceSeconds: 20 * minute, toolSeconds: hour };

type Told = readonly [second: number, sign: Sign | 'sleeps for eight hours'];

/** What happens in a run, second by second, and what it must come to, and when. */
interface Situation {
  readonly told: readonly Told[];
  /** From and to which second its processes use a whole processor. */
  readonly busy?: readonly [from: number, to: number];
  readonly limits?: typeof usual;
  /** A healthy one is looked at until then. */
  readonly until: number;
  readonly verdict: 'healthy' | readonly [at: number, why: RegExp | 'lingers' | 'toolless'];
}

const event = (of: AgentEvent): Sign => ({ kind: 'event', event: of });
const started = event({ kind: 'started', session: 's' });
const alive = event({ kind: 'alive' });
const says = (text: string): Sign => event({ kind: 'message', text });
const begins = (id: string, name = 'command', input = 'npm test'): Sign => event({ kind: 'tool', id, name, state: 'started', input });
const ends = (id: string, output = '', name = 'command', input = 'npm test'): Sign => event({ kind: 'tool', id, name, state: 'completed', input, output });
const over = event({ kind: 'end', outcome: 'completed' });
const edits = event({ kind: 'files', changes: [{ path: 'a.ts', change: 'updated' }] });
const call = (state: 'began' | 'ended'): Sign => ({ kind: 'call', state });
const printed = (isNew: boolean): Sign => ({ kind: 'output', isNew });
const repeats = (seconds?: number): Sign => event({ kind: 'retry', words: 'status 503', ...(seconds === undefined ? {} : { seconds }) });

function every(step: number, from: number, to: number, tell: (second: number) => readonly Sign[]): readonly Told[] {
  const found: Told[] = [];
  for (let second = from; second <= to; second += step) found.push(...tell(second).map((sign): Told => [second, sign]));
  return found;
}

const situations: Readonly<Record<string, Situation>> = {
  'never prints anything': { told: [], until: hour, verdict: [300, /^It printed nothing within 5 minutes of its start\.$/] },
  'takes four minutes to start on a slow machine': { told: [[240, started]], until: 23 * minute, verdict: 'healthy' },
  'works before its first word': { told: [[14 * minute, started]], busy: [0, 14 * minute], until: 30 * minute, verdict: 'healthy' },
  'spins before its first word, for ever': { told: [], busy: [0, 4 * hour], until: 4 * hour, verdict: [hour, /^It printed nothing within 60 minutes/] },
  'holds a socket that is dead': { told: [[1, started], [40, says('Reading.')]], until: hour, verdict: [40 + 20 * minute, /^Nothing was heard of it for 20 minutes, and no tool/] },
  'thinks for ten minutes': { told: [[1, started], [10 * minute, says('So.')]], until: 29 * minute, verdict: 'healthy' },
  'thinks for fifty minutes on a slow local model that may': { told: [[1, started], [50 * minute, says('So.')]], limits: { ...usual, silenceSeconds: 55 * minute }, until: 100 * minute, verdict: 'healthy' },
  'is stuck on that slow local model': { told: [[1, started]], limits: { ...usual, silenceSeconds: 90 * minute }, until: 3 * hour, verdict: [90 * minute + 1, /for 90 minutes/] },
  'compiles for three hours without a word': { told: [[1, started], [5, begins('a')], [3 * hour, ends('a')]], busy: [6, 3 * hour], until: 3 * hour + 19 * minute, verdict: 'healthy' },
  'compiles, and its agent does not tell of tools before they end': { told: [[1, started], [50 * minute, ends('a')]], busy: [6, 50 * minute], until: hour, verdict: 'healthy' },
  'waits half an hour for a download': { told: [[1, started], [5, begins('a')], [30 * minute, ends('a')]], until: 49 * minute, verdict: 'healthy' },
  'has a tool that waits for its input': { told: [[1, started], [5, begins('a', 'command', 'git commit')]], until: 3 * hour, verdict: [hour + 5, /^Its tool "command" did nothing that could be seen for 60 minutes\.$/] },
  'waits for its own input': { told: [[0, printed(true)]], until: hour, verdict: [20 * minute, /^Nothing was heard/] },
  'has a tool that stopped to work': { told: [[1, started], [5, begins('a')]], busy: [6, 30 * minute], until: 3 * hour, verdict: [90 * minute, /^Its tool "command"/] },
  'has two tools at work, of which one ends': { told: [[1, started], [5, begins('a')], [6, begins('b')], [7, ends('a')]], until: 50 * minute, verdict: 'healthy' },
  'waits for an answer, call after call': { told: [[1, started], ...every(240, 10, 3 * hour, () => [call('began')]), ...every(240, 249, 3 * hour, () => [call('ended')])].sort(([one], [other]) => Number(one) - Number(other)) as Told[], until: 3 * hour, verdict: 'healthy' },
  'was told to end its turn, and does not': { told: [[1, started], [10, call('began')], [250, call('ended')]], until: hour, verdict: [250 + 20 * minute, /^Nothing was heard/] },
  'waits for a permission that comes': { told: [[1, started], [9, event({ kind: 'approval', words: 'to run rm' })], [50 * minute, begins('a')]], until: 100 * minute, verdict: 'healthy' },
  'waits for a permission that never comes, with a beating heart': { told: [[1, started], [9, event({ kind: 'approval', words: 'to run rm' })], ...every(30, 30, 2 * hour, () => [alive])], until: 2 * hour, verdict: [hour + 9, /^For 60 minutes it waited for a permission that nobody gave: to run rm\.$/] },
  'has nothing but a heartbeat': { told: [[1, started], ...every(30, 30, 2 * hour, () => [alive])], until: 2 * hour, verdict: [hour + 1, /^For 60 minutes it gave signs of life, and did nothing\.$/] },
  'writes its answer for half an hour, token by token': { told: [[1, started], ...every(2, 2, 30 * minute, () => [alive]), [30 * minute, says('A long one.')]], until: 49 * minute, verdict: 'healthy' },
  'repeats its request with a growing pause, and is served': { told: [[1, started], [2, repeats(10)], [30, repeats(300)], [400, repeats(25 * minute)], [30 * minute, says('Here.')]], until: 45 * minute, verdict: 'healthy' },
  'repeats its request for ever': { told: [[1, started], ...every(10 * minute, 10 * minute, 3 * hour, () => [repeats()])], until: 3 * hour, verdict: [hour + 1, /^For 60 minutes it only repeated its request, 6 times; the last reason: status 503$/] },
  'is told to come back in a day': { told: [[1, started], [2, repeats(24 * hour)]], until: 3 * hour, verdict: [hour + 1, /only repeated its request/] },
  'floods its output with ever new words': { told: [[1, started], ...every(1, 2, 2 * hour, () => [printed(true)])], until: 2 * hour, verdict: 'healthy' },
  'floods its output with the same words': { told: [[1, started], ...every(1, 2, 2 * hour, () => [printed(false)])], until: 2 * hour, verdict: [hour + 1, /signs of life/] },
  'speaks no language that is known': { told: every(7 * minute, 5, 2 * hour, () => [printed(true)]), until: 2 * hour, verdict: 'healthy' },
  'makes one call with one result over and over': { told: [[1, started], ...every(10, 10, hour, (second) => [begins(`t${String(second)}`), ends(`t${String(second)}`, 'no such file')])], until: hour, verdict: [300, /^It called "command" over and over, with the same result more than 29 times\.$/] },
  'goes round between two calls, and talks about it': { told: [[1, started], ...every(20, 20, 2 * hour, (second) => [ends('a', 'no', 'read', 'a.ts'), says(`Attempt ${String(second)}.`), ends('b', 'no', 'read', 'b.ts')])], until: 2 * hour, verdict: [620, /^It called "read" over and over/] },
  'tests after each of a hundred edits, and nothing changes': { told: [[1, started], ...every(30, 30, 50 * minute, (second) => [edits, begins(`t${String(second)}`), ends(`t${String(second)}`, '1 failed')])], until: hour, verdict: 'healthy' },
  'looks every minute whether a build is over': { told: [[1, started], ...every(60, 60, 55 * minute, (second) => [begins(`t${String(second)}`, 'command', 'sleep 50; cat log')]), ...every(60, 110, 55 * minute, (second) => [ends(`t${String(second - 50)}`, 'building', 'command', 'sleep 50; cat log')]), [56 * minute, says('Built.')]].sort(([one], [other]) => Number(one) - Number(other)) as Told[], until: 70 * minute, verdict: 'healthy' },
  'sleeps with its machine': { told: [[1, started], [10 * minute, 'sleeps for eight hours']], until: 8 * hour + 19 * minute, verdict: 'healthy' },
  'was dead before its machine slept': { told: [[1, started], [10 * minute, 'sleeps for eight hours']], until: 10 * hour, verdict: [8 * hour + 19 * minute + 1, /^Nothing was heard/] },
  'ends, and leaves a child that holds its output': { told: [[1, started], [10, over], [11, { kind: 'gone' }]], until: 3 * hour, verdict: 'healthy' },
  'says that its turn is over, and lives on': { told: [[1, started], [10, over], [20, alive]], until: hour, verdict: [130, 'lingers'] },
  'has none of our tools, and goes on without': { told: [[1, started], [2, event({ kind: 'end', outcome: 'failed', failure: { cause: 'tools', words: 'x' } })], [3, says('I shall do without.')]], until: hour, verdict: [2, 'toolless'] },
  'ends one turn and begins another': { told: [[1, started], [10, over], [100, says('And then.')], [15 * minute, says('More.')]], until: 30 * minute, verdict: 'healthy' },
};

/** What a run comes to, and at which second. */
async function verdictOn({ told, busy = [0, 0], limits = usual, until }: Situation): Promise<readonly [number, Verdict] | undefined> {
  const clock = new VirtualClock();
  let found: readonly [number, Verdict] | undefined;
  const second = (): number => clock.monotonic() / 1000;
  // The hundredth of a processor is what an idle program takes.
  const cpu = (): number => Math.max(0, Math.min(second(), busy[1]) - busy[0]) + second() / 100;
  const watch = new LivenessWatch(clock, limits, () => Promise.resolve(cpu()), (verdict) => (found = [second(), verdict]));
  for (const [at, sign] of told) {
    await clock.goTo(at * 1000);
    if (found !== undefined || at > until) break;
    if (sign === 'sleeps for eight hours') clock.sleep(8 * hour * 1000);
    else if (sign.kind === 'event') watch.heard(sign.event);
    else watch.take(sign);
  }
  await clock.goTo(until * 1000);
  watch.end();
  return found;
}

describe('whether an agent lives', () => {
  for (const [title, situation] of Object.entries(situations)) {
    it(`one that ${title} is ${situation.verdict === 'healthy' ? 'healthy' : typeof situation.verdict[1] === 'string' ? 'ended' : 'stalled'}`, async () => {
      const found = await verdictOn(situation);
      if (situation.verdict === 'healthy') {
        assert.equal(found, undefined);
        return;
      }
      const [at, why] = situation.verdict;
      assert.ok(found, 'it was taken for healthy');
      const [second, verdict] = found;
      // Within one look, where the processor was busy to the last.
      assert.ok(second >= at - 0.001 && second <= at + 61, `at ${String(second)}, not ${String(at)}`);
      if (typeof why === 'string') assert.equal(verdict.state, why);
      else assert.match(verdict.state === 'stalled' ? verdict.why : verdict.state, why);
    });
  }
});
