import assert from 'node:assert/strict';
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { RunStage } from '../../../test/support/runStage.js';

interface Event {
  readonly type: string;
  readonly do?: string;
  readonly text?: string;
  readonly tool?: string;
  readonly accepted?: boolean;
}

describe('the rehearsal agent', () => {
  let stage: RunStage;
  beforeEach(async () => {
    stage = await RunStage.make();
  });
  afterEach(() => stage.close());

  /** Plays a scenario in a real run; the events that the agent printed, and how it ended. */
  async function played(wishes: Parameters<RunStage['order']>[0]): Promise<{ events: Event[]; exitCode: number | undefined; submission: string | undefined }> {
    const order = await stage.order(wishes);
    await stage.runs.start(order);
    const exit = await stage.ended(order);
    const lines = (await stage.stream(order)).trimEnd().split('\n');
    return { events: lines.map((line) => JSON.parse(line) as Event), exitCode: exit.exitCode, submission: exit.submission?.summary };
  }

  it('plays every kind of step, with its tools over real MCP', async () => {
    await stage.ports.files.write(join(stage.worktree, 'old'), 'one two one\n');
    const { events, exitCode, submission } = await played({
      scenario: `
steps:
  - say: Hello.
  - write: {path: a/b.txt, text: "first\\n"}
  - append: {path: a/b.txt, text: "second\\n"}
  - replace: {path: old, find: one, with: three}
  - write: {path: gone, text: x}
  - remove: gone
  - link: {path: a/link, target: b.txt}
  - run: cat a/link; echo problem >&2
  - run: exit 4
    allow-failure: true
  - read: spec
  - progress: Nearly there.
  - call: {tool: submit_pr, arguments: {summary: 1}}
  - call: {tool: nonsense, arguments: {}}
  - wait-for: a/b.txt
  - submit: {summary: All done., evidence: None.}
  - exit: 0
  - say: never
`,
    });
    assert.equal(exitCode, 0);
    assert.equal(submission, 'All done.');
    assert.equal(await stage.text('a/b.txt'), 'first\nsecond\n');
    assert.equal(await stage.text('old'), 'three two three\n');
    assert.equal(await stage.text('gone'), undefined);
    assert.equal(readlinkSync(join(stage.worktree, 'a/link')), 'b.txt');
    assert.deepEqual(events.filter(({ type }) => type === 'output').map(({ text }) => text), ['first\nsecond\nproblem\n', '']);
    assert.deepEqual(
      events.filter(({ type }) => type === 'tool').map(({ tool, accepted }) => [tool, accepted]),
      [['read_plan', true], ['report_progress', true], ['submit_pr', false], ['nonsense', false], ['submit_pr', true]],
    );
    const said = events.filter(({ type }) => type === 'tool').map(({ text }) => text ?? '');
    assert.equal(said[0], 'The spec.\n');
    assert.match(said[2] ?? '', /submit_pr was not accepted: summary: .*Send \{"summary"/);
    assert.match(said[3] ?? '', /There is no tool "nonsense"\. Your tools: read_plan/);
    assert.equal(events.filter(({ type }) => type === 'message').length, 1);
  });

  it('writes as many bytes as a flood has', async () => {
    const exit = await stage.play({ scenario: 'steps: []' });
    const flooded = await stage.play({ scenario: 'steps: [{flood: 123456}]' });
    const step = '{"type":"step","step":1,"do":"flood","value":123456}\n';
    assert.equal(flooded.streamBytes - exit.streamBytes, 123_456 + step.length);
  });

  it("plays the ticket's own scenario, for the attempt that it is", async () => {
    await stage.writeTicket('---\ntitle: T\n---\n```rehearsal\nattempts: [{steps: [{exit: 9}]}, {steps: [{submit: Second.}]}]\n```\n');
    assert.equal((await played({ attempt: 1 })).exitCode, 9);
    assert.equal((await played({ attempt: 2 })).submission, 'Second.');
    assert.equal((await played({ attempt: 3 })).submission, 'Second.');
  });

  it('without a scenario adds a line with the title to REHEARSAL.md and hands it in', async () => {
    assert.deepEqual([(await played({})).submission, await stage.text('REHEARSAL.md')], ['Rehearsal of: Greet by name', '- Greet by name\n']);
  });

  it('falls back to the ticket when a scenario file does not know it', async () => {
    assert.equal((await played({ scenario: 'tickets: {"0002": {steps: []}}' })).submission, 'Rehearsal of: Greet by name');
  });

  it('fails with the step that could not be done', async () => {
    const failing: readonly (readonly [step: string, words: RegExp])[] = [
      ['replace: {path: nothing, find: a, with: b}', /^Step 2 \(replace\): ENOENT/],
      ['remove: nothing', /^Step 2 \(remove\): nothing is not there/],
      ['run: exit 4', /^Step 2 \(run\): "exit 4" failed: exit 4/],
      ['submit: ""', /^Step 2 \(submit\): submit_pr was not accepted/],
    ];
    for (const [step, words] of failing) {
      const { events, exitCode, submission } = await played({ scenario: `steps: [{say: first}, {${step}}, {submit: Never.}]` });
      assert.deepEqual([exitCode, submission], [1, undefined]);
      assert.match(events.at(-1)?.text ?? '', words);
    }
  });

  it('says what is wrong with a scenario before it does anything', async () => {
    const { events, exitCode } = await played({ scenario: 'steps: [{write: {path: a, text: b}}, {wrte: c}]' });
    assert.equal(exitCode, 1);
    assert.match(events.at(-1)?.text ?? '', /step 2: "wrte" is no step/);
    assert.equal(await stage.text('a'), undefined);
  });
});
