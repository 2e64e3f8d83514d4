import assert from 'node:assert/strict';
import { join } from 'node:path';
import { nodePorts } from '../platform/ports.js';
import { agentProgramsIn } from './agentPrograms.js';
import { AgentKit, BackendUnavailableError } from './kit.js';
import { RoutingError } from './routing.js';

const promptFolder = join(import.meta.dirname, '../../prompts');
const ports = nodePorts();
const kit = new AgentKit(ports, { execPath: '/bin/node', programs: agentProgramsIn('/dist'), promptFolder });

describe('the kit of agents', () => {
  it('knows whose sessions can be gone on with', () => {
    assert.ok(kit.resumes('rehearsal') && kit.resumes('gpt-5.5') && kit.resumes('rehearsal:/any/scenario.yaml'));
    assert.throws(() => kit.resumes('llama'), RoutingError);
  });

  it('knows what a model\'s agent prints', () => {
    assert.deepEqual([kit.format('rehearsal'), kit.format('codex:any')], ['rehearsal', 'codex']);
    assert.throws(() => kit.format('llama'), RoutingError);
  });

  it('knows who confines its agents itself, and says nothing of a model that leads nowhere', () => {
    assert.deepEqual([kit.confines('gpt-5.5'), kit.confines('rehearsal'), kit.confines('llama')], [true, false, false]);
  });

  it('knows how long a healthy agent waits for its model at an endpoint, by how fast that is', async () => {
    const endpoints = { local: { url: 'http://127.0.0.1:8/v1', tokensPerSecond: 5, context: 131_072 } };
    assert.deepEqual([await kit.silence('codex:any@local', endpoints), await kit.silence('gpt-5.5', endpoints)], [4915, undefined]);
    await assert.rejects(kit.silence('codex:any@elsewhere', endpoints), RoutingError);
  });

  it('knows of every backend with a login when that was changed', async () => {
    const folder = await ports.files.makeTemporaryFolder('sanctum-kit-');
    try {
      const environment = { HOME: folder, SANCTUM_HOME: join(folder, 'sanctum') };
      const processes = Object.assign(Object.create(ports.processes) as typeof ports.processes, { environment: () => environment });
      const own = new AgentKit({ ...ports, processes }, { execPath: '/bin/node', programs: agentProgramsIn('/dist'), promptFolder });
      assert.equal(await own.changedAt('claude'), undefined);
      await ports.files.write(join(folder, '.claude', '.credentials.json'), '{}', 0o600);
      assert.ok(Math.abs(((await own.changedAt('claude')) ?? 0) - ports.clock.now()) < 60_000);
    } finally {
      await ports.files.removeTree(folder);
    }
  });

  it("makes a command of a model's name, with the tools of the role", async () => {
    const request = { model: 'rehearsal', worktree: '/w', home: '/h', runFolder: '/r', environment: {}, subject: { work: 'areas' }, attempt: 1, confined: true, session: 'new', socket: '/s', token: 't', role: 'architect' } as const;
    const { args, env } = await kit.command(request);
    assert.deepEqual([args, env['SANCTUM_ROLE']], [['/dist/rehearsal.cjs'], 'architect']);
    await assert.rejects(kit.command({ ...request, model: 'rehearsal:/nowhere.yaml' }), BackendUnavailableError);
  });

  it('makes the prompt of a role and a task', async () => {
    const text = await kit.prompt({ role: 'manager', task: 'answer', values: { question: 'Q-0007' }, override: undefined });
    assert.match(text, /^You are a manager of Sanctum\.[^]*Answer the question Q-0007/);
  });
});
