import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readStream } from '../../../src/agents/stream/readStream.js';
import type { RunAccount } from '../../../src/agents/stream/runAccount.js';
import { runAccount } from '../../../src/agents/stream/runAccount.js';
import { CodexBackend } from '../../../src/agents/codex/codexBackend.js';
import { unservedWords } from '../../../src/engine/runs/consequences.js';
import { inParallel } from '../../support/inParallel.js';
import { temporaryMachine } from '../../support/repository.js';
import { settingsFor } from './codexStage.js';
import { installedCodex } from '../installedClis.js';
import type { Script } from './modelServer.js';
import { done, ModelServer } from './modelServer.js';

interface Circumstances {
  readonly script?: Script;
  readonly settings?: (url: string) => string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly tools?: string;
  /** The engineer's `auth.json`. */
  readonly login?: string;
}

/** Runs the real codex once, without an engine and without tools, and reads what it printed. */
async function accountOf({ script = [done], settings = settingsFor, environment = { SCRIPTED_KEY: 'sk' }, tools, login }: Circumstances): Promise<RunAccount & { readonly exitCode: number | undefined }> {
  const server = await ModelServer.start(() => script);
  const { root, ports, dispose } = await temporaryMachine({ SANCTUM_CODEX: installedCodex(), ...environment });
  try {
    const [worktree, home, temporary] = [join(root, 'worktree'), join(root, 'run'), join(root, 'tmp')];
    for (const folder of [worktree, home, temporary]) await mkdir(folder);
    await ports.files.write(join(root, 'sanctum', 'codex.toml'), settings(server.url));
    if (login !== undefined) await ports.files.write(join(root, 'home', '.codex', 'auth.json'), login);
    const backend = new CodexBackend(ports, { execPath: process.execPath, program: '' });
    // A server that lists no tools is all that such a run needs.
    const silent = `require('readline').createInterface({input:process.stdin}).on('line',l=>{const m=JSON.parse(l);if(m.id!==undefined)console.log(JSON.stringify({jsonrpc:'2.0',id:m.id,result:m.method==='initialize'?{protocolVersion:m.params.protocolVersion,capabilities:{tools:{}},serverInfo:{name:'s',version:'1'}}:{tools:[]}}))}).on('close',()=>process.exit(0))`;
    const mcp = { command: tools === undefined ? [process.execPath, '-e', silent] : [tools], env: {} };
    const command = await backend.command({ model: 'gpt-5.5', worktree, home, runFolder: root, mcp, environment: { PATH: ports.processes.environment()['PATH'] ?? '', HOME: home, TMPDIR: temporary }, subject: { ticket: '0001' }, attempt: 1, confined: false, session: 'new' });
    if ('unavailable' in command) throw new Error(command.unavailable);
    const { exitCode, stdout, stderr } = await ports.processes.run(command, 'Go.');
    return { exitCode, ...runAccount(readStream('codex', `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`, { exitCode, asked: false }), []) };
  } finally {
    await dispose();
    await server.close();
  }
}

/** Served by OpenAI's own kind of login, at this address. */
async function servedWith(circumstances: Circumstances, authorization: string): Promise<void> {
  const settings = (url: string): string => settingsFor(url).replace('env_key = "SCRIPTED_KEY"', 'requires_openai_auth = true');
  const seen: (string | undefined)[] = [];
  const script: Script = [(request) => {
    seen.push(request.authorization);
    return done;
  }];
  const { exitCode } = await accountOf({ ...circumstances, settings, script });
  assert.deepEqual([exitCode, seen], [0, [authorization]]);
}

async function unserved(circumstances: Circumstances, words: RegExp): Promise<void> {
  const account = await accountOf(circumstances);
  assert.equal(account.exitCode, 1);
  assert.match(unservedWords(account.failure) ?? JSON.stringify(account), words);
}

inParallel('codex, when it ends, is understood:', 2, {
  'served': async () => {
    const { exitCode, tokens, failure } = await accountOf({});
    assert.deepEqual([exitCode, tokens, failure], [0, { input: 100, output: 10 }, undefined]);
  },
  'served by the key of the environment': () => servedWith({ environment: { CODEX_API_KEY: 'sk-environment' } }, 'Bearer sk-environment'),
  "served by the engineer's login": () => servedWith({ environment: {}, login: '{"auth_mode":"apikey","OPENAI_API_KEY":"sk-login"}' }, 'Bearer sk-login'),
  'a key that is refused': () => unserved({ script: [{ status: 401 }] }, /^codex: the model's server refused the key \(401\); log in again/),
  'too many requests': () => unserved({ script: [{ status: 429 }] }, /takes no more requests for now \(429\)/),
  'a server that fails': () => unserved({ script: [{ status: 500 }] }, /the model's server failed \(500\)/),
  'a server that is not there for now': () => unserved({ script: [{ status: 503 }] }, /the model's server failed \(503\)/),
  'a model that the server does not have': () => unserved({ script: [{ status: 404 }] }, /refused the request \(404\)/),
  'a stream that breaks off': () => unserved({ script: [{ text: 'I will', cut: true }] }, /could not be reached, or broke off/),
  'a connection that is refused': () => unserved({ settings: () => settingsFor('http://127.0.0.1:9/v1') }, /could not be reached, or broke off/),
  'a key that nobody set': () => unserved({ environment: {} }, /the key is missing: set SCRIPTED_KEY where Sanctum is started/),
  'tools that do not start': () => unserved({ tools: '/nowhere/tools' }, /^codex: Sanctum's tools did not start\. It said: sanctum: No such file/),
  'settings that it does not understand': () => unserved({ settings: (url) => `model_provider = 7\n${settingsFor(url)}` }, /^codex: its settings cannot be used/),
});
