import assert from 'node:assert/strict';
import { askedMarkdown, literal, shownMarkdown } from './questionMarkdown.js';

describe('the text of a question in its thread', () => {
  it('has the options as links below it, and what happens without an answer', () => {
    const shown = askedMarkdown('Whom?\n', { options: ['Ada', 'Bob'], default: 'Bob' }, (option) => `command:x?${option}`);
    assert.equal(shown, 'Whom?\n\n- [Answer: Ada](command:x?Ada)\n- [Answer: Bob](command:x?Bob)\n\nWithout an answer: Bob');
  });

  it('has options without links once it is answered', () => {
    assert.equal(askedMarkdown('Whom?', { options: ['Ada'], default: undefined }, undefined), 'Whom?\n\n- Ada');
  });

  it('sets a long default apart', () => {
    assert.equal(askedMarkdown('How?', { options: [], default: 'First this.\n\nThen that.' }, undefined), 'How?\n\nWithout an answer:\n\n> First this.\n>\n> Then that.');
  });

  it('shows an option as it was written, whatever it means in Markdown', () => {
    assert.equal(literal('a *b* [c](d) `e` <f> #1'), 'a \\*b\\* \\[c\\]\\(d\\) \\`e\\` \\<f\\> \\#1');
  });

  it('fetches no image', () => {
    assert.equal(shownMarkdown('See ![it](https://example.com/?secret) and [this](https://example.com)').includes('!['), false);
  });
});
