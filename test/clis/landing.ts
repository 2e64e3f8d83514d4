import assert from 'node:assert/strict';
import type { RunFields } from '../../src/plan/schemas.js';
import type { Ticket } from '../../src/plan/snapshot.js';
import { eventually } from '../support/eventually.js';
import type { AgentStage, Task } from './agentStage.js';
import type { AnyRequest, AnyStep, ScriptOf } from './scriptedServer.js';

type AnyScript<Step> = ScriptOf<Step, AnyRequest>;

interface LandingStage extends AgentStage {
  readonly asked: (id: string) => readonly AnyRequest[];
}

/** An agent's own program, as far as a story about it must know which one it is. */
export interface LandingAgent<Step extends AnyStep> {
  /** As `sanctum.json` names it. */
  readonly model: string;
  /** What its processes are known by. */
  readonly process: RegExp;
  readonly on: (scriptFor: (task: Task) => AnyScript<Step>, config: Readonly<Record<string, unknown>>, play: (on: LandingStage) => Promise<void>) => Promise<void>;
  /** Runs a command by the agent's shell. */
  readonly shell: (command: string) => Step;
  /** Calls one of Sanctum's tools. */
  readonly tool: (name: string, input: Readonly<Record<string, unknown>>) => Step;
  readonly done: Step;
}

type Story = <Step extends AnyStep>(agent: LandingAgent<Step>) => Promise<void>;

export function submitBy<Step extends AnyStep>({ tool }: Pick<LandingAgent<Step>, 'tool'>, more: Readonly<Record<string, unknown>> = {}): Step {
  return tool('submit_pr', { summary: 'It is done.', evidence: 'sh check.sh: passed', ...more });
}

const asks = { question: 'Whom shall it greet?' };

function threads(requests: readonly AnyRequest[]): number {
  return new Set(requests.map(({ thread }) => thread)).size;
}

/** How the work of two runs is accounted for. */
export interface Accounts<Step> {
  /** The first step of each of them. */
  readonly first: (step: Step) => Step;
  readonly second: (step: Step) => Step;
  readonly check: (records: readonly RunFields[], requests: readonly AnyRequest[]) => void;
}

const usual = {
  first: <Step>(step: Step) => step,
  second: <Step>(step: Step) => step,
  check: (records: readonly RunFields[]) => assert.deepEqual(records.map(({ tokens }) => tokens), [{ input: 300, output: 30 }, { input: 300, output: 30 }]),
};

/** It asks, is parked, and goes on in the same session with the answer. */
export async function parked<Step extends AnyStep>(agent: LandingAgent<Step>, { first, second, check }: Accounts<Step> = usual): Promise<void> {
  const { shell, tool, done } = agent;
  const script: AnyScript<Step> = [
    first(shell('echo begun > begun.txt')),
    tool('ask_question', asks),
    done,
    ({ news }) => second(shell(`echo '${/<answer>\\n(\w+)/.exec(news)?.[1] ?? 'nobody'}' > whom.txt; cat begun.txt`)),
    submitBy(agent),
    done,
  ];
  await agent.on(() => script, { limits: { holdSeconds: 0.2 } }, async ({ stage, add, runs, asked }) => {
    const id = await add('Greet somebody');
    const before = await stage.untilIdle();
    assert.equal(before.code, 7, before.output);
    assert.match(before.output, /0001 is parked until Q-0001 is answered/);
    assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
    const { code, output } = await stage.untilIdle();
    assert.equal(code, 0, output);
    assert.deepEqual([await stage.repo.git('show', 'master:whom.txt'), await stage.repo.git('show', 'master:begun.txt')], ['Ada', 'begun']);
    const requests = asked(id);
    assert.deepEqual([requests.length, threads(requests)], [6, 1]);
    assert.match(requests[2]?.news ?? '', /No answer yet\. End your turn now/);
    assert.match(requests[3]?.news ?? '', /Your question [^]*Whom shall it greet\?[^]*was answered/);
    const records = await runs(id);
    check(records, requests);
    assert.deepEqual([records[1]?.resumes, (await stage.ticket(id)).fields.failures], [records[0]?.run, 0]);
  });
}

/** It is answered while its call is held, and goes on at once. */
export const held: Story = (agent) => {
  const { shell, tool, done, model } = agent;
  return agent.on(
    () => [tool('ask_question', asks), ({ news }) => shell(`echo '${/(Ada)\b/.exec(news)?.[1] ?? 'nobody'}' > whom.txt`), submitBy(agent), done],
    { roles: { architect: ['rehearsal'], manager: ['rehearsal'], coding: [model] } },
    async ({ stage, add, runs }) => {
      const id = await add('Greet somebody');
      const engine = stage.start(['run', '--until-idle']);
      await stage.planSays('the question with the engineer', ({ questions }) => questions.get('Q-0001')?.fields.path.at(-1)?.level === 'engineer' || undefined);
      assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
      assert.deepEqual([await stage.repo.git('show', 'master:whom.txt'), (await runs(id)).length], ['Ada', 1]);
    },
  );
};

/** The gate refuses its work. */
export const refused: Story = (agent) => {
  const { shell, done } = agent;
  return agent.on(
    () => [shell('echo x > broken; echo good > good.txt'), submitBy(agent), done, shell('rm broken; ls'), submitBy(agent), done],
    {},
    async ({ stage, add, asked, runs }) => {
      const id = await add('Mend');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:good.txt'), 'good');
      const records = await runs(id);
      assert.deepEqual([(await stage.ticket(id)).fields.failures, records.length, records[1]?.resumes, threads(asked(id))], [1, 2, records[0]?.run, 1]);
      assert.match(asked(id)[3]?.news ?? '', /Your session goes on, as attempt 2[^]*check\.sh[^]*Your folder is as you left it/);
    },
  );
};

