import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedBubblewrap, installedClaude } from '../installedClis.js';
import { onClaude } from './claudeStage.js';
import { done, shell, submit, tool } from './modelServer.js';

/** Where programs are looked for, so that a bubblewrap is found that works here. */
const path = `${process.env['PATH'] ?? ''}:${installedBubblewrap()}`;

function canConfine(): boolean {
  return spawnSync(join(installedBubblewrap(), 'bwrap'), ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-pid', '--', 'true']).status === 0;
}

describe('Claude Code in the sandbox of Sanctum', function () {
  this.timeout(60_000);

  it('works, also for root, and goes on with its session; its commands write in the worktree and its repository and nowhere else', async function () {
    if (!canConfine()) this.skip();
    const outside = join(homedir(), `sanctum-outside-${String(process.pid)}`);
    await onClaude(
      () => [
        shell('echo work > work.txt; git add work.txt && git commit -qm Work && git log --format=%s -1'),
        tool('ask_question', { question: 'Enough?' }),
        done,
        shell(`for place in ${outside} "$HOME/inside" /tmp/inside; do (echo x >> "$place") 2>/dev/null && echo "wrote $place"; done; echo looked`),
        submit,
        done,
      ],
      { config: { sandbox: 'auto', limits: { holdSeconds: 0.2 } }, environment: { PATH: path } },
      async ({ stage, add, asked, runs }) => {
        const id = await add('Work');
        const first = await stage.untilIdle();
        assert.match(first.output, /0001 is parked until Q-0001 is answered/);
        assert.equal((await stage.sanctum('answer', 'Q-0001', 'Yes.')).code, 0);
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        const news = asked(id).map((request) => request.news);
        assert.match(news[1] ?? '', /"content":"Work\\n/);
        assert.match(news[4] ?? '', /"content":"wrote [^ ]*\/home\/inside\\nwrote \/tmp\/inside\\nlooked/);
        assert.deepEqual([existsSync(outside), existsSync('/tmp/inside')], [false, false]);
        assert.deepEqual((await runs(id)).map(({ containment }) => containment), ['contained', 'contained']);
        assert.equal(await stage.repo.git('show', 'master:work.txt'), 'work');
      },
    );
  });
});

describe('a run of Claude Code', function () {
  this.timeout(60_000);

  it("asks nobody but the model's server", function () {
    if (spawnSync('strace', ['-V']).status !== 0) this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'sanctum-trace-'));
    const traced = join(folder, 'claude');
    writeFileSync(traced, `#!/bin/sh\nexec strace -f -qq -e trace=connect,sendto -o ${folder}/trace.$$ ${installedClaude()} "$@"\n`, { mode: 0o755 });
    return onClaude(() => [shell('echo work > work.txt'), submit, done], { environment: { SANCTUM_CLAUDE: traced } }, async ({ stage, server, add }) => {
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
