import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ClaudeBackend } from '../../../src/agents/claude/claudeBackend.js';
import type { RunFailure } from '../../../src/agents/stream/agentEvent.js';
import { readStream } from '../../../src/agents/stream/readStream.js';
import type { RunAccount } from '../../../src/agents/stream/runAccount.js';
import { runAccount } from '../../../src/agents/stream/runAccount.js';
import { inParallel } from '../../support/inParallel.js';
import { temporaryMachine } from '../../support/repository.js';
import { installedClaude } from '../installedClis.js';
import { model } from './claudeStage.js';
import type { ModelRequest, Script, Step } from './modelServer.js';
import { done, ModelServer } from './modelServer.js';

interface Circumstances {
  readonly script?: Script;
  /** Instead of the address of the scripted server. */
  readonly url?: string;
  /** What the machine knows beside the server's address. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly tools?: string;
  /** The engineer's files, below their home. */
  readonly files?: Readonly<Record<string, string>>;
  /** The repository's. */
  readonly worktree?: Readonly<Record<string, string>>;
}

interface Ended extends RunAccount {
  readonly exitCode: number | undefined;
  readonly requests: readonly ModelRequest[];
}

// A server that lists no tools is all that such a run needs.
const silent = `require('readline').createInterface({input:process.stdin}).on('line',l=>{const m=JSON.parse(l);if(m.id!==undefined)console.log(JSON.stringify({jsonrpc:'2.0',id:m.id,result:m.method==='initialize'?{protocolVersion:m.params.protocolVersion,capabilities:{tools:{}},serverInfo:{name:'s',version:'1'}}:{tools:[]}}))}).on('close',()=>process.exit(0))`;

/** Runs the real Claude Code once, without an engine and without tools, and reads what it printed. */
async function ended({ script = [done], url, environment = { ANTHROPIC_API_KEY: 'sk' }, tools, files = {}, worktree: repository = {} }: Circumstances): Promise<Ended> {
  const server = await ModelServer.start(() => script);
  const { root, ports, dispose } = await temporaryMachine({ SANCTUM_CLAUDE: installedClaude(), ANTHROPIC_BASE_URL: url ?? server.url, CLAUDE_CODE_MAX_RETRIES: '1', ...environment });
  try {
    const [worktree, home, temporary] = [join(root, 'worktree'), join(root, 'run'), join(root, 'tmp')];
    for (const folder of [worktree, home, temporary]) await mkdir(folder);
    for (const [name, text] of Object.entries(files)) await ports.files.write(join(root, 'home', name), text);
    for (const [name, text] of Object.entries(repository)) await ports.files.write(join(worktree, name), text);
    const mcp = { command: tools === undefined ? [process.execPath, '-e', silent] : [tools], env: {} };
    const machine = { PATH: ports.processes.environment()['PATH'] ?? '', HOME: home, TMPDIR: temporary };
    const command = await new ClaudeBackend(ports).command({ model, worktree, home, runFolder: root, mcp, environment: machine, subject: { ticket: '0001' }, attempt: 1, confined: false, session: 'new' });
    if ('unavailable' in command) throw new Error(command.unavailable);
    const { exitCode, stdout, stderr } = await ports.processes.run(command, 'Go.');
    const account = runAccount(readStream('claude', `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`, { exitCode, asked: false }), []);
    return { exitCode, requests: server.requests, ...account };
  } finally {
    await dispose();
    await server.close();
  }
}

async function unserved(circumstances: Circumstances, cause: RunFailure['cause'], words: RegExp, until?: string): Promise<void> {
  const { failure } = await ended(circumstances);
  assert.deepEqual([failure?.cause, failure?.until], [cause, until]);
  assert.match(failure?.words ?? '', words);
}

/** Served with these, as the server saw it. */
async function servedWith(circumstances: Circumstances, shown: { readonly key?: string; readonly authorization?: string }): Promise<void> {
  const { exitCode, requests } = await ended(circumstances);
  assert.deepEqual([exitCode, requests.map(({ key, authorization }) => ({ key, authorization }))], [0, [{ key: undefined, authorization: undefined, ...shown }]]);
}

function refusal(status: number, type: string, message: string, headers?: Readonly<Record<string, string>>): Step {
  return { status, error: { type, message }, ...(headers === undefined ? {} : { headers }) };
}

