import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEvent, FailureCause } from '../stream/agentEvent.js';
import { agentEventSchema } from '../stream/agentEvent.js';
import { readStream } from '../stream/readStream.js';
import { runAccount } from '../stream/runAccount.js';

const recorded = (name: string): string => readFileSync(join(import.meta.dirname, '../../../test/streams', `acp-${name}.jsonl`), 'utf8');
const line = (message: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
const agent = line({ method: '_sanctum/agent', params: { name: 'opencode', login: 'log in by its own command', countsTurns: true } });
const over = line({ method: '_sanctum/over', params: {} });
const update = (more: object): string => line({ method: 'session/update', params: { sessionId: 's', update: more } });
const chunk = (text: string): string => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
const told = (stream: string, exitCode = 0): readonly AgentEvent[] => readStream('acp', stream, { exitCode, asked: false }).filter(({ kind }) => kind !== 'alive');

const stories: Readonly<Record<string, readonly string[]>> = {
  opencode: ['started', 'message I will write.', 'command started', 'command completed 0', 'command started', 'command failed 3', 'submit_pr started', 'submit_pr completed', 'message Done.', 'usage session 400', 'end completed'],
  qwen: ['started', 'message I will write.', 'run_shell_command started', 'usage request 100', 'run_shell_command completed 0', 'run_shell_command started', 'usage request 100', 'run_shell_command failed 3', 'submit_pr started', 'usage request 100', 'submit_pr completed', 'message Done.', 'usage request 100', 'end completed'],
};

function brief(event: AgentEvent): string {
  switch (event.kind) {
    case 'tool':
      return [event.name, event.state, ...(event.exitCode === undefined ? [] : [event.exitCode])].join(' ');
    case 'message':
      return `message ${event.text}`;
    case 'usage':
      return `usage ${event.scope} ${String(event.tokens.input)}`;
    case 'end':
      return `end ${event.outcome}`;
    default:
      return event.kind;
  }
}

describe('the output of an agent that speaks ACP', () => {
  for (const [name, story] of Object.entries(stories)) {
    it(`of ${name} tells one event for each thing that it did`, () => {
      const events = told(recorded(name));
      const order = (of: readonly string[]): readonly string[] => of.filter((word) => !word.startsWith('usage'));
      for (const event of events) assert.ok(agentEventSchema.safeParse(event).success);
      assert.deepEqual(order(events.map(brief)), order(story));
      assert.deepEqual(events.map(brief).sort(), [...story].sort());
      const { tokens, session, failure } = runAccount(events, []);
      assert.deepEqual([tokens, session, failure], [{ input: 400, output: 40 }, 'session-1', undefined]);
    });

    it(`of ${name}, cut after any line, is read as far as it goes, and as a crash`, () => {
      const lines = recorded(name).split('\n');
      for (const cut of lines.keys()) {
        const last = told(lines.slice(0, cut).join('\n'), 1).at(-1);
        assert.ok(last?.kind === 'end' && (last.outcome === 'completed' || last.failure?.cause === 'crash'), String(cut));
      }
    });
  }

  it('joins the many small pieces of what is said', () => {
    const words = 'All of it is one message, in many pieces.';
    assert.deepEqual(told(`${agent}${Array.from(words, chunk).join('')}${line({ id: 'prompt', result: { stopReason: 'end_turn' } })}${over}`), [{ kind: 'message', text: words }, { kind: 'end', outcome: 'completed' }]);
    const long = told(Array.from({ length: 1000 }, () => chunk('0123456789')).join(''));
    assert.equal(long.filter(({ kind }) => kind === 'message').length, 3);
  });

  const causes: readonly (readonly [what: string, message: object, cause: FailureCause | undefined])[] = [
    ['that wants a login', { id: 'session', error: { code: -32000, message: 'Authentication required' } }, 'login'],
    ['whose server refuses the key', { id: 'prompt', error: { code: -32603, message: 'Internal error', data: { details: '401 Not today.' } } }, 'login'],
    ['whose server tells the status by itself', { id: 'prompt', error: { code: -32603, message: 'x', data: { statusCode: 429 } } }, 'rate-limit'],
    ['whose server takes no more, and that answers with the status itself', { id: 'prompt', error: { code: 429, message: 'Rate limit exceeded.' } }, 'rate-limit'],
    ['whose connection broke', { id: 'prompt', error: { code: -32603, message: 'Internal error', data: { details: 'terminated' } } }, 'outage'],
    ['that says nothing of the reason', { id: 'prompt', error: { code: -32603, message: 'Odd.' } }, undefined],
    ['whose model would not', { id: 'prompt', result: { stopReason: 'refusal' } }, 'refusal'],
    ['whose model came to its limit', { id: 'prompt', result: { stopReason: 'max_tokens' } }, 'context'],
    ['without tools', { method: '_sanctum/failed', params: { cause: 'tools', words: 'nobody came' } }, 'tools'],
  ];
  for (const [what, message, cause] of causes) {
    it(`${what} is understood`, () => {
      const last = told(`${agent}${line(message)}${over}`, 1).at(-1);
      assert.ok(last?.kind === 'end' && last.outcome === 'failed');
      assert.equal(last.failure?.cause, cause);
    });
  }

  it('takes the reason, and when it ends, from what the agent keeps', () => {
    const error = { name: 'APIError', data: { message: 'Too many.', statusCode: 429, responseHeaders: { date: 'Sat, 21 Nov 2026 15:03:03 GMT', 'retry-after': '90' } } };
    const refused = line({ id: 'prompt', error: { code: -32603, message: 'Internal error: Too many.', data: { errorName: 'APIError' } } });
    const last = told(`${agent}${refused}${line({ method: '_sanctum/account', params: { tokens: { input: 1, output: 1 }, error } })}${over}`, 1).at(-1);
    assert.ok(last?.kind === 'end');
    assert.deepEqual(last.failure, { cause: 'rate-limit', words: "opencode: the model's server takes no more requests for now (429). It said: Too many.", until: '2026-11-21T15:04:33Z' });
  });

  it('is not deceived by what tools print', () => {
    const told401 = JSON.stringify({ jsonrpc: '2.0', id: 'prompt', error: { code: -32000, message: 'x' } });
    const tool = update({ sessionUpdate: 'tool_call_update', toolCallId: 'a', status: 'completed', content: [{ type: 'content', content: { type: 'text', text: `\n${told401}` } }] });
    assert.equal(told(`${agent}${tool}${line({ id: 'prompt', result: { stopReason: 'end_turn' } })}${over}`).at(-1)?.kind === 'end' && runAccount(told(`${agent}${tool}`), []).failure, undefined);
  });
});
