import assert from 'node:assert/strict';
import type { Part } from './part.js';
import { parseScenario, ScenarioError, stepsOf } from './scenario.js';

function verbs(text: string, attempt = 1, ticket = '0001', part: Part = { ticket }): string[] | undefined {
  const scenario = parseScenario(text, part);
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

  it('may be kept for each piece of work, by its name or its kind, of which the name wins', () => {
    const text = 'work: {tickets: {steps: [{say: a}]}, tickets-greetings: {steps: [{exit: 1}]}, answer-manager: {steps: []}, review: {attempts: [{steps: [{exit: 2}]}, {steps: [{say: b}]}]}}';
    const of = (work: string, attempt = 1): string[] | undefined => verbs(text, attempt, '', { work, ticket: '0001' });
    assert.deepEqual([of('tickets-greetings'), of('tickets-other')], [['exit'], ['say']]);
    assert.deepEqual([of('answer-Q-0001-manager'), of('answer-Q-0001-architect')], [[], undefined]);
    assert.deepEqual([of('review-0001', 1), of('review-0001', 2)], [['exit'], ['say']]);
    assert.deepEqual([of('areas'), of('spec')], [undefined, undefined]);
  });

  it('may know tickets and work side by side; work on a ticket is not the ticket', () => {
    const text = 'tickets: {"0001": {steps: [{say: a}]}}\nwork: {areas: {steps: [{exit: 1}]}}';
    assert.deepEqual([verbs(text), verbs(text, 1, '', { work: 'areas' }), verbs(text, 1, '', { work: 'review-0001', ticket: '0001' })], [['say'], ['exit'], undefined]);
  });

  it('may ask, in one word or with all that belongs to a question', () => {
    assert.deepEqual(verbs('steps: [{ask: Which?}, {ask: {question: Which?, options: [a, b], default: I take a., blocking: false}}]'), ['ask', 'ask']);
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
    ['with a question that lacks its words', 'steps: [{ask: {options: [a]}}]', /step 1 \(ask\)/],
    ["with a ticket's wrong step", 'tickets: {"0001": {steps: [{flood: -1}]}}', /^Ticket 0001, step 1 \(flood\)/],
  ];
  for (const [what, text, words] of refused) {
    it(`${what} is refused with the place`, () => {
      assert.throws(() => verbs(text), (error) => error instanceof ScenarioError && (assert.match(error.message, words), true));
    });
  }
});
