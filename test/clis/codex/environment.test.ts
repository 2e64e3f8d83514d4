import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedCodex } from '../installedClis.js';
import { onCodex } from './codexStage.js';
import { done, shell, submit } from './modelServer.js';

/** What stands in the environment of an engineer who uses many things, and is no business of codex. */
const others = {
  ANTHROPIC_API_KEY: 'sk-other',
  GEMINI_API_KEY: 'sk-other',
  OPENROUTER_API_KEY: 'sk-other',
  GITHUB_TOKEN: 'sk-other',
  NPM_TOKEN: 'sk-other',
  AWS_SECRET_ACCESS_KEY: 'sk-other',
  DATABASE_URL: 'postgres://sk-other',
  SSH_AUTH_SOCK: '/sk-other',
  GIT_EDITOR: 'sk-other',
  GIT_SSH_COMMAND: 'sk-other',
  GIT_CONFIG_COUNT: '0',
  NODE_OPTIONS: '--no-warnings',
};

/** What every agent may have, and what git is told by Sanctum alone. */
const everyAgents = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TERM', 'TZ', 'SHELL', 'USER', 'LOGNAME', 'HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'GIT_CONFIG_NOSYSTEM', 'GIT_CONFIG_GLOBAL', 'GIT_TERMINAL_PROMPT', 'GIT_CEILING_DIRECTORIES', 'SANCTUM_TAG', 'SANCTUM_TICKET', 'SANCTUM_ATTEMPT', 'CODEX_HOME'];
/** What a shell or the script that looks sets by itself, and what codex tells its commands. */
const byTheWay = /^(?:PWD|OLDPWD|SHLVL|_|COLORTERM|PAGER|GIT_PAGER|GH_PAGER|NO_COLOR|CODEX_\w+)$/;
const codexsOwn = ['SCRIPTED_KEY', 'SANCTUM_SOCKET', 'SANCTUM_TOKEN', 'SANCTUM_ROLE', 'ELECTRON_RUN_AS_NODE'];

function namesIn(environment: string): readonly string[] {
  return environment.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
}

describe("codex's environment", function () {
  this.timeout(60_000);

  it("holds the key that its settings name and what every agent has; that of the model's commands no key at all", () => {
    const folder = mkdtempSync(join(tmpdir(), 'sanctum-environment-'));
    const [codex, seen] = [join(folder, 'codex'), join(folder, 'seen')];
    writeFileSync(codex, `#!/bin/sh\nenv > ${seen}\nexec ${installedCodex()} "$@"\n`, { mode: 0o755 });
    const script = () => [shell('env > seen-by-model; echo looked'), submit, done];
    return onCodex(script, { config: { sandbox: 'off' }, environment: { ...others, SANCTUM_CODEX: codex } }, async ({ stage, add }) => {
      await add('Look');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      const [byCodex, byModel] = [readFileSync(seen, 'utf8'), await stage.repo.git('show', 'master:seen-by-model')];
      assert.doesNotMatch(`${byCodex}${byModel}`, /sk-other/);
      assert.match(byCodex, /^SCRIPTED_KEY=sk-scripted$/m);
      assert.deepEqual(namesIn(byCodex).filter((name) => ![...everyAgents, ...codexsOwn].includes(name) && !byTheWay.test(name)), []);
      assert.match(byModel, /^SANCTUM_TICKET=0001$/m);
      assert.deepEqual(namesIn(byModel).filter((name) => !everyAgents.includes(name) && !byTheWay.test(name)), []);
    }).finally(() => rmSync(folder, { recursive: true }));
  });
});
