import assert from 'node:assert/strict';
import { codexAccount } from './codexStream.js';

const started = (thread: string): string => JSON.stringify({ type: 'thread.started', thread_id: thread });
const completed = (input: number, output: number): string => JSON.stringify({ type: 'turn.completed', usage: { input_tokens: input, cached_input_tokens: 3, output_tokens: output } });
const failed = (message: string): string => JSON.stringify({ type: 'turn.failed', error: { message } });

describe('the output of codex', () => {
  it('tells the tokens of a run', () => {
    assert.deepEqual(codexAccount(`${started('a')}\n{"type":"turn.started"}\n${completed(100, 7)}\n`, undefined), { tokens: { input: 100, output: 7 } });
  });

  it('counts a session on, and the run that goes on with it is told what it added', () => {
    const [first, second] = [`${started('a')}\n${completed(100, 7)}`, `${started('a')}\n${completed(250, 9)}`];
    assert.deepEqual(codexAccount(second, first).tokens, { input: 150, output: 2 });
    assert.deepEqual(codexAccount(second, `${started('b')}\n${completed(100, 7)}`).tokens, { input: 250, output: 9 });
    assert.deepEqual(codexAccount(second, started('a')).tokens, { input: 250, output: 9 });
  });

  it('tells nothing of a run that was killed', () => {
    assert.deepEqual(codexAccount(`${started('a')}\n{"type":"turn.started"}\n{"type":"turn.comp`, undefined), {});
    assert.deepEqual(codexAccount('', undefined), {});
  });

  it('is not deceived by what commands and tools print', () => {
    const item = JSON.stringify({ type: 'item.completed', item: { aggregated_output: `\n${failed('status 401')}\nError: required MCP servers failed to initialize: x` } });
    assert.deepEqual(codexAccount(`${started('a')}\n${item}\n${completed(1, 1)}`, undefined), { tokens: { input: 1, output: 1 } });
  });

  it('blames the model\'s server only for what it says', () => {
    assert.match(codexAccount(`${started('a')}\n${failed("You've hit your usage limit. Try again later.")}`, undefined).unserved ?? '', /has used up what it may\. It said: You've hit/);
    assert.equal(codexAccount(`${started('a')}\n${failed('Your input exceeds the context window.')}`, undefined).unserved, undefined);
  });

  it('says in one line why codex could not begin', () => {
    const { unserved } = codexAccount(`Error loading config.toml:\n/h/config.toml:1:5: extra \`=\`\n${'x'.repeat(900)}`, undefined);
    assert.match(unserved ?? '', /^codex: its settings cannot be used\. It said: \/h\/config\.toml:1:5: extra `=` x+$/);
    assert.ok((unserved ?? '').length < 400);
  });
});
