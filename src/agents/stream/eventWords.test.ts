import assert from 'node:assert/strict';
import type { RecordedEvent } from './eventRecord.js';
import { plainOutput } from './eventRecord.js';
import { EventWords } from './eventWords.js';
import { readStream } from './readStream.js';

function told(events: readonly RecordedEvent[]): string {
  const words = new EventWords();
  return [...events.flatMap((event) => words.take(event)), ...words.pending].join('\n');
}

const print = (...events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

describe('the words of a run', () => {
  it('tell what a rehearsal did', () => {
    const output = print(
      { type: 'started', ticket: '0001', attempt: 2, promptCharacters: 10 },
      { type: 'step', step: 1, do: 'write', value: { path: 'b.txt' } },
      { type: 'step', step: 2, do: 'submit', value: 'All' },
      { type: 'tool', tool: 'submit_pr', accepted: false, text: 'Say what you did.' },
      { type: 'step', step: 3, do: 'run', value: 'make' },
      { type: 'output', exitCode: 1, text: 'one\ntwo\n' },
      { type: 'message', text: 'Done' },
      { type: 'error', text: 'It broke' },
    );
    assert.equal(told(readStream('rehearsal', output)), '▶ started\n⚒ write {"path":"b.txt"}\n⚒ submit_pr "All" (failed)\n    Say what you did.\n⚒ run "make"   (exit 1)\n    one\n    two\n● Done\n✗ It broke');
  });

  it('tell what codex did, each thing once', () => {
    const output = print(
      { type: 'thread.started', thread_id: 't' },
      { type: 'turn.started' },
      { type: 'item.started', item: { id: '1', type: 'command_execution', command: 'ls' } },
      { type: 'item.completed', item: { id: '1', type: 'command_execution', command: 'ls', aggregated_output: 'a.txt\n', exit_code: 2 } },
      { type: 'item.completed', item: { id: '2', type: 'file_change', changes: [{ kind: 'add', path: 'b.txt' }] } },
      { type: 'item.completed', item: { id: '3', type: 'agent_message', text: 'It\nis done' } },
      { type: 'turn.completed', usage: { input_tokens: 10, output_tokens: 2 } },
    );
    assert.equal(told(readStream('codex', output)), '▶ session t\n$ ls   (exit 2)\n    a.txt\n✎ added b.txt\n● It\n    is done\n■ end of the turn: 10 tokens read, 2 written');
  });

  it('tell of everything else that an agent does', () => {
    const events: readonly RecordedEvent[] = [
      { kind: 'thinking', text: 'Hm.' },
      { kind: 'approval', words: 'to run rm' },
      { kind: 'question', text: 'Capitals?' },
      { kind: 'retry', words: 'status 503', seconds: 9.6 },
      { kind: 'alive' },
      { kind: 'tool', id: 'a', name: 'Bash', state: 'started', input: 'npm test' },
      { kind: 'tool', id: 'b', name: 'Read', state: 'started', input: 'a.ts' },
      { kind: 'tool', id: 'b', name: 'Read', state: 'completed', output: ' ' },
      { kind: 'end', outcome: 'failed', failure: { cause: 'quota', words: 'The account is used up.' } },
      { kind: 'end', outcome: 'interrupted' },
    ];
    assert.equal(told(events), '… Hm.\n? waits for a permission: to run rm\n? Capitals?\n↻ status 503 (again in 10 s)\n⚒ Read a.ts\n✗ The account is used up.\n■ interrupted\n$ npm test (at work)');
  });

  it('leave what is no event as it was printed, without what would move a cursor', () => {
    assert.equal(told([plainOutput('\u001b[31mred\u001b[0m\u0007')].filter((event) => event !== undefined)), 'red');
    assert.deepEqual([plainOutput('  '), plainOutput('{"odd')], [undefined, undefined]);
  });
});