function login(token: string, expiresAt: number): Readonly<Record<string, string>> {
  const kept = { claudeAiOauth: { accessToken: token, refreshToken: 'sk-ant-ort01-renews', expiresAt, scopes: ['user:inference'], subscriptionType: 'max' } };
  return { '.claude/.credentials.json': JSON.stringify(kept) };
}

const reset = 1_900_000_000;
const limited = { 'retry-after': '3600', 'x-should-retry': 'false', 'anthropic-ratelimit-unified-status': 'rejected', 'anthropic-ratelimit-unified-reset': String(reset), 'anthropic-ratelimit-unified-representative-claim': 'five_hour' };

inParallel('Claude Code, when it ends, is understood:', 2, {
  'served, and told nothing of settings in the repository but what is in CLAUDE.md': async () => {
    const settings = { env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' }, hooks: { SessionStart: [{ hooks: [{ type: 'command', command: 'echo hooked > hooked' }] }] } };
    const { exitCode, tokens, cost, failure, requests } = await ended({ worktree: { 'CLAUDE.md': 'Speak Latin.', '.claude/settings.json': JSON.stringify(settings) } });
    assert.deepEqual([exitCode, tokens, failure, requests.length], [0, { input: 100, output: 10 }, undefined, 1]);
    assert.match(requests[0]?.conversation ?? '', /Speak Latin\./);
    assert.ok(cost !== undefined && cost > 0);
  },
  'served by a token of the environment': () => servedWith({ environment: { ANTHROPIC_AUTH_TOKEN: 'tok' } }, { authorization: 'Bearer tok' }),
  "served by the engineer's login, of which it gets the key and not what renews it": () => servedWith({ environment: {}, files: login('sk-ant-oat01-login', Date.now() + 3_600_000) }, { authorization: 'Bearer sk-ant-oat01-login' }),
  'a key that is refused': () => unserved({ script: [refusal(401, 'authentication_error', 'invalid x-api-key')] }, 'login', /^claude: the model's server refused the key \(401\); log in again with `claude`/),
  'too many requests': () => unserved({ script: [refusal(429, 'rate_limit_error', 'slow', { 'retry-after': '3600' })] }, 'rate-limit', /takes no more requests for now \(429\)\. It said: .*slow/),
  'a plan that is used up until a stated time': () => unserved({ environment: { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-x' }, script: [refusal(429, 'rate_limit_error', 'slow', limited)] }, 'quota', /the account has used up what it may\. It said: You've hit your 5-hour limit/, '2030-03-17T17:46:40Z'),
  'an account without credit': () => unserved({ script: [refusal(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.')] }, 'quota', /has no credit left/),
  'a server that fails': () => unserved({ script: [{ status: 500 }] }, 'outage', /the model's server failed \(500\)/),
  'a server that is overloaded': () => unserved({ script: [refusal(529, 'overloaded_error', 'Overloaded')] }, 'outage', /the model's server failed \(529\)/),
  'a model that the server does not have': () => unserved({ script: [refusal(404, 'not_found_error', 'model: nope')] }, 'request', /does not know this model \(404\)/),
  'more than the model takes': () => unserved({ script: [refusal(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum')] }, 'context', /more was sent than the model takes/),
  'a stream that breaks off': () => unserved({ script: [{ text: 'I will', cut: true }] }, 'outage', /could not be reached, or broke off/),
  'a connection that is refused': () => unserved({ url: 'http://127.0.0.1:9' }, 'outage', /could not be reached, or broke off/),
  'tools that do not start': async () => {
    const { exitCode, failure, tokens } = await ended({ tools: '/nowhere/tools' });
    assert.deepEqual([exitCode, failure?.cause, failure?.words, tokens], [0, 'tools', "claude: Sanctum's tools did not start.", { input: 100, output: 10 }]);
  },
});

inParallel('Claude Code is not started', 2, {
  'where nobody is logged in': () => assert.rejects(ended({ environment: {} }), /Claude Code is not logged in\. Log in with `claude`, or set ANTHROPIC_API_KEY/),
  'with a login that has run out': () => assert.rejects(ended({ environment: {}, files: login('sk', 1_700_000_000_000) }), /The login in .* ran out at 2023-11-14T22:13Z\. Start `claude` once/),
});
