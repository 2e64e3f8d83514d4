import assert from 'node:assert/strict';
import { mcpLaunch } from './backend.js';
import { codexArguments } from './codexArguments.js';

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
