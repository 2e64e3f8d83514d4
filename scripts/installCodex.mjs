// `node scripts/installCodex.mjs`: the codex that the tests in test/codex run.
import { codexFolder, installDependencies } from './install.mjs';

installDependencies(codexFolder);
