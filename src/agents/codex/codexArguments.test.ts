import assert from 'node:assert/strict';
import { mcpLaunch } from '../backend.js';
import { codexArguments, codexHandArguments } from './codexArguments.js';

describe('the command line of codex', () => {
  it('hands what makes a Node of VS Code’s own program to the tools’ server, and keeps it from the model’s shell', () => {
    const mcp = mcpLaunch('/opt/editor/code', '/opt/sanctum/mcp.cjs', { socket: '/run/socket', token: 't'.repeat(32), role: 'coding' });
    const args = codexArguments({ request: { model: 'gpt-5.5', worktree: '/work', mcp, confined: true }, writable: [], secrets: Object.keys(mcp.env), thread: undefined });
    const setting = (name: string): unknown => JSON.parse(args.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? 'null');
    assert.equal(setting('mcp_servers.sanctum.command'), '/opt/editor/code');
    assert.ok((setting('mcp_servers.sanctum.env_vars') as readonly string[]).includes('ELECTRON_RUN_AS_NODE'));
    assert.ok((setting('shell_environment_policy.exclude') as readonly string[]).includes('ELECTRON_RUN_AS_NODE'));
  });
});

describe('the command line of a session that is gone on with by hand', () => {
  const request = { model: 'gpt-x', worktree: '/srv/tree', confined: true };

  it('is that of the thread, in the worktree, confined as the agent was, with its approvals asked of the engineer', () => {
    const args = codexHandArguments({ request, writable: ['/srv/repo.git/objects'], secrets: ['SOME_KEY'], thread: 't-1' });
    assert.deepEqual(args.slice(0, 10), ['resume', 't-1', '-C', '/srv/tree', '-s', 'workspace-write', '--add-dir', '/srv/repo.git/objects', '-m', 'gpt-x']);
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
