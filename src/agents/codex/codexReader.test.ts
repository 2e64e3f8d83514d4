import assert from 'node:assert/strict';
import { readStream } from '../stream/readStream.js';
import type { RunAccount } from '../stream/runAccount.js';
import { runAccount } from '../stream/runAccount.js';

const started = (thread: string): string => JSON.stringify({ type: 'thread.started', thread_id: thread });
const completed = (input: number, output: number): string => JSON.stringify({ type: 'turn.completed', usage: { input_tokens: input, cached_input_tokens: 3, output_tokens: output } });
const failed = (message: string): string => JSON.stringify({ type: 'turn.failed', error: { message } });

const account = (stream: string, earlier = ''): RunAccount => runAccount(readStream('codex', stream, { exitCode: 1, asked: false }), readStream('codex', earlier));

describe('the output of codex', () => {
  it('tells the tokens of a run', () => {
    assert.deepEqual(account(`${started('a')}\n{"type":"turn.started"}\n${completed(100, 7)}\n`), { session: 'a', tokens: { input: 100, output: 7, cached: 3 } });
  });

  it('counts a session on, and the run that goes on with it is told what it added', () => {
    const [first, second] = [`${started('a')}\n${completed(100, 7)}`, `${started('a')}\n${completed(250, 9)}`];
    assert.deepEqual(account(second, first).tokens, { input: 150, output: 2 });
    assert.deepEqual(account(second, `${started('b')}\n${completed(100, 7)}`).tokens, { input: 250, output: 9, cached: 3 });
    assert.deepEqual(account(second, started('a')).tokens, { input: 250, output: 9, cached: 3 });
  });

  it('tells nothing of a run that was killed', () => {
    const { failure, ...rest } = account(`${started('a')}\n{"type":"turn.started"}\n{"type":"turn.comp`);
    assert.deepEqual([rest, failure?.cause], [{ session: 'a', cutOff: true }, 'crash']);
    assert.equal(account('').failure?.cause, 'crash');
  });

  it('is not deceived by what commands and tools print', () => {
    const item = JSON.stringify({ type: 'item.completed', item: { aggregated_output: `\n${failed('status 401')}\nError: required MCP servers failed to initialize: x` } });
    assert.deepEqual(account(`${started('a')}\n${item}\n${completed(1, 1)}`), { session: 'a', tokens: { input: 1, output: 1, cached: 3 } });
  });

  it('blames the model\'s server only for what it says', () => {
    assert.match(account(`${started('a')}\n${failed("You've hit your usage limit. Try again later.")}`).failure?.words ?? '', /has used up what it may\. It said: You've hit/);
    assert.equal(account(`${started('a')}\n${failed('Your input exceeds the context window.')}`).failure?.cause, 'context');
    assert.equal(account(`${started('a')}\n${failed('Odd.')}`).failure, undefined);
  });

  it('blames the key of an endpoint, where the model is at one', () => {
    const words = (said: string): string => account(`${started('a')}\n${failed(`unexpected status 401 Unauthorized: ${said}, url: http://127.0.0.1:1/v1/responses`)}`).failure?.words ?? '';
    assert.match(words('The endpoint big refused the key (401); set BIG_KEY to the right one where Sanctum is started.'), /^codex: the endpoint big refused the key \(401\); set BIG_KEY to the right one where Sanctum is started\. It said/);
    assert.match(words('The endpoint local wants a key (403); name the variable that holds it as keyVariable in sanctum.json.'), /^codex: the endpoint local wants a key \(403\); name the variable that holds it as keyVariable in sanctum\.json\. It said/);
  });

  it('says in one line why codex could not begin', () => {
    const words = account(`Error loading config.toml:\n/h/config.toml:1:5: extra \`=\`\n${'x'.repeat(900)}`).failure?.words ?? '';
    assert.match(words, /^codex: its settings cannot be used\. It said: \/h\/config\.toml:1:5: extra `=` x+$/);
    assert.ok(words.length < 400);
  });
});
