import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const modules = join(import.meta.dirname, 'program', 'node_modules');
const platform = `${process.platform}-${process.arch}`;

function installed(path: string): string {
  const whole = join(modules, path);
  if (!existsSync(whole)) throw new Error(`${whole} is not there. Run the tests of the agents' own programs with \`npm run test:agents\`, which installs them.`);
  return whole;
}

/** The launcher of the real codex, as npm installs it. */
export function installedCodex(): string {
  return installed('@openai/codex/bin/codex.js');
}

/** The folder of the bubblewrap that comes with codex, which may be the only one there is. */
export function installedBubblewrap(): string {
  const vendor = join(modules, `@openai/codex-${platform}`, 'vendor');
  const [triple = ''] = existsSync(vendor) ? readdirSync(vendor) : [];
  return dirname(installed(join(`@openai/codex-${platform}`, 'vendor', triple, 'codex-resources', 'bwrap')));
}

/** The real Claude Code: its program for this platform, which needs no Node. */
export function installedClaude(): string {
  return installed(`@anthropic-ai/claude-code-${platform}/claude`);
}

/** The real opencode: its program for this platform. */
export function installedOpencode(): string {
  return installed(`opencode-${platform}/bin/opencode`);
}

/** The real qwen-code, which `installedNode` runs. */
export function installedQwen(): string {
  return installed('@qwen-code/qwen-code/cli-entry.js');
}

/** A Node that is new enough for all of them. */
export function installedNode(): string {
  return installed(`node-${platform}/bin/node`);
}

/** The MCP Inspector, which `installedNode` runs: a client of MCP that nobody wrote for Sanctum. */
export function installedInspector(): string {
  return installed('@modelcontextprotocol/inspector/clients/launcher/build/index.js');
}
