import assert from 'node:assert/strict';
import { transcriptText } from './transcriptText.js';

const whole = { omitted: false, isOver: true };
const print = (...events: readonly object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

describe('the transcript of a run', () => {
  it('tells in lines what a rehearsal did', () => {
    const output = print(
      { type: 'started', ticket: '0001', attempt: 2, promptCharacters: 10 },
      { type: 'step', step: 1, do: 'write', value: { path: 'b.txt' } },
      { type: 'tool', tool: 'report_progress', accepted: true, text: 'Noted.' },
      { type: 'tool', tool: 'submit_pr', accepted: false, text: 'Say what you did.' },
      { type: 'output', exitCode: 1, text: 'one\ntwo\n' },
      { type: 'message', text: 'Done' },
      { type: 'error', text: 'It broke' },
    );
    assert.equal(
      transcriptText(output, whole),
      '▶ started, attempt 2\n· write {"path":"b.txt"}\n⚒ report_progress: Noted.\n⚒ submit_pr (refused): Say what you did.\n$ exit 1\n    one\n    two\n● Done\n✗ It broke',
    );
  });

  it('tells in lines what codex did, each thing once', () => {
    const output = print(
      { type: 'thread.started', thread_id: 't' },
      { type: 'turn.started' },
      { type: 'item.started', item: { type: 'command_execution', command: 'ls' } },
      { type: 'item.completed', item: { type: 'command_execution', command: 'ls', aggregated_output: 'a.txt\n', exit_code: 2 } },
      { type: 'item.completed', item: { type: 'file_change', changes: [{ kind: 'add', path: 'b.txt' }] } },
      { type: 'item.completed', item: { type: 'mcp_tool_call', tool: 'submit_pr', arguments: { summary: 'b' } } },
      { type: 'item.completed', item: { type: 'todo_list', items: [{ text: 'b', completed: true }, { text: 'c', completed: false }] } },
      { type: 'item.completed', item: { type: 'agent_message', text: 'It\nis done' } },
      { type: 'turn.completed', usage: { input_tokens: 10, output_tokens: 2 } },
      { type: 'turn.failed', error: { message: 'status 429' } },
    );
    assert.equal(
      transcriptText(output, whole),
      '▶ session t\n$ ls   (exit 2)\n    a.txt\n✎ add b.txt\n⚒ submit_pr {"summary":"b"}\n☰ [x] b\n    [ ] c\n● It\n    is done\n■ end of the turn: 10 tokens read, 2 written\n✗ status 429',
    );
  });

  it('leaves what it does not know as it was printed, without what would move a cursor', () => {
    assert.equal(transcriptText('\u001b[31mred\u001b[0m\u0007\n{"odd\n{"type":"odd"}\n', whole), 'red\n{"odd\n{"type":"odd"}');
  });

  it('waits for the end of a line while the run goes on', () => {
    assert.equal(transcriptText('one\n{"type":"mess', { omitted: false, isOver: false }), 'one');
    assert.equal(transcriptText('one\nhalf', whole), 'one\nhalf');
  });

  it('says that it is the end of more', () => {
    assert.equal(transcriptText('alf a line\nnext\n', { omitted: true, isOver: true }), '[The last 1 MB of the output; what was printed before is left out.]\nnext');
  });
});
