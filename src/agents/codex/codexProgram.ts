import type { ProgramSource } from '../programOnMachine.js';
import { installedBy } from '../programOnMachine.js';

const variable = 'SANCTUM_CODEX';

/** codex. Its package of the platform, the only one of its kind that npm installs, has a folder for the one triple that it was built for. */
export const codexProgram: ProgramSource = {
  name: 'codex',
  variable,
  howToGet: installedBy('npm install --global @openai/codex', variable),
  launcher: { path: /^(.*)\/bin\/codex\.js$/, scope: '@openai', platforms: 'codex-', program: 'vendor/*/bin/codex' },
};
