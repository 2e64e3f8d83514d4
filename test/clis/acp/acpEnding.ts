import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AcpBackend } from '../../../src/agents/acp/acpBackend.js';
import { acpPresets } from '../../../src/agents/acp/presets.js';
import type { AgentEvent, FailureCause } from '../../../src/agents/stream/agentEvent.js';
import { readStream } from '../../../src/agents/stream/readStream.js';
import type { RunAccount } from '../../../src/agents/stream/runAccount.js';
import { runAccount } from '../../../src/agents/stream/runAccount.js';
import { temporaryMachine } from '../../support/repository.js';
import { sanctumPrograms } from '../../support/sanctumPrograms.js';
import type { AcpAgent } from './acpStage.js';
import type { Script } from '../chatServer.js';
import { ChatServer, done } from '../chatServer.js';

interface Circumstances {
  readonly script?: Script;
  /** Instead of the address of the model's server. */
  readonly url?: string;
  readonly tools?: string;
}

interface Ending extends RunAccount {
  readonly exitCode: number | undefined;
  readonly events: readonly AgentEvent[];
}

/** Runs a real agent once, without an engine and without tools, and reads what its driver printed. */
async function endingOf(agent: AcpAgent, { script = [done], url, tools }: Circumstances): Promise<Ending> {
  const server = await ChatServer.start(() => script);
  const at = url ?? server.url;
  const { root, ports, dispose } = await temporaryMachine(agent.environment(at));
  try {
    const preset = acpPresets.find(({ name }) => name === agent.name);
    assert.ok(preset !== undefined);
    const [worktree, home, temporary] = [join(root, 'worktree'), join(root, 'run'), join(root, 'tmp')];
    for (const folder of [worktree, home, temporary]) await mkdir(folder);
    for (const [name, text] of Object.entries(agent.settings(at))) await ports.files.write(join(root, 'sanctum', name), text);
    const backend = new AcpBackend(preset, { ports, execPath: process.execPath, driver: (await sanctumPrograms()).acp });
    // A server that lists no tools is all that such a run needs.
    const silent = `require('readline').createInterface({input:process.stdin}).on('line',l=>{const m=JSON.parse(l);if(m.method==='notifications/initialized')require('fs').writeFileSync(process.env.SANCTUM_TOOLS_READY,'');if(m.id!==undefined)console.log(JSON.stringify({jsonrpc:'2.0',id:m.id,result:m.method==='initialize'?{protocolVersion:m.params.protocolVersion,capabilities:{tools:{}},serverInfo:{name:'s',version:'1'}}:{tools:[]}}))}).on('close',()=>process.exit(0))`;
    const mcp = { command: tools === undefined ? [process.execPath, '-e', silent] : [tools], env: {} };
    const [, model = ''] = /:(.*)/.exec(agent.model) ?? [];
    const command = await backend.command({ model, worktree, home, runFolder: root, mcp, environment: { PATH: ports.processes.environment()['PATH'] ?? '', HOME: home, TMPDIR: temporary }, subject: { ticket: '0001' }, attempt: 1, confined: false, session: 'new' });
    if ('unavailable' in command) throw new Error(command.unavailable);
    const { exitCode, stdout, stderr } = await ports.processes.run(command, 'Go.');
    const events = readStream('acp', `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`, { exitCode, asked: false });
    return { exitCode, events, ...runAccount(events, []) };
  } finally {
    await dispose();
    await server.close();
  }
}

/** Ends well. */
export async function served(agent: AcpAgent, script: Script = [done]): Promise<void> {
  const { exitCode, tokens, failure, session } = await endingOf(agent, { script });
  assert.deepEqual([exitCode, tokens, failure, typeof session], [0, { input: 100, output: 10 }, undefined, 'string']);
}

/** Ends without an answer of its model, for this cause. */
export async function unserved(agent: AcpAgent, circumstances: Circumstances, cause: FailureCause, words: RegExp): Promise<void> {
  const { exitCode, failure, events } = await endingOf(agent, circumstances);
  assert.equal(failure?.cause, cause, JSON.stringify(events.slice(-4)));
  assert.match(failure.words, words);
  assert.equal(exitCode, 1);
}
