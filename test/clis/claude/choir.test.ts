import assert from 'node:assert/strict';
import type { Task } from '../agentStage.js';
import { model, onClaude } from './claudeStage.js';
import type { Script } from './modelServer.js';
import { done, shell, submit, tool, write } from './modelServer.js';

function partOf({ role, conversation }: Task): Script {
  switch (role) {
    case 'architect':
      if (conversation.includes('wants the spec revised')) return [shell('ls source'), write('spec.md', '# Greetings\n'), done];
      return [tool('read_plan', { document: 'spec' }), tool('write_area', { area: 'greetings', title: 'Greetings', text: 'Greet by name.' }), done];
    case 'manager':
      return [tool('read_plan', { document: 'area' }), tool('add_ticket', { title: 'Greet by name', body: 'Please.' }), done];
    case 'coding agent':
      return [write('greeting.txt', 'Hello\n'), submit, done];
    case 'merging agent':
      return [shell('cat greeting.txt'), tool('submit_review', { verdict: 'approve', findings: [] }), done];
    default:
      return [];
  }
}

const only = [model];

describe('Claude Code in every role', function () {
  this.timeout(120_000);

  it('takes a request from the spec to master', () =>
    onClaude(partOf, { config: { roles: { architect: only, manager: only, coding: only, merging: only } } }, async ({ stage, server }) => {
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
});
