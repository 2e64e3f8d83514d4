import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { inParallel } from '../support/inParallel.js';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';

/** A scenario that goes on at a mark. */
function waitsFor(mark: string, path: string): string {
  return `steps:\n  - write: { path: ${path}, text: "x\\n" }\n  - progress: writing\n  - wait-for: ${mark}\n  - submit: ${path}\n`;
}

const never = { timeout: 20_000 };

inParallel('the views of a window', 2, {
  'show each ticket below its state, in words, as a run goes on': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const first = await stage.add('Write b', waitsFor(stage.mark('go'), 'b.txt'));
      const second = await stage.add('Write c', 'steps:\n  - write: { path: c.txt, text: "c\\n" }\n  - submit: c\n', { dependsOn: [first] });
      const window = await host.open();
      await window.seesRow('Plan', `${first} Write b`, 'coding');
      const coding = await window.seesRow('Plan', `${first} Write b`, 'writing');
      assert.match(coding.spoken, /^ticket 0001, Write b, coding for .*, by rehearsal/);
      await window.seesRow('Plan', `${second} Write c`, `waiting · for ${first}`);
      await window.seesRow('Agents', `coding agent of ${first} Write b`, 'writing');
      const third = await stage.add('Write d', 'steps:\n  - write: { path: d.txt, text: "d\\n" }\n  - submit: d\n', { dependsOn: [second] });
      await window.seesRow('Plan', `${third} Write d`, 'waiting');
      await mkdir('/tmp/pics', { recursive: true });
      await window.picture('/tmp/pics/views-run.png');
      await stage.setMark('go');
      for (const id of [first, second, third]) await window.seesRow('Plan', id, 'done');
      assert.deepEqual((await window.rows('Plan')).map(({ label }) => label), ['Spec', 'Tickets', 'Done', `${third} Write d`, `${second} Write c`, `${first} Write b`]);
      await window.page.getByText('No agent is at work.').waitFor(never);
      await window.picture('/tmp/pics/views-done.png');
    }),
  'say in the status bar how master is, and why nothing goes on': () =>
    onHost(HostStage.make({ masterTested: false, files: { 'check.sh': 'while test ! -e $1/tested; do sleep 0.1; done; test ! -e broken\n' } }), async (host) => {
      const { stage } = host;
      const window = await host.open();
      await window.statusItem('Sanctum: master is testing').waitFor();
      await stage.setMark('tested');
      await window.statusItem('Sanctum: master is green').waitFor();
      await window.command('Sanctum: Why Is Nothing Happening?');
      assert.match((await window.picks())[0] ?? '', /WAITING: no spec/);
      await window.picture('/tmp/pics/views-why.png');
      await stage.repo.commit({ broken: 'x\n' }, 'Break it');
      await window.statusItem('Sanctum: master is red. halted: master red since').waitFor();
      await window.command('Sanctum: Why Is Nothing Happening?');
      await eventually('the reason in the quick pick', async () => ((await window.picks())[0]?.includes('halted: master red since') === true ? true : undefined));
      await window.picture('/tmp/pics/views-red.png');
    }),
  'welcome the engineer to a repository without a plan, and to a plan without a spec': () =>
    onHost(HostStage.bare({ 'a.txt': 'a\n' }), async (host) => {
      const window = await host.open();
      await window.button('Initialize Sanctum').waitFor();
      await window.picture('/tmp/pics/views-noplan.png');
    }),
});
