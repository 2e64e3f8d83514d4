import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';

describe('Sanctum: Doctor', () => {
  it('shows what there is and what is missing, in words, and mends what is chosen', () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      await stage.repo.ports.files.remove(`${stage.home}/trust.json`);
      const window = await host.open();
      await window.command('Sanctum: Doctor');
      const rows = await eventually('the findings', async () => {
        const seen = await window.picks();
        return seen.some((row) => row.includes('gate')) ? seen : undefined;
      });
      const of = (name: string): string => rows.find((row) => row.startsWith(`pass  ${name},`)) ?? rows.join('\n');
      assert.match(rows[0] ?? '', /trust.*missing · choose to mend it here/);
      assert.match(of('git'), /fine.*\d+\.\d+/);
      assert.match(of('tools'), /fine.*the server of the agents' tools starts, and lists 5 for a coding agent/);
      if (process.env['SANCTUM_TEST_PICTURES'] !== undefined) await window.picture(`${process.env['SANCTUM_TEST_PICTURES']}/doctor.png`);
      const filtered = await window.filterPicks('codex', 'codex');
      assert.match(filtered, /missing, not needed here · choose to run in a terminal: npm install/);
      await window.filterPicks('', 'trust');
      await window.pick('trust');
      assert.ok((await eventually('the commands', async () => {
        const seen = await window.picks();
        return seen.some((row) => row.includes('On this machine')) ? seen : undefined;
      })).length > 0);
    }));
});
