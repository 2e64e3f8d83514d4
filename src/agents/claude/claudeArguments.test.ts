import assert from 'node:assert/strict';
import { mcpLaunch } from '../backend.js';
import { claudeArguments, claudeHandArguments, toolsConfiguration } from './claudeArguments.js';

const request = { model: 'claude-opus-5-1', worktree: '/srv/tree' };

describe('the command line of Claude Code', () => {
  it('holds nothing secret: the tools and their token stand in a file', () => {
    const mcp = mcpLaunch('/opt/editor/code', '/opt/sanctum/mcp.cjs', { socket: '/run/socket', token: 't'.repeat(32), role: 'coding' });
    const args = claudeArguments(request, '/home/.claude', undefined);
    assert.doesNotMatch(args.join(' '), /tttt|socket/);
    assert.equal(args[args.indexOf('--mcp-config') + 1], '/home/.claude/sanctum-tools.json');
    const { sanctum } = (JSON.parse(toolsConfiguration(mcp)) as { mcpServers: { sanctum: { command: string; args: string[]; env: Record<string, string>; alwaysLoad: boolean } } }).mcpServers;
    assert.deepEqual([sanctum.command, sanctum.args, sanctum.env['ELECTRON_RUN_AS_NODE'], sanctum.env['SANCTUM_TOKEN'], sanctum.alwaysLoad], ['/opt/editor/code', ['/opt/sanctum/mcp.cjs'], '1', 't'.repeat(32), true]);
  });

  it('takes settings from nowhere but the home of the run, and never lifts the permissions', () => {
    const args = claudeArguments(request, '/home/.claude', 's-1').join(' ');
    assert.match(args, /--model claude-opus-5-1 --setting-sources user --strict-mcp-config .*--permission-mode dontAsk .*--resume s-1$/);
    assert.doesNotMatch(args, /dangerously|bypass/);
  });

  it('tells how hard the model is to think, where that is said', () => {
    assert.match(claudeArguments({ ...request, effort: 'max' }, '/home/.claude', undefined).join(' '), /--model claude-opus-5-1 --effort max /);
    assert.ok(!claudeArguments(request, '/home/.claude', undefined).includes('--effort'));
  });

  it('leaves the choice of the model to Claude Code where the configuration does', () => {
    assert.ok(!claudeArguments({ ...request, model: 'claude' }, '/home/.claude', undefined).includes('--model'));
  });

  it('by hand is that of the session, with its permissions asked of the engineer and without tools of Sanctum', () => {
    const args = claudeHandArguments(request, 's-1').join(' ');
    assert.match(args, /--strict-mcp-config .*--resume s-1$/);
    assert.doesNotMatch(args, /--print|--permission-mode|--allowedTools|--mcp-config/);
  });
});