/** A review asks for changes; where `moves`, master has moved meanwhile. */
export async function reviewed<Step extends AnyStep>(agent: LandingAgent<Step>, moves = false): Promise<void> {
  const { shell, done, model } = agent;
  const script: AnyScript<Step> = [shell('echo Helo > greeting.txt'), submitBy(agent), done, shell('sed -i s/Helo/Hello/ greeting.txt; ls'), submitBy(agent, { findings: [{ finding: 1, outcome: 'closed', how: 'It is spelt right.' }] }), done];
  await agent.on(() => script, { roles: { coding: [model], merging: ['rehearsal'] } }, async ({ stage, add, asked, runs }) => {
    const id = await add('Greet');
    const changes = 'verdict: request-changes, findings: [{ severity: must, place: greeting.txt, text: Spell it right. }]';
    await stage.setMark('review.yaml', `attempts:\n  - steps:\n      - wait-for: ${stage.mark('moved')}\n      - call: { tool: submit_review, arguments: { ${changes} } }\n`);
    await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: [`rehearsal:${stage.mark('review.yaml')}`] } }));
    const engine = stage.start(['run', '--until-idle']);
    if (moves) {
      await stage.planSays('the review at work', ({ work }) => [...work.values()].find(({ fields }) => fields.kind === 'review' && fields.run !== undefined));
      await stage.repo.commit({ 'moved.txt': 'moved\n' }, 'Master moves');
    }
    await stage.setMark('moved');
    await stage.planSays('the changes that are asked for', ({ reviews }) => reviews.get(id));
    await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: [] } }));
    const { code, output } = await engine.finished;
    assert.equal(code, 0, output);
    assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello', output);
    const news = asked(id)[3]?.news ?? '';
    assert.match(news, /The review asks for changes[^]*1\. \*\*must\*\* greeting\.txt: Spell it right\./);
    assert.deepEqual([/has moved on/.test(news), /moved\.txt/.test(asked(id)[4]?.news ?? '')], [moves, moves]);
    const records = await runs(id);
    assert.deepEqual([records[1]?.resumes, threads(asked(id))], [records[0]?.run, 1]);
  });
}

export type Victim = 'engine' | 'runner' | 'agent';

const sleeping = 'sleep 600';

/** Some take half a minute to begin on a busy machine, in milliseconds. */
const slowestStart = 60_000;

/** These are killed while its model is asked a second time, or in the middle of a command; `check` sees its runs. */
export async function killed<Step extends AnyStep>(
  agent: LandingAgent<Step>,
  victims: readonly Victim[],
  { during = 'request', check }: { readonly during?: 'request' | 'command'; readonly check?: (records: readonly RunFields[]) => void } = {},
): Promise<void> {
  const { shell, done } = agent;
  const [dies, who] = [victims.includes('agent'), victims.join(' and ')];
  let release: () => void = () => undefined;
  const hang = new Promise<void>((resolve) => (release = resolve));
  const whole = shell('echo whole >> work.txt');
  const script: AnyScript<Step> = [shell('echo half > work.txt'), during === 'command' ? shell(sleeping) : () => hang.then(() => whole), ...(dies ? [whole] : []), submitBy(agent), done];
  await agent.on(() => script, {}, async ({ stage, add, asked, runs }) => {
    const id = await add('Survive');
    const engine = stage.start(['run', '--until-idle']);
    const named = (name: RegExp) => stage.processes().filter(({ command }) => name.test(command));
    await eventually('the middle of its work', () => (during === 'command' ? named(new RegExp(`^${sleeping}$`)).length > 0 : asked(id).length === 2) || undefined, slowestStart);
    const of = { agent: named(agent.process), runner: named(/runner\.cjs/) };
    for (const victim of victims) {
      if (victim === 'engine') engine.kill();
      else assert.ok(of[victim].length > 0, victim);
    }
    for (const victim of victims) if (victim !== 'engine') for (const { pid } of of[victim]) process.kill(pid, 'SIGKILL');
    if (!dies) {
      await engine.finished;
      release();
    }
    const first = await engine.finished;
    const { code, output } = victims.includes('engine') ? await stage.untilIdle() : first;
    assert.equal(code, 0, output);
    assert.equal(await stage.repo.git('show', 'master:work.txt'), 'half\nwhole');
    const records = await runs(id);
    const { fields } = await stage.ticket(id);
    assert.deepEqual([fields.failures, fields.attempts, records.length, threads(asked(id))], [0, dies ? 2 : 1, dies ? 2 : 1, 1], who);
    check?.(records);
    if (!dies) return;
    assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${id}/1:work.txt`), 'half');
    assert.equal(records[1]?.resumes, records[0]?.run, who);
    assert.match(asked(id)[2]?.news ?? '', /Your session goes on, as attempt 2/);
  });
}

/** Its model's server takes the first request and never answers; `check` sees what became of its runs. */
export async function unanswered<Step extends AnyStep>(agent: LandingAgent<Step>, limits: Readonly<Record<string, number>>, check: (records: readonly RunFields[], ticket: Ticket) => void): Promise<void> {
  const { shell, done } = agent;
  const never: AnyScript<Step> = [() => new Promise<Step>(() => undefined)];
  await agent.on(({ attempt }) => (attempt === 1 ? never : [shell('echo good > good.txt'), submitBy(agent), done]), { limits }, async ({ stage, add, runs }) => {
    const id = await add('Wait');
    const { code, output } = await stage.untilIdle();
    assert.equal(code, 0, output);
    check(await runs(id), await stage.ticket(id));
  });
}
