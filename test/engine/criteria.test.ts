import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { RunFolder } from '../../src/agents/runFolder.js';
import type { Criterion } from '../../src/plan/criterion.js';
import { criteriaPath } from '../../src/plan/paths.js';
import { criteriaSchema } from '../../src/plan/planningSchemas.js';
import { readDocument } from '../../src/plan/readDocument.js';
import type { StageOptions } from '../support/engineStage.js';
import type { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';
import { onStage } from '../support/onStage.js';

/** Runs the one test that it is given: the file of that name in the folder `tests`, in the words of mocha. */
const runTest = `if [ ! -e "tests/$1" ]; then echo "0 passing"; exit 0; fi
if sh "tests/$1"; then echo "1 passing"; else echo "1 failing"; exit 1; fi
`;

function on({ config, ...options }: StageOptions, play: (stage: EngineStage) => Promise<void>): Promise<void> {
  return onStage({ ...options, files: { 'test.sh': runTest, ...options.files }, config: { gate: { commands: ['sh check.sh'], testCommand: 'sh test.sh {test}' }, ...config } }, play);
}

const writes = (path: string, text: string): object => ({ write: { path, text } });

function scenario(...attempts: (readonly object[])[]): string {
  return JSON.stringify({ attempts: attempts.map((steps) => ({ steps })) });
}

/** What the plan says of the criteria of an attempt: result and why, one after the other. */
async function results(stage: EngineStage, id: string, attempt: number): Promise<readonly (string | undefined)[]> {
  return (await record(stage, id, attempt)).criteria.map(({ result, why }) => (result === undefined ? undefined : `${result}: ${why ?? ''}`));
}

async function record(stage: EngineStage, id: string, attempt: number) {
  const text = await stage.withProject(async ({ store }) => store.snapshots.text((await store.read()).commit, criteriaPath(id, attempt)));
  return readDocument(criteriaSchema, text ?? '');
}

async function printed(stage: EngineStage, id: string, attempt: number): Promise<string> {
  return stage.withProject(async ({ ports, folder }) => {
    const run = (await ports.files.list(dirname(folder.run('x')))).map(({ name }) => name).find((name) => name.includes(`-${id}-${String(attempt)}-`)) ?? '';
    return (await new RunFolder(ports.files, folder.run(run)).readStreamEnd(1_000_000)).toString('utf8');
  });
}

async function reviewOf(stage: EngineStage, id: string): Promise<{ readonly prompt: string; readonly transcript: string }> {
  return stage.withProject(async ({ ports, folder }) => {
    const run = (await ports.files.list(dirname(folder.run('x')))).map(({ name }) => name).find((name) => name.includes(`-review-${id}-`)) ?? '';
    const runFolder = new RunFolder(ports.files, folder.run(run));
    return { prompt: (await runFolder.order())?.prompt ?? '', transcript: (await runFolder.readStreamEnd(1_000_000)).toString('utf8') };
  });
}

async function idle(stage: EngineStage): Promise<string> {
  const finished = await stage.untilIdle();
  assert.equal(finished.code, 0, finished.output);
  return finished.output;
}

inParallel('a criterion', 3, {
  'that names a test lands its ticket when that test ran and passed; evidence is asked for each, and a command that nobody approved is not run': () =>
    on({}, async (stage) => {
      const name = `greets "$(touch xpwned)" 'Ada'; touch ypwned`;
      const criteria: Criterion[] = ['The manual tells of it.', { text: 'It greets.', test: name }, { text: 'It is quick.', command: `touch ${stage.mark('ran')}` }];
      const unsaid = { call: { tool: 'submit_pr', arguments: { summary: 'Greets.', evidence: 'I looked.', criteria: [{ criterion: 2, evidence: 'It passes.' }] } } };
      const unknown = { call: { tool: 'submit_pr', arguments: { summary: 'Greets.', evidence: 'I looked.', criteria: [{ criterion: 4, evidence: 'It passes.' }] } } };
      const submit = { submit: { summary: 'Greets.', evidence: 'I looked.', criteria: [1, 2, 3].map((criterion) => ({ criterion, evidence: `Seen ${String(criterion)}.` })) } };
      const id = await stage.add('Greet', scenario([writes(`tests/${name}`, 'test ! -e xpwned && test ! -e ypwned\n'), unsaid, unknown, submit]), { criteria });
      const output = await idle(stage);
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.attempts, fields.failures, fields.criteria], ['done', 1, 0, criteria]);
      const told = await printed(stage, id, 1);
      assert.match(told, /Missing: 1 \(The manual tells of it\.\); 3 \(It is quick\.\)/);
      assert.match(told, /there is no criterion 4: the ticket has 3/);
      assert.deepEqual(await results(stage, id, 1), [undefined, 'passed: 1 test ran', 'not-run: its command is not approved on this machine; approve it with: sanctum trust']);
      assert.deepEqual((await record(stage, id, 1)).criteria.map(({ evidence }) => evidence), ['Seen 1.', 'Seen 2.', 'Seen 3.']);
      assert.match(output, new RegExp(`${id}: criterion 3 is not run: its command is not approved on this machine`));
      assert.equal(await stage.repo.ports.files.status(stage.mark('ran')), undefined, 'what was not approved was run');
    }),

  'that names a test which is not there, and then one that fails: is sent back with its output each time, costs an attempt, and lands when it is mended': () =>
    on({}, async (stage) => {
      const criteria: Criterion[] = [{ text: 'It greets.', test: 'greets Ada' }];
      const failing = [writes('tests/greets Ada', 'echo "expected Hello, Ada"; exit 1\n'), { submit: 'now with its test' }];
      const id = await stage.add('Greet', scenario([writes('a.txt', 'b\n'), { submit: 'without a test' }], failing, [writes('tests/greets Ada', 'true\n'), { submit: 'mended' }]), { criteria });
      const output = await idle(stage);
      const { state, fields, text } = await stage.ticket(id);
      assert.deepEqual([state, fields.attempts, fields.failures], ['done', 3, 2], output);
      assert.match(text, /## Attempt 1\n\nA criterion is not met\.\n\nThe gate is green, but:\n\n1\. It greets\. \(the test "greets Ada"\): no test of the name "greets Ada" ran\./);
      assert.match(text, /## Attempt 2\n\nA criterion is not met\.[^]*it ended with exit code 1\.\n\n```\nexpected Hello, Ada\n1 failing\n```\n\nOn master it does not pass either: it is what this ticket is to bring\./);
      assert.deepEqual([await results(stage, id, 1), await results(stage, id, 2), await results(stage, id, 3)], [['failed: no test of the name "greets Ada" ran'], ['failed: it ended with exit code 1'], ['passed: 1 test ran']]);
      const { broken, transitions } = await stage.look();
      assert.deepEqual(broken, []);
      assert.equal(transitions.filter((name) => name === `reopen ${id}`).length, 2);
    }),

  'whose command the engineer approved is run in the lane on the tree; one that broke with the change is told so; without a command for tests no test is run': () =>
    on({ config: { gate: { commands: ['sh check.sh'] } } }, async (stage) => {
      const command = 'grep -q a a.txt';
      const criteria: Criterion[] = [{ text: 'The a stays.', command }, { text: 'It greets.', test: 'greets' }];
      const id = await stage.add('Keep', scenario([writes('a.txt', 'b\n'), { submit: 'lost' }], [writes('a.txt', 'a b\n'), { submit: 'kept' }]), { criteria });
      const shown = (await stage.sanctum('trust')).output;
      const [, hash = ''] = new RegExp(`Not approved, so that these criteria are not run:\\n {2}grep -q a a\\.txt \\(ticket ${id}\\): sanctum trust --hash ([0-9a-f]{12})`).exec(shown) ?? [];
      assert.match((await stage.sanctum('trust', '--hash', hash)).output, /Approved for criteria of tickets:\n {2}grep -q a a\.txt/, shown);
      await idle(stage);
      assert.match((await stage.ticket(id)).text, /1\. The a stays\. \(the command `grep -q a a\.txt`\): it ended with exit code 1\.\n\nIt printed nothing\.\n\nOn master it passes: this change broke it\./);
      assert.deepEqual(await results(stage, id, 1), ['failed: it ended with exit code 1', 'not-run: sanctum.json names no gate.testCommand']);
      const { output } = await stage.sanctum('show', id);
      assert.match(output, /Criteria:\n {2}1\. The a stays\. — passed: it ended with exit code 0 \(command `grep -q a a\.txt`\)\n {2}2\. It greets\. — not run: sanctum\.json names no gate\.testCommand \(test "greets"\)/);
    }),

  'that nothing can run goes to the reviewer by name, with what the coding agent says of it': () =>
    on({ config: { gate: { commands: ['sh check.sh'], testCommand: 'sh test.sh {test}' } } }, async (stage) => {
      await stage.setMark('merging.yaml', JSON.stringify({ work: { review: { steps: [{ read: 'ticket' }, { call: { tool: 'submit_review', arguments: { verdict: 'approve', findings: [] } } }] } } }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: [`rehearsal:${stage.mark('merging.yaml')}`] } }));
      const criteria: Criterion[] = ['The manual tells of it.', { text: 'It greets.', test: 'greets' }];
      const submit = { submit: { summary: 'Greets.', evidence: 'I looked.', criteria: [{ criterion: 1, evidence: 'See manual.md:\n- line 3' }, { criterion: 2, evidence: 'It passes.' }] } };
      const id = await stage.add('Greet', scenario([writes('tests/greets', 'true\n'), submit]), { criteria });
      await idle(stage);
      const { prompt, transcript } = await reviewOf(stage, id);
      assert.match(prompt, /1\. The manual tells of it\. — for the reviewer to judge\n {3}The coding agent says: See manual\.md:\n {3}- line 3\n2\. It greets\. — (?:passed: 1 test ran \()?test "greets"\)?\n {3}The coding agent says: It passes\./);
      assert.match(transcript, /## Criteria, as of attempt 1/);
      assert.equal((await stage.ticket(id)).state, 'done');
    }),
});
