import assert from 'node:assert/strict';
import { combineTokens } from '../../src/agents/stream/tokensFrom.js';
import type { RunFields, Tokens } from '../../src/plan/schemas.js';
import { eventually } from '../support/eventually.js';
import type { LandingAgent } from './landing.js';
import { submitBy } from './landing.js';
import type { AnyRequest, AnyStep, Booked, ScriptOf } from './scriptedServer.js';

/** An agent whose model's server keeps books. */
export interface BookedAgent<Step extends AnyStep> extends LandingAgent<Step> {
  /** The model that a ticket climbs to. */
  readonly larger: string;
  /** A step as the server counts it, the n-th one of the story. */
  readonly counting: (step: Step, n: number) => Step;
  readonly books: () => readonly Booked[];
  /** What is known of a run that was killed, by what the server had counted of it. */
  readonly ofKilled: (booked: Tokens, requests: number) => Tokens;
}

/** What some answers come to, kind by kind. */
export function countedIn(books: readonly Pick<Booked, 'tokens'>[]): Tokens {
  return books.reduce<Tokens>((sum, { tokens }) => combineTokens(sum, tokens, (one, other) => one + other), { input: 0, output: 0 });
}

/** How many requests each run of the story makes that are answered to their end. */
const requestsOfRuns = [3, 3, 2, 2];

/**
 * A ticket asks and is parked, goes on with the answer and hands in what the gate refuses, climbs to another model, which is killed while it waits for its third answer, and whose session
 * then goes on and lands. The records of the runs, and the reports made of them, are held against the books.
 */
export async function playBooks<Step extends AnyStep>(agent: BookedAgent<Step>): Promise<void> {
  const { shell, tool, done, model, larger, counting } = agent;
  const numbered = (steps: readonly Step[], from: number): readonly Step[] => steps.map((step, at) => counting(step, from + at));
  const small = numbered([shell('echo begun > begun.txt'), tool('ask_question', { question: 'Whom shall it greet?' }), done, shell('echo x > broken'), submitBy(agent), done], 1);
  const [clean, look, ...rest] = numbered([shell('rm broken; echo good > good.txt'), shell('cat good.txt'), submitBy(agent), done], 7);
  const large: ScriptOf<Step, AnyRequest> = [clean ?? done, look ?? done, () => new Promise<Step>(() => undefined), ...rest];
  await agent.on(({ attempt }) => (attempt === 1 ? small : large), { roles: { coding: [model, larger] }, limits: { holdSeconds: 0.2 } }, async ({ stage, add, runs, asked }) => {
    const id = await add('Greet somebody');
    const before = await stage.untilIdle();
    assert.equal(before.code, 7, before.output);
    assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
    const engine = stage.start(['run', '--until-idle']);
    await eventually('the request that is never answered', () => asked(id).length === small.length + 3 || undefined, 60_000);
    const agents = stage.processes().filter(({ command }) => agent.process.test(command));
    assert.ok(agents.length > 0);
    for (const { pid } of agents) process.kill(pid, 'SIGKILL');
    const { code, output } = await engine.finished;
    assert.equal(code, 0, output);
    const records = await runs(id);
    const ends = requestsOfRuns.map((_, at) => requestsOfRuns.slice(0, at + 1).reduce((sum, one) => sum + one));
    const ofRuns = requestsOfRuns.map((count, at) => countedIn(agent.books().slice((ends[at] ?? 0) - count, ends[at])));
    const [first, second, third, fourth] = ofRuns;
    assert.ok(third !== undefined);
    const known = agent.ofKilled(third, requestsOfRuns[2] ?? 0);
    assert.deepEqual(records.map((run) => [run.model, run.tokens, run['cut-off']]), [[model, first, undefined], [model, second, undefined], [larger, known, true], [larger, fourth, undefined]]);
    const reported = JSON.parse((await stage.sanctum('report', '--json')).output) as { readonly rows: readonly { readonly by: string; readonly name: string; readonly spend: { readonly tokens: number; readonly cutOff: number } }[] };
    const booked = (name: string): number => records.filter((run) => run.model === name).reduce((sum, { tokens }) => sum + whole(tokens), 0);
    assert.deepEqual(reported.rows.filter(({ by, name }) => by === 'model' && [model, larger].includes(name)).map(({ name, spend }) => [name, spend.tokens, spend.cutOff]).sort(), [[model, booked(model), 0], [larger, booked(larger), 1]].sort());
    assert.match((await stage.sanctum('report')).output, /1 run cut off, not measured whole\)/);
    assert.match((await stage.sanctum('show', id)).output, /Cost so far: .*1 run cut off, not measured whole/);
    assert.equal(new Set(agent.books().map(({ thread }) => thread)).size, 2, 'sessions');
  });
}

function whole(tokens: RunFields['tokens']): number {
  return tokens === undefined ? 0 : tokens.input + tokens.output;
}
