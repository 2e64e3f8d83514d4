import assert from 'node:assert/strict';
import type { SpecThread } from './specThread.js';
import { isUnanswered, lineOf, proposalIn, readThreads, wordsFor } from './specThread.js';

const at = '2026-11-21T04:30:00Z';
const thread: SpecThread = { id: 'a', repository: 'r', document: 'spec.md', line: 2, quote: '- Greet by name', mode: 'ask', entries: [{ by: 'engineer', text: 'Whose name?', at }] };
const answered: SpecThread = { ...thread, entries: [...thread.entries, { by: 'architect', text: 'The first one.', at }] };

describe('a thread about a line of the spec', () => {
  it('stays with the words of its line when they move, and with its place when they are gone', () => {
    assert.equal(lineOf(thread, '# G\n\n- Greet by name\n'), 2);
    assert.equal(lineOf(thread, '# G\n\nNew\n\n- Greet by name \nx\n\n\n\n- Greet by name'), 4);
    assert.equal(lineOf(thread, '# G\n'), 1);
  });

  it('waits for an answer until the architect spoke last', () => {
    const failed: SpecThread = { ...thread, entries: [...thread.entries, { by: 'trouble', text: 'Stopped.', at }] };
    assert.deepEqual([thread, failed, answered].map(isUnanswered), [true, true, false]);
  });

  it('tells the architect the line, what was said, and what is wanted', () => {
    assert.equal(wordsFor(thread, 'ask'), 'About line 3 of spec.md:\n\n> - Greet by name\n\nWhose name?');
    const more: SpecThread = { ...answered, entries: [...answered.entries, { by: 'engineer', text: 'Why?', at }, { by: 'trouble', text: 'Stopped.', at }] };
    assert.equal(wordsFor(more, 'ask'), 'About line 3 of spec.md:\n\n> - Greet by name\n\nWhat was said about it:\n\nEngineer: Whose name?\n\nArchitect: The first one.\n\nWhy?');
    assert.match(wordsFor({ ...thread, document: 'proposals/P-0002-farewells.md' }, 'ask'), /^About line 3 of proposals\/P-0002-farewells\.md:/);
    assert.deepEqual([proposalIn(thread), proposalIn({ document: 'proposals/P-0002-farewells.md' })], [undefined, 'P-0002']);
    assert.match(wordsFor(answered, 'plan'), /^Change the spec as this conversation asks for\.\n\nAbout line 3[^]*Architect: The first one\.\n\nChange the spec/);
  });

  it('is kept, and what cannot be read is left out', () => {
    assert.deepEqual(readThreads(JSON.parse(JSON.stringify([thread, { id: 1 }, answered]))), [thread, answered]);
    assert.deepEqual(readThreads(undefined), []);
    const { document, ...earlier } = thread;
    assert.deepEqual(readThreads([earlier]), [thread], `one of before ${document} was named`);
  });
});
