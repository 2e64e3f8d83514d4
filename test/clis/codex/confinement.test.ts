import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codexConfines } from './codexSandbox.js';
import { onCodex } from './codexStage.js';
import { installedCodex } from '../installedClis.js';
import { done, shell, submit } from './modelServer.js';

describe("a model's commands", function () {
  this.timeout(60_000);

  it('write in the worktree and its repository and nowhere else, and see no key and no token', function () {
    if (!codexConfines()) this.skip();
    return onCodex(
      () => [
        shell('git rev-parse --show-toplevel; echo work > work.txt; git add work.txt && git commit -qm Work && git log --format=%s -1'),
        shell('for place in ../../outside "$HOME/outside" "$CODEX_HOME/config.toml" ../repo.git/config ../repo.git/hooks/pre-commit /tmp/sanctum-outside; do (echo x >> "$place") 2>/dev/null && echo "wrote $place"; done; echo looked'),
        shell('env'),
        submit,
        done,
      ],
      { config: { sandbox: 'auto' } },
      async ({ stage, add, asked, runs }) => {
        const id = await add('Work');
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        const [, wrote, looked, saw] = asked(id).map(({ news }) => news);
        assert.match(wrote ?? '', /\\nWork\\n/);
        assert.match(looked ?? '', /Output:\\nlooked/);
        assert.match(saw ?? '', /SANCTUM_TAG=/);
        assert.doesNotMatch(saw ?? '', /SCRIPTED_KEY|sk-scripted|SANCTUM_TOKEN|SANCTUM_SOCKET/);
        assert.equal((await runs(id))[0]?.containment, 'contained');
      },
    );
  });
});

describe('a run of codex', function () {
  this.timeout(60_000);

  it("asks nobody but the model's server", function () {
    const strace = spawnSync('strace', ['-V']).status === 0;
    if (!strace) this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'sanctum-trace-'));
    const [traced, trace] = [join(folder, 'codex'), join(folder, 'trace')];
    writeFileSync(traced, `#!/bin/sh\nexec strace -f -qq -e trace=connect,sendto -o ${trace}.$$ ${installedCodex()} "$@"\n`, { mode: 0o755 });
    return onCodex(() => [shell('echo work > work.txt'), submit, done], { environment: { SANCTUM_CODEX: traced } }, async ({ stage, server, add }) => {
      await add('Work');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      const traces = readdirSync(folder).filter((name) => name.startsWith('trace'));
      const asked = traces.flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/sin6?_port=htons\(\d+\).*?"[^"]+"/g) ?? []);
      const { port } = new URL(server.url);
      assert.ok(asked.length > 0);
      assert.deepEqual(asked.filter((address) => !(address.includes(`htons(${port})`) && address.includes('"127.0.0.1"'))), []);
    }).finally(() => rmSync(folder, { recursive: true }));
  });
});
