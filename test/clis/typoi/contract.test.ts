import assert from 'node:assert/strict';
import { join } from 'node:path';
import { RunFolder } from '../../../src/agents/runFolder.js';
import { readStream } from '../../../src/agents/stream/readStream.js';
import { fenced } from '../../../src/plan/frontMatter.js';
import { add } from '../../../src/plan/transitions.js';
import { inParallel } from '../../support/inParallel.js';
import type { AgentStage } from '../agentStage.js';
import { onAgents } from '../agentStage.js';

const standIn = join(import.meta.dirname, 'standIn.mjs');
const submit = { call: 'submit_pr', input: { summary: 'It is done.', evidence: 'sh check.sh: passed' } };

function onTypoi(model: string, more: Readonly<Record<string, unknown>>, play: (on: AgentStage & { readonly ticket: (script: readonly unknown[]) => Promise<string> }) => Promise<void>): Promise<void> {
  const environment = { SANCTUM_TYPOI: standIn, OPENAI_API_KEY: 'sk-for-typoi', AWS_SECRET_ACCESS_KEY: 'not for it' };
  return onAgents({ config: { roles: { coding: [model] }, ...more }, environment, surprises: () => [] }, (on) =>
    play({ ...on, ticket: (script) => on.stage.command(add({ title: 'Greet', body: fenced(JSON.stringify(script), 'json'), at: '2026-11-21T04:30:00Z' })) }),
  );
}

interface Facts {
  readonly options: Readonly<Record<string, unknown>>;
  readonly prompt: number;
  readonly tools: readonly string[];
  readonly environment: readonly string[];
  readonly home: string;
}

inParallel("typoi, as far as its stand-in keeps to the contract of typoi's source", 2, {
  "is given the model, the prompt and Sanctum's tools over HTTP, and no way to the runner; what it hands in lands": () =>
    onTypoi('typoi:claude-sonnet', {}, async ({ stage, ticket, runs }) => {
      const id = await ticket([{ say: 'I write the greeting.' }, { write: 'greeting.txt', text: 'Hello' }, { write: 'facts.json' }, submit]);
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello');
      const { options, prompt, tools, environment, home } = JSON.parse(await stage.repo.git('show', 'master:facts.json')) as Facts;
      assert.deepEqual(Object.keys(options), ['--json-stream', '--yolo', '--output-last-message', '--mcp-server-url', '--model', '--provider']);
      assert.deepEqual([options['--model'], options['--provider']], ['claude-sonnet', 'anthropic']);
      assert.match(String(options['--mcp-server-url']), /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/mcp$/);
      assert.ok(prompt > 100 && tools.includes('submit_pr') && tools.includes('ask_question'), tools.join());
      assert.ok(environment.includes('OPENAI_API_KEY') && home.startsWith(stage.home));
      assert.deepEqual(environment.filter((name) => /^AWS|^SANCTUM_(?:SOCKET|TOKEN|ROLE)|^ELECTRON/.test(name)), []);
      assert.equal(await fetch(String(options['--mcp-server-url'])).then(({ status }) => status, () => 'gone'), 'gone');
      const [run] = await runs(id);
      assert.deepEqual([run?.outcome, run?.tokens], ['submitted', undefined]);
      const stream = await stage.withProject(({ ports, folder }) => new RunFolder(ports.files, folder.run(run?.run ?? '')).readStreamEnd(1 << 20));
      const told = readStream('typoi', stream.toString('utf8'));
      assert.deepEqual(told.flatMap((event) => (event.kind === 'message' ? [event.text] : event.kind === 'tool' ? [event.name] : event.kind === 'end' ? [event.outcome] : [])), ['read_plan', 'I write the greeting.', 'submit_pr', 'Done.', 'completed']);
    }),

  'asks over HTTP: its call is held until the answer comes; a guessed address serves nobody': () =>
    onTypoi('typoi', {}, async ({ stage, ticket, runs }) => {
      const id = await ticket([{ call: 'ask_question', input: { question: 'Whom shall it greet?' }, keep: 'whom.txt' }, submit]);
      const engine = stage.start(['run', '--until-idle']);
      await stage.planSays('the question with the engineer', ({ questions }) => questions.get('Q-0001')?.fields.path.at(-1)?.level === 'engineer' || undefined);
      const command = stage.processes().find((one) => one.command.includes('standIn.mjs') && one.command.includes('http://127'))?.command ?? '';
      const [, server = ''] = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(command) ?? [];
      const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
      const guessed = await fetch(`${server}/${'0'.repeat(32)}/mcp`, { method: 'POST', body: message });
      assert.equal(guessed.status, 404);
      assert.doesNotMatch(command, /--model|--provider|--reasoning-effort/);
      assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
      assert.match(await stage.repo.git('show', 'master:whom.txt'), /Ada/);
      assert.equal((await runs(id)).length, 1);
    }),

  'has no session to go on with: one that is parked begins anew, and is told question and answer': () =>
    onTypoi('typoi', { limits: { holdSeconds: 0.2 } }, async ({ stage, ticket, runs }) => {
      const id = await ticket([{ call: 'ask_question', input: { question: 'Whom shall it greet?' }, keep: 'whom.txt' }, { write: 'greeting.txt', text: 'Hello' }, { exit: 0 }]);
      const first = await stage.untilIdle();
      assert.equal(first.code, 7, first.output);
      assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
      const again = await stage.untilIdle();
      assert.equal(again.code, 7, again.output);
      const [, second] = await runs(id);
      const order = await stage.withProject(({ ports, folder }) => new RunFolder(ports.files, folder.run(second?.run ?? '')).order());
      assert.ok(order?.place.home.includes(second?.run ?? 'none') === true);
      assert.match(order.prompt, /An earlier session asked:[^]*Whom shall it greet\?[^]*Ada/);
    }),

  'that ends in the middle, or is nowhere, is told in words': () =>
    onTypoi('typoi', { limits: { attempts: 1 } }, async ({ stage, ticket, runs }) => {
      const id = await ticket([{ write: 'a.txt', text: 'a' }, { exit: 3 }]);
      await stage.untilIdle();
      assert.match((await stage.ticket(id)).text, /## Attempt 1\n\ntypoi: it ended in the middle of its work\.[^]*"type":"tool"/);
      assert.equal((await runs(id))[0]?.['exit-code'], 3);
      const missing = await stage.repo.ports.processes.run({ file: process.execPath, args: [stage.programs.cli, 'doctor'], cwd: stage.repo.path, env: { ...stage.repo.ports.processes.environment(), SANCTUM_TYPOI: '/nowhere/typoi' } });
      assert.match(missing.stdout.toString('utf8'), /✗ typoi: SANCTUM_TYPOI names \/nowhere\/typoi, and no file is there\. Build it from/);
    }),
});
