import assert from 'node:assert/strict';
import { plainWords } from './plainWords.js';

/** How VS Code's `linkedText.ts` finds links in the words of a notification. */
const linked = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('words for a notification', () => {
  it('hold no link, whatever an agent wrote', () => {
    const text = 'architect asks: [Yes](command:x) [No](https://a.example "title") [[a](file:///b)](command:y)';
    assert.match(text, linked);
    assert.doesNotMatch(plainWords(text), linked);
    assert.equal(plainWords('plain [words] (and more)'), 'plain [words] (and more)');
  });
});
