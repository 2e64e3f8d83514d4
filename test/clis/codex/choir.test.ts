import assert from 'node:assert/strict';
import type { Task } from '../agentStage.js';
import { onCodex } from './codexStage.js';
import type { Script } from './modelServer.js';
import { done, patch, shell, submit, tool } from './modelServer.js';

function partOf({ role, conversation }: Task): Script {
  switch (role) {
    case 'architect':
      if (conversation.includes('wants the spec revised')) return [shell('ls source'), patch('spec.md', '# Greetings'), done];
      return [tool('read_plan', { document: 'spec' }), tool('write_area', { area: 'greetings', title: 'Greetings', text: 'Greet by name.' }), done];
    case 'manager':
      return [tool('read_plan', { document: 'area' }), tool('add_ticket', { title: 'Greet by name', body: 'Please.' }), done];
    case 'coding agent':
      return [patch('greeting.txt', 'Hello'), submit, done];
    case 'merging agent':
      return [shell('cat greeting.txt'), tool('submit_review', { verdict: 'approve', findings: [] }), done];
    default:
      return [];
  }
}

const model = ['gpt-5.5'];

describe('codex in every role', function () {
  this.timeout(120_000);

  it('takes a request from the spec to master', () =>
    onCodex(partOf, { config: { roles: { architect: model, manager: model, coding: model, merging: model } } }, async ({ stage, server }) => {
      const planned = await stage.sanctum('plan', 'Greet by name');
      assert.equal(planned.code, 0, planned.output);
      const accepted = await stage.sanctum('approve');
      assert.equal(accepted.code, 0, accepted.output);
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello');
      const said = server.requests.map(({ news }) => news).join('\n');
      for (const heard of ['# Greetings', 'Greet by name.', 'Hello']) assert.ok(said.includes(heard), heard);
    }));

  it('tells who plans, too, that its model does not serve it', () =>
    onCodex(() => [{ status: 401 }], { config: { roles: { architect: model } } }, async ({ stage }) => {
      const { code, output } = await stage.sanctum('plan', 'Greet by name');
      assert.equal(code, 1, output);
      assert.match(output, /codex: the model's server refused the key \(401\); log in again with `codex login`[^]*The draft is as it was\./);
    }));
});
