import assert from 'node:assert/strict';
import { agentEnvironment } from './environment.js';

describe("an agent's environment", () => {
  const place = { home: '/runs/1/home', temporary: '/runs/1/tmp', worktree: '/tickets/1/worktree', tag: 't', subject: { ticket: '0001' }, attempt: 2 };
  const machine = { PATH: '/bin', HOME: '/home/me', LANG: 'C.UTF-8', GIT_DIR: '/x', GIT_AUTHOR_NAME: 'me', ANTHROPIC_API_KEY: 'k', SSH_AUTH_SOCK: '/s', SANCTUM_TOKEN: 'outer' };

  it('holds what is allowed and its own, and nothing else of the machine', () => {
    const environment = agentEnvironment(machine, place);
    assert.equal(environment['PATH'], '/bin');
    assert.equal(environment['LANG'], 'C.UTF-8');
    assert.equal(environment['HOME'], place.home);
    assert.equal(environment['TMPDIR'], place.temporary);
    assert.deepEqual([environment['SANCTUM_TAG'], environment['SANCTUM_TICKET'], environment['SANCTUM_ATTEMPT']], ['t', '0001', '2']);
    for (const name of ['GIT_DIR', 'GIT_AUTHOR_NAME', 'ANTHROPIC_API_KEY', 'SSH_AUTH_SOCK', 'SANCTUM_TOKEN']) assert.equal(environment[name], undefined, name);
  });

  it('names the ticket and the piece of work where there is one, and the attempt always', () => {
    const named = (subject: Parameters<typeof agentEnvironment>[1]['subject']) => {
      const environment = agentEnvironment(machine, { ...place, subject });
      return [environment['SANCTUM_TICKET'], environment['SANCTUM_WORK'], environment['SANCTUM_ATTEMPT']];
    };
    assert.deepEqual(named({ ticket: '0001' }), ['0001', undefined, '2']);
    assert.deepEqual(named({ work: 'tickets-greetings', area: 'greetings' }), [undefined, 'tickets-greetings', '2']);
    assert.deepEqual(named({ work: 'review-0001', ticket: '0001' }), ['0001', 'review-0001', '2']);
  });

  it("keeps the engineer's git configuration out, and lets what is set for good stay in a home of its own", () => {
    const environment = agentEnvironment(machine, place);
    const git = Object.entries(environment).filter(([name]) => name.startsWith('GIT_'));
    assert.deepEqual(Object.fromEntries(git), {
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/runs/1/home/.gitconfig',
      GIT_CONFIG_SYSTEM: '/runs/1/home/.gitconfig-system',
      GIT_TERMINAL_PROMPT: '0',
      GIT_CEILING_DIRECTORIES: '/tickets/1',
    });
  });
});
