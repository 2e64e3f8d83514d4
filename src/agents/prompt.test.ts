import assert from 'node:assert/strict';
import { join } from 'node:path';
import { nodePorts } from '../platform/ports.js';
import { codingPrompt, fillPrompt, PromptError } from './prompt.js';
import { promptFileOf, readPrompt } from './promptFiles.js';
import { roleSchema } from './runOrder.js';
import { toolsOf } from './tools.js';

const promptFolder = join(import.meta.dirname, '../../prompts');

describe('a shipped prompt', () => {
  for (const role of roleSchema.options) {
    it(`names every tool of the role ${role}`, async () => {
      const { role: text } = await readPrompt(nodePorts().files, promptFolder, role);
      for (const { name } of toolsOf(role)) assert.ok(text.includes(`\`${name}\``), `${promptFileOf[role]} does not name ${name}`);
    });
  }

  it('of the coding agent is filled with ticket, title, attempt and what came before, and holds no placeholder then', async () => {
    const templates = await readPrompt(nodePorts().files, promptFolder, 'coding');
    const prompt = codingPrompt(templates, { ticket: '0012', title: 'Greet by name', attempt: '2', earlier: 'Attempt 1: the gate was red.' });
    for (const words of ['Ticket 0012: Greet by name', 'Attempt: 2', 'Attempt 1: the gate was red.', 'Do not weaken, skip or delete a test']) {
      assert.ok(prompt.includes(words), words);
    }
    assert.ok(!prompt.includes('{{'));
  });
});

describe('fillPrompt', () => {
  it('fills a placeholder wherever it stands', () => {
    assert.equal(fillPrompt('{{a}} and {{ b }} and {{a}}', { a: '1', b: '2' }), '1 and 2 and 1');
  });

  it('leaves a value that looks like a placeholder, or like a pattern, as it is', () => {
    assert.equal(fillPrompt('{{a}}{{b}}', { a: '{{b}} $& $1', b: '2' }), '{{b}} $& $12');
  });

  it('refuses a placeholder that has no value', () => {
    assert.throws(() => fillPrompt('{{a}} {{oops}}', { a: '1' }), (error) => error instanceof PromptError && error.message.includes('{{oops}}'));
    assert.throws(() => fillPrompt('{{constructor}}', {}), PromptError);
  });

  it('refuses a value that the prompt does not name', () => {
    assert.throws(() => fillPrompt('{{a}}', { a: '1', earlier: 'red' }), (error) => error instanceof PromptError && error.message.includes('{{earlier}}'));
  });
});
