import type { ProgramSource } from '../programOnMachine.js';
import { installedBy } from '../programOnMachine.js';

const variable = 'SANCTUM_CLAUDE';

/**
 * Claude Code. The npm package's own `bin/claude.exe` is a second name of the platform's program only where npm was let run the script that makes it
 * so; elsewhere it does nothing but complain.
 */
export const claudeProgram: ProgramSource = {
  name: 'claude',
  variable,
  howToGet: installedBy('npm install --global @anthropic-ai/claude-code', variable),
  launcher: { path: /^(.*\/claude-code)\/(?:bin\/claude\.exe|cli-wrapper\.cjs)$/, scope: '@anthropic-ai', platforms: 'claude-code-', program: 'claude' },
};
