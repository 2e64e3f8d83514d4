import assert from 'node:assert/strict';
import { helpFor, typedCommand } from './typedCommand.js';

describe('a line to the architect', () => {
  it('is a request or a question, whichever the conversation is for', () => {
    assert.deepEqual(typedCommand(' Greet by name\n- in French ', 'plan'), { kind: 'plan', text: 'Greet by name\n- in French' });
    assert.deepEqual(typedCommand('Why?', 'ask'), { kind: 'ask', text: 'Why?' });
    assert.deepEqual(typedCommand('  ', 'ask'), { kind: 'nothing' });
  });

  it('that begins with a slash is a command; with its text it is done at once, without it the conversation turns', () => {
    assert.deepEqual(typedCommand('/ask Why\nso?', 'plan'), { kind: 'ask', text: 'Why\nso?' });
    assert.deepEqual(typedCommand('/plan', 'ask'), { kind: 'mode', mode: 'plan' });
    assert.deepEqual(typedCommand('/reject too short', 'plan'), { kind: 'reject', why: 'too short' });
    assert.deepEqual(typedCommand('/reject', 'plan'), { kind: 'reject', why: undefined });
    assert.deepEqual(['/show', '/review', '/help', '/quit', '/approve', '/exit'].map((line) => typedCommand(line, 'plan').kind), ['show', 'review', 'help', 'quit', 'approve', 'quit']);
  });

  it('that is no command is not sent by mistake; behind a space it is text', () => {
    assert.deepEqual(typedCommand('/api/users lists users', 'plan'), { kind: 'unknown', word: '/api/users' });
    assert.deepEqual(typedCommand('/approve of it?', 'ask'), { kind: 'unknown', word: '/approve' });
    assert.deepEqual(typedCommand(' /api/users lists users', 'plan'), { kind: 'plan', text: '/api/users lists users' });
  });

  it('has help that names each command', () => {
    for (const word of ['plan', 'ask', 'show', 'review', 'approve', 'reject', 'new', 'quit']) assert.match(helpFor(true), new RegExp(`/${word}`));
    assert.doesNotMatch(helpFor(false), /review/);
    assert.deepEqual(typedCommand('/review', 'plan', false), { kind: 'unknown', word: '/review' });
  });
});
