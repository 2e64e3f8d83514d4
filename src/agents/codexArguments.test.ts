import assert from 'node:assert/strict';
import { codexHandArguments } from './codexArguments.js';

describe('the command line of a session that is gone on with by hand', () => {
  const request = { model: 'gpt-x', worktree: '/work/tree', confined: true };

  it('is that of the thread, in the worktree, confined as the agent was, with its approvals asked of the engineer', () => {
    const args = codexHandArguments({ request, writable: ['/work/repo.git/objects'], secrets: ['SOME_KEY'], thread: 't-1' });
    assert.deepEqual(args.slice(0, 10), ['resume', 't-1', '-C', '/work/tree', '-s', 'workspace-write', '--add-dir', '/work/repo.git/objects', '-m', 'gpt-x']);
    const settings = args.slice(10).join(' ');
    assert.match(settings, /shell_environment_policy\.exclude=\[[^\]]*"SOME_KEY"\]/);
    assert.doesNotMatch(settings, /approval_policy|mcp_servers/);
  });

  it('leaves the choice of the model to codex where the configuration does, and confines nothing where nothing is to be', () => {
    const args = codexHandArguments({ request: { ...request, model: 'codex', confined: false }, writable: [], secrets: [], thread: 't-1' });
    assert.deepEqual(args.slice(4, 6), ['-s', 'danger-full-access']);
    assert.ok(!args.includes('-m'));
  });
});
