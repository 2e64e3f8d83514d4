import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { mcpLaunch } from '../backend.js';
import { eventually } from '../../../test/support/eventually.js';
import { RunStage } from '../../../test/support/runStage.js';
import type { RunOrder } from '../runOrder.js';

interface Reply {
  readonly id: unknown;
  readonly error?: { readonly code: number; readonly message: string };
  readonly result?: { readonly isError?: boolean; readonly content?: readonly { readonly text: string }[] };
}

const call = (id: number, name: unknown, input?: unknown): string => JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, ...(input === undefined ? {} : { arguments: input }) } });
const example = /Send \{.*\} with your own words\.$/;
const megabytes = 'x'.repeat(3_000_000);

/** A line that an agent sends, the id that its answer must have, and what that must say. */
const lines: Readonly<Record<string, readonly [string, unknown, RegExp]>> = {
  'a line that is no JSON': ['hello', null, /^-32700 This is not JSON\. Send one message a line, such as \{/],
  'JSON that is cut off': ['{"jsonrpc": "2.0", "id": 2, "meth', null, /^-32700 /],
  'bytes that are no text': ['\u0000\ufffd\u0007', null, /^-32700 /],
  'JSON that is no message': ['"tools/list"', null, /^-32600 This is not a message of JSON-RPC 2\.0\. Send one such as \{/],
  'a message without its version': ['{"id": 5, "method": "tools/list"}', 5, /^-32600 /],
  'a batch': [`[${call(6, 'read_plan')}]`, null, /^-32600 Batches are not taken\. Send each message on a line of its own\.$/],
  'a method that is not there': ['{"jsonrpc": "2.0", "id": 7, "method": "tools/burn"}', 7, /^-32601 /],
  'a call without parameters': ['{"jsonrpc": "2.0", "id": 8, "method": "tools/call"}', 8, /^-32602 tools\/call needs the name of a tool and its arguments: \{"name".*Your tools: read_plan, report_progress, ask_question, request_plan_change, submit_pr\.$/],
  'a call of nothing': [call(9, 12, {}), 9, /^-32602 tools\/call needs the name/],
  'a call whose arguments are a list': [call(10, 'report_progress', ['x']), 10, /^-32602 /],
  'an unknown tool': [call(11, 'submit_review', { verdict: 'approve' }), 11, /^There is no tool "submit_review"\. Your tools: read_plan, /],
  'an unknown tool with a name of megabytes': [call(12, megabytes, {}), 12, /^There is no tool "x{200,300}…\. Your tools: read_plan, /],
  'no arguments': [call(13, 'submit_pr'), 13, example],
  'a wrong type': [call(14, 'report_progress', { text: 5 }), 14, example],
  'a field too few': [call(15, 'submit_pr', { summary: 'x' }), 15, example],
  'a field too many': [call(16, 'report_progress', { text: 'x', colour: 'red' }), 16, example],
  'a field too many with a name of megabytes': [call(17, 'report_progress', { text: 'x', [megabytes]: 1 }), 17, example],
  'control characters': [call(18, 'report_progress', { text: 'a\u0000b\u001b[2J' }), 18, example],
  'an empty text': [call(19, 'ask_question', { question: '' }), 19, example],
  'megabytes of text': [call(20, 'submit_pr', { summary: megabytes, evidence: 'x' }), 20, example],
  'more than any message may have, its id at the end': [`{"method":"tools/call","params":{"name":"submit_pr","arguments":{"summary":"${megabytes.repeat(5)}"}},"jsonrpc":"2.0","id":21}`, 21, /^-32600 This message is longer than four megabytes\. Send a shorter one/],
  'more than any message may have, its id in front': [call(22, 'submit_pr', { summary: megabytes.repeat(5) }), 22, /^-32600 This message is longer/],
  'a choice that is none': [call(23, 'read_plan', { document: 'secrets' }), 23, example],
};

describe('the MCP server, to whoever sends it what it cannot take,', () => {
  let stage: RunStage;
  let order: RunOrder;
  let server: ChildProcess;
  let reader: Interface;
  const replies: Reply[] = [];

  before(async () => {
    stage = await RunStage.make();
    order = await stage.order({ command: { file: '/bin/sh', args: ['-c', 'until [ -e done ]; do sleep 0.02; done'], cwd: stage.worktree, env: { PATH: process.env['PATH'] ?? '' } } });
    await stage.runs.start(order);
    await eventually('the runner', async () => (await stage.ports.files.status(order.socket)) !== undefined || undefined);
    const { command, env } = mcpLaunch(process.execPath, stage.programs.mcp, order);
    server = spawn(process.execPath, command.slice(1), { env, stdio: ['pipe', 'pipe', 'inherit'] });
    reader = createInterface({ input: server.stdout ?? process.stdin });
    reader.on('line', (line) => replies.push(JSON.parse(line) as Reply));
  });
  after(async () => {
    server.kill('SIGKILL');
    await stage.close();
  });

  async function answer(line: string, id: unknown): Promise<string> {
    replies.length = 0;
    server.stdin?.write(`${line}\n`);
    const reply = await eventually(`an answer to ${line.slice(0, 80)}`, () => replies.find((one) => one.id === id));
    if (reply.error !== undefined) return `${String(reply.error.code)} ${reply.error.message}`;
    const text = reply.result?.content?.[0]?.text ?? '';
    return reply.result?.isError === true ? text : `taken: ${text}`;
  }

  for (const [name, [line, id, words]] of Object.entries(lines)) {
    it(`answers ${name}`, async () => {
      const said = await answer(line, id);
      assert.match(said, words);
      assert.ok(said.length < 3000, `${String(said.length)} characters`);
    });
  }

  it('takes a call before it was greeted, twice, and after all of that, and the run goes on', async () => {
    assert.equal(await answer(call(40, 'report_progress', { text: 'Here.' }), 40), 'taken: Noted.');
    const submission = { summary: 'Mine.', evidence: 'None.' };
    assert.match(await answer(call(41, 'submit_pr', submission), 41), /^taken: Submitted/);
    assert.match(await answer(call(42, 'submit_pr', { ...submission, summary: 'Better.' }), 42), /^taken: Submitted/);
    assert.match(await answer('{"jsonrpc":"2.0","id":43,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}', 43), /^taken: /);
    await stage.touch('done');
    const exit = await stage.ended(order);
    assert.deepEqual([exit.reason, exit.submission?.summary], ['exited', 'Better.']);
  });
});
