import assert from 'node:assert/strict';
import { parseScenario, stepsOf } from './scenario.js';
import { withAnswer } from './withAnswer.js';

describe('an answer', () => {
  it('stands wherever a step names it, and nothing else of the step changes', () => {
    const scenario = parseScenario('steps: [{write: {path: "{{answer}}.txt", text: "{{answer}} {{answer}} {{other}}"}}, {exit: 3}, {call: {tool: x, arguments: {list: ["{{answer}}", 1]}}}]', {});
    const steps = scenario === undefined ? [] : stepsOf(scenario, 1).map((step) => withAnswer(step, '$& {{answer}}').value);
    assert.deepEqual(steps, [
      { path: '$& {{answer}}.txt', text: '$& {{answer}} $& {{answer}} {{other}}' },
      3,
      { tool: 'x', arguments: { list: ['$& {{answer}}', 1] } },
    ]);
  });
});
