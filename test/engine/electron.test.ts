import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { shippedPrograms } from '../../src/agents/shippedPrograms.js';
import { EngineHost } from '../../src/engine/hosting/engineHost.js';
import { EngineStage } from '../support/engineStage.js';

describe('an engine in a desktop VS Code', () => {
  it('runs its programs by VS Code’s own, as Node, and tells neither an agent’s commands nor the gate of that', async () => {
    const gate = 'env > "$1/gate-environment"\n';
    const stage = await EngineStage.make({ files: { 'check.sh': gate } });
    try {
      // As VS Code's program is: a window, unless it is told to be Node.
      const editor = stage.mark('editor');
      await stage.setMark('editor', `#!/bin/sh\nif [ "$ELECTRON_RUN_AS_NODE" = 1 ]; then echo "$1" >> '${stage.mark('as-node')}'; exec '${process.execPath}' "$@"; fi\ntouch '${stage.mark('opened')}'\n`);
      await chmod(editor, 0o755);
      const id = await stage.add('Write b', `steps:\n  - run: env > '${stage.mark('command-environment')}'\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n`);
      await stage.withProject(async (project) => {
        const kit = { ...shippedPrograms(stage.programs.cli), execPath: editor };
        const host = new EngineHost({ project, kit, log: { write: () => undefined }, onView: () => undefined, onTrouble: () => undefined }, true);
        try {
          await stage.planSays('the landing', ({ tickets }) => (tickets.get(id)?.state === 'done' ? true : undefined));
        } finally {
          await host.stop();
        }
      });
      const started = (await stage.markText('as-node')).trim().split('\n').map((path) => path.split('/').at(-1));
      assert.deepEqual(started, ['runner.cjs', 'rehearsal.cjs', 'mcp.cjs']);
      assert.equal(await stage.repo.ports.files.status(stage.mark('opened')), undefined, 'no window was opened');
      for (const name of ['command-environment', 'gate-environment']) assert.doesNotMatch(await stage.markText(name), /ELECTRON/, name);
    } finally {
      await stage.close();
    }
  });
});
