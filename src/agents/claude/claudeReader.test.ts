import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEvent } from '../stream/agentEvent.js';
import { readStream } from '../stream/readStream.js';
import type { RunAccount } from '../stream/runAccount.js';
import { runAccount } from '../stream/runAccount.js';
import { ClaudeReader } from './claudeReader.js';

/** What Claude Code 2.1.329 printed, asking scripted servers. */
const folder = join(import.meta.dirname, '../../../test/streams');
const recorded = (name: string): Buffer => readFileSync(join(folder, `claude-${name}.jsonl`));

const end = { exitCode: 1, asked: false };
const events = (name: string): readonly AgentEvent[] => readStream('claude', recorded(name).toString('utf8'), end);
const account = (stream: string, earlier = ''): RunAccount => runAccount(readStream('claude', stream, end), readStream('claude', earlier));

const init = JSON.stringify({ type: 'system', subtype: 'init', session_id: 's', model: 'm', mcp_servers: [{ name: 'sanctum', status: 'connected' }] });
const counts = (input: number, output: number): object => ({ inputTokens: input, outputTokens: output, cacheReadInputTokens: 0, cacheCreationInputTokens: 0, costUSD: 0.5 });
const result = (more: object): string => JSON.stringify({ type: 'result', subtype: 'success', is_error: false, terminal_reason: 'completed', ...more });

describe('what Claude Code printed', () => {
  it('tells what was said, thought, run, written, asked, refused and used', () => {
    const told = events('work');
    const of = <Kind extends AgentEvent['kind']>(kind: Kind): readonly Extract<AgentEvent, { kind: Kind }>[] => told.filter((event): event is Extract<AgentEvent, { kind: Kind }> => event.kind === kind);
    assert.deepEqual(of('thinking').map(({ text }) => text), ['First a look.']);
    assert.deepEqual(of('message').map(({ text }) => text), ['I begin.', 'Done.']);
    assert.deepEqual(
      of('tool').map(({ name, state }) => `${name} ${state}`),
      ['command', 'Write', 'Edit', 'command', 'Write', 'ask_question', 'submit_pr'].flatMap((name, index) => [`${name} started`, `${name} ${index === 3 || index === 4 ? 'failed' : 'completed'}`]),
    );
    assert.deepEqual(of('tool').slice(0, 2).map(({ input, output }) => input ?? output), ['echo begun', 'begun']);
    assert.deepEqual(of('files').flatMap(({ changes }) => changes.map(({ path, change }) => [path, change])), [['/srv/project/a.txt', 'added'], ['/srv/project/a.txt', 'updated']]);
    assert.deepEqual(of('question').map(({ text }) => text), ['Whom?']);
    assert.match(of('error')[0]?.words ?? '', /^Permission to use Write has been denied/);
    assert.equal(new Set(of('usage').map(({ request }) => request)).size, 9);
    assert.deepEqual(told.at(-1), { kind: 'end', outcome: 'completed' });
    const { tokens, cost, failure } = runAccount(told, []);
    assert.deepEqual([tokens, failure], [{ input: 812, output: 110, cached: 5, written: 7 }, undefined]);
    assert.ok(cost !== undefined && cost > 0);
  });

  it('tells a refusal, a limit with its end, tools that are missing and an interruption by what stands in its fields', () => {
    const failures = ['refused', 'limited', 'without-tools'].map((name) => runAccount(events(name), []).failure);
    assert.deepEqual(failures.map((failure) => [failure?.cause, failure?.until]), [['login', undefined], ['quota', '2030-03-17T17:46:40Z'], ['tools', undefined]]);
    assert.deepEqual(events('refused').flatMap((event) => (event.kind === 'retry' ? [event.words] : [])), ['authentication_failed (401), attempt 1 of 1']);
    const interrupted = events('interrupted');
    assert.deepEqual([interrupted.at(-1), runAccount(interrupted, []).tokens], [{ kind: 'end', outcome: 'interrupted' }, { input: 100, output: 10 }]);
  });

  it('that its tools are missing is told at once, and not taken back by the end that it comes to without them', () => {
    const lines = recorded('without-tools').toString('utf8').split('\n');
    const reader = new ClaudeReader();
    assert.deepEqual(reader.line(lines[0] ?? '').map(({ kind }) => kind), ['started', 'end']);
    assert.deepEqual([...lines.slice(1).flatMap((line) => reader.line(line)), ...reader.end({ exitCode: 0, asked: false })].filter(({ kind }) => kind === 'end'), []);
  });
});

