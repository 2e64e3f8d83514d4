import assert from 'node:assert/strict';
import { defaultScenario, parseScenario, rehearsalBlock, ScenarioError, stepsOf, titleOf } from './scenario.js';

function verbs(text: string, attempt = 1, ticket = '0001'): string[] | undefined {
  const scenario = parseScenario(text, ticket);
  return scenario === undefined ? undefined : stepsOf(scenario, attempt).map((step) => step.do);
}

describe('a scenario', () => {
  it('is a list of steps', () => {
    assert.deepEqual(verbs('steps: [{say: hello}, {run: "false", allow-failure: true}, {exit: 3}]'), ['say', 'run', 'exit']);
  });

  it('may have steps for each attempt, of which the last repeat', () => {
    const text = 'attempts: [{steps: [{exit: 1}]}, {steps: [{say: a}, {submit: b}]}]';
    assert.deepEqual([verbs(text, 1), verbs(text, 2), verbs(text, 9)], [['exit'], ['say', 'submit'], ['say', 'submit']]);
  });

  it('may be kept for each ticket in one file', () => {
    const text = 'tickets: {"0001": {steps: [{say: a}]}, "0002": {attempts: [{steps: []}]}}';
    assert.deepEqual([verbs(text, 1, '0001'), verbs(text, 1, '0002'), verbs(text, 1, '0003')], [['say'], [], undefined]);
  });

  const refused: readonly (readonly [what: string, text: string, words: RegExp])[] = [
    ['that is no YAML', 'steps: [', /is no YAML/],
    ['that is a text', 'hello', /must be a mapping/],
    ['with neither steps nor attempts', '{}', /either `steps` or `attempts`/],
    ['with both', '{steps: [], attempts: []}', /either `steps` or `attempts`/],
    ['with a word that is misspelt', '{step: []}', /"step" is unknown here/],
    ['with an unknown step', 'steps: [{say: a}, {wrte: b}]', /^The scenario, step 2: "wrte" is no step\. Steps are: say, write/],
    ['with a step that does two things', 'steps: [{say: a, exit: 1}]', /step 1 must name one thing to do, and names say, exit/],
    ['with an empty step', 'steps: [{}]', /names none/],
    ['with a step that lacks a part', 'steps: [{write: {path: a}}]', /step 1 \(write\): text: /],
    ['with a step that has a part too many', 'steps: [{write: {path: a, text: b, mode: 7}}]', /step 1 \(write\): .*mode/],
    ['with a misplaced option', 'steps: [{say: a, allow-failure: true}]', /"allow-failure" belongs to run/],
    ['with a wrong attempt', 'attempts: [{steps: []}, {steps: [{hang: no}]}]', /^The scenario, attempt 2, step 1 \(hang\)/],
    ["with a ticket's wrong step", 'tickets: {"0001": {steps: [{flood: -1}]}}', /^Ticket 0001, step 1 \(flood\)/],
  ];
  for (const [what, text, words] of refused) {
    it(`${what} is refused with the place`, () => {
      assert.throws(() => verbs(text), (error) => error instanceof ScenarioError && (assert.match(error.message, words), true));
    });
  }
});

describe("a ticket's scenario", () => {
  it('is its first rehearsal block', () => {
    const ticket = 'Text\n```js\nno\n```\n~~~~ rehearsal\nsteps:\n  - say: "```"\n~~~~\n```rehearsal\nsecond\n```\n';
    assert.equal(rehearsalBlock(ticket), 'steps:\n  - say: "```"');
  });

  it('is none where there is no such block', () => {
    assert.equal(rehearsalBlock('``` rehearsals\nx\n```\n'), undefined);
  });

  it('must be closed', () => {
    assert.throws(() => rehearsalBlock('a\n```rehearsal\nsteps: []\n'), /begins in line 2 .* not closed/);
  });

  it('by default writes one line with the title, and hands it in', () => {
    assert.deepEqual(stepsOf(defaultScenario('Greet'), 3).map((step) => step.do), ['append', 'progress', 'submit']);
  });

  it('takes the title from the front matter, else from the heading', () => {
    assert.equal(titleOf('---\nid: "0001"\ntitle: "Greet: by name"\n---\n# Other\n'), 'Greet: by name');
    assert.equal(titleOf('---\nid: "0001"\n---\n\n#  Heading \n'), 'Heading');
    assert.equal(titleOf('nothing'), undefined);
  });
});
