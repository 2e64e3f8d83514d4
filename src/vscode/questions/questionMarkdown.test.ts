import assert from 'node:assert/strict';
import { askedMarkdown, literal, shownMarkdown } from './questionMarkdown.js';

const bare = { options: [], evidence: undefined, default: undefined, deadline: undefined };

describe('the text of a question in its thread', () => {
  it('shows what was tried, and until when one can answer while one can', () => {
    const deadline = '2026-11-21T14:30:00Z';
    const question = { ...bare, evidence: 'make test: 2 failed', default: 'Bob', deadline };
    assert.equal(askedMarkdown('Whom?', question, { linkOf: () => '', timeOf: () => '14:30' }), 'Whom?\n\nTried and seen:\n\n> make test: 2 failed\n\nWithout an answer by 14:30: Bob');
    assert.equal(askedMarkdown('Whom?', { ...question, evidence: undefined }, undefined), 'Whom?\n\nWithout an answer: Bob');
  });

  it('has the options as links below it, and what happens without an answer', () => {
    const shown = askedMarkdown('Whom?\n', { ...bare, options: ['Ada', 'Bob'], default: 'Bob' }, { linkOf: (option) => `command:x?${option}`, timeOf: () => '14:30' });
    assert.equal(shown, 'Whom?\n\n- [Answer: Ada](command:x?Ada)\n- [Answer: Bob](command:x?Bob)\n\nWithout an answer: Bob');
  });

  it('has options without links once it is answered', () => {
    assert.equal(askedMarkdown('Whom?', { ...bare, options: ['Ada'] }, undefined), 'Whom?\n\n- Ada');
  });

  it('sets a long default apart', () => {
    assert.equal(askedMarkdown('How?', { ...bare, default: 'First this.\n\nThen that.' }, undefined), 'How?\n\nWithout an answer:\n\n> First this.\n>\n> Then that.');
  });

  it('shows an option as it was written, whatever it means in Markdown', () => {
    assert.equal(literal('a *b* [c](d) `e` <f> #1'), 'a \\*b\\* \\[c\\]\\(d\\) \\`e\\` \\<f\\> \\#1');
  });

  it('fetches no image', () => {
    assert.equal(shownMarkdown('See ![it](https://example.com/?secret) and [this](https://example.com)').includes('!['), false);
  });
});
