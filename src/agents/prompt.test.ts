import assert from 'node:assert/strict';
import { fillPrompt, PromptError } from './prompt.js';

const nature = { name: 'prompts/x.md' };

describe('fillPrompt', () => {
  it('fills a placeholder wherever it stands', () => {
    assert.equal(fillPrompt('{{a}} and {{ b }} and {{a}}', { a: '1', b: '2' }, nature), '1 and 2 and 1');
  });

  it('leaves a value that looks like a placeholder, or like a pattern, as it is', () => {
    assert.equal(fillPrompt('{{a}}{{b}}', { a: '{{b}} $& $1', b: '2' }, nature), '{{b}} $& $12');
  });

  it('refuses a placeholder that has no value', () => {
    assert.throws(() => fillPrompt('{{a}} {{oops}}', { a: '1' }, nature), { name: 'PromptError', message: 'prompts/x.md names {{oops}}, which has no value. It may name: {{a}}.' });
    assert.throws(() => fillPrompt('{{constructor}}', {}, nature), PromptError);
  });

  it('refuses a value that the prompt does not name, unless it may be left out', () => {
    const values = { a: '1', earlier: 'red' };
    assert.throws(() => fillPrompt('{{a}}', values, nature), { name: 'PromptError', message: 'prompts/x.md does not name {{earlier}}. It may name: {{a}}, {{earlier}}.' });
    assert.equal(fillPrompt('{{a}}', values, { ...nature, optional: ['earlier'] }), '1');
  });
});