describe('the output of Claude Code', () => {
  it('counts the tokens of a run that was killed by what its requests were sent, each once', () => {
    const message = (id: string, input: number): string => JSON.stringify({ type: 'assistant', message: { id, content: [], usage: { input_tokens: input, output_tokens: 1, cache_read_input_tokens: 5 } } });
    const { tokens, failure } = account([init, message('a', 10), message('a', 10), message('b', 20), '{"type":"result","usa'].join('\n'));
    assert.deepEqual([tokens, failure?.cause], [{ input: 40, output: 2, cached: 10 }, 'crash']);
    assert.equal(account('').failure?.cause, 'crash');
  });

  it('adds several ends of one run up, and tells the cost of each run alone', () => {
    const since = (input: number): string => result({ total_cost_usd: 9, model_usage_since_last_result: { one: counts(input, 1), other: counts(1, 1) } });
    assert.deepEqual(account([init, since(10), since(20)].join('\n')), { session: 's', tokens: { input: 32, output: 4 }, cost: 2 });
  });

  it('tells that a run was cut off which was ended in a turn after its first result, and not where it was over', () => {
    const said = (more: object = {}): string => JSON.stringify({ type: 'assistant', message: { id: 'b', content: [{ type: 'text', text: 'And on.' }] }, ...more });
    const first = [init, result({ usage: { input_tokens: 10, output_tokens: 1 } })];
    const ofRun = (lines: readonly string[], asked: boolean): RunAccount => runAccount(readStream('claude', lines.join('\n'), { exitCode: asked ? undefined : 1, asked }), []);
    for (const asked of [false, true]) {
      const { cutOff, failure, tokens } = ofRun([...first, said()], asked);
      assert.deepEqual([cutOff, failure?.cause, tokens], [true, asked ? undefined : 'crash', { input: 10, output: 1 }]);
      assert.equal(ofRun([...first, said(), result({})], asked).cutOff, undefined);
      assert.equal(ofRun([...first, said({ is_api_error_message: true })], asked).cutOff, undefined);
    }
  });

  it('has a cost that counts on over its session where an older version tells no other', () => {
    const older = (cost: number): string => [init, result({ total_cost_usd: cost, usage: { input_tokens: 10, output_tokens: 1 } })].join('\n');
    assert.deepEqual(account(older(0.75), older(0.5)), { session: 's', tokens: { input: 10, output: 1 }, cost: 0.25 });
  });

  it('asks its question by the tool for that', () => {
    const call = { type: 'tool_use', id: 't', name: 'mcp__sanctum__ask_question', input: { question: 'Whom?' } };
    const told = readStream('claude', JSON.stringify({ type: 'assistant', message: { id: 'a', content: [{ type: 'of-tomorrow' }, call] } }));
    assert.deepEqual(told, [{ kind: 'question', text: 'Whom?' }, { kind: 'tool', id: 't', name: 'ask_question', state: 'started', input: '{"question":"Whom?"}' }]);
  });

  it('is not deceived by what commands print', () => {
    const printed = JSON.stringify({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't', content: `\n${result({ is_error: true, terminal_reason: 'api_error', api_error_status: 401 })}\nerror: unknown option` }] } });
    assert.equal(account([init, printed, result({ usage: { input_tokens: 1, output_tokens: 1 } })].join('\n')).failure, undefined);
  });

  const causes: readonly (readonly [name: string, fields: object, cause: string | undefined])[] = [
    ['a status alone', { api_error_status: 503 }, 'outage'],
    ['a request that is too large', { api_error_status: 413 }, 'context'],
    ['a request that is refused', { api_error_status: 422 }, 'request'],
    ['no status at all', { api_error: 'connection_failed' }, 'outage'],
    ['a model that refuses', { terminal_reason: 'completed', is_error: false, stop_reason: 'refusal' }, 'refusal'],
    ['a limit of its own', { subtype: 'error_max_turns', terminal_reason: 'max_turns' }, undefined],
  ];
  for (const [name, fields, cause] of causes) {
    it(`tells by its fields: ${name}`, () => {
      const stream = [init, result({ is_error: true, terminal_reason: 'api_error', ...fields })].join('\n');
      assert.deepEqual([account(stream).failure?.cause, readStream('claude', stream).at(-1)?.kind === 'end'], [cause, true]);
    });
  }

  it('says in one line why it could not begin, and counts what is damaged', () => {
    const words = account(`error: unknown option '--of-tomorrow'\n(Did you mean --today?)`).failure?.words;
    assert.equal(words, "claude: it could not begin. It said: unknown option '--of-tomorrow'");
    const reader = new ClaudeReader();
    for (const line of ['{"type":', 'Warning: x', '{}', 'x'.repeat(100_000), '{"type":"result"}', '[1]']) reader.line(line);
    assert.equal(reader.badLines, 1);
  });
});
