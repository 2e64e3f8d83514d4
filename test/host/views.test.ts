import assert from 'node:assert/strict';
import { inParallel } from '../support/inParallel.js';
import { eventually } from '../support/eventually.js';
import type { EngineStage } from '../support/engineStage.js';
import { printDocument } from '../../src/plan/frontMatter.js';
import { ticketPath } from '../../src/plan/paths.js';
import { HostStage, onHost } from './support/hostStage.js';

/** A scenario that goes on at a mark. */
function waitsFor(mark: string, path: string): string {
  return `steps:\n  - write: { path: ${path}, text: "x\\n" }\n  - progress: writing\n  - wait-for: ${mark}\n  - submit: ${path}\n`;
}

const at = '2026-11-21T04:30:00Z';

/** A plan that has come a long way: so many tickets are done, as if they had been when an engine wrote its latest commit. */
async function manyDone(stage: EngineStage, count: number): Promise<void> {
  const { git } = stage.repo;
  await stage.untilIdle();
  const [master, masterTree, message] = [await git('rev-parse', 'master'), await git('rev-parse', 'master^{tree}'), await git('log', '-1', '--format=%B', 'sanctum/plan')];
  const landed = { commit: master, tree: masterTree, base: master, verdict: 'v', at, how: 'ref' };
  const files = Array.from({ length: count }, (_, number) => {
    const id = String(number + 1).padStart(4, '0');
    return [ticketPath('done', id, 'a-ticket'), printDocument({ id, title: `Ticket ${id}`, created: at, attempts: 1, landed }, 'It was done.\n')] as const;
  });
  const tree = await stage.withProject(async ({ repository, store }) => repository.trees.edit((await store.read()).tree, new Map(files)));
  await git('update-ref', 'refs/heads/sanctum/plan', await git('commit-tree', tree, '-p', 'sanctum/plan^', '-m', message));
}

const shortly = { timeout: 20_000 };

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
      await window.seesRow('Agents', `${first} Write b`, 'writing');
      const third = await stage.add('Write d', 'steps:\n  - write: { path: d.txt, text: "d\\n" }\n  - submit: d\n', { dependsOn: [second] });
      await window.seesRow('Plan', `${third} Write d`, 'waiting');
      await stage.setMark('go');
      for (const id of [first, second, third]) await window.seesRow('Plan', id, 'done');
      assert.deepEqual((await window.rows('Plan')).map(({ label }) => label), ['Spec', 'Tickets', 'Done', `${third} Write d`, `${second} Write c`, `${first} Write b`]);
      await window.page.getByText('No agent is at work.').waitFor(shortly);
    }),
  'say in the status bar how master is, and why nothing goes on': () =>
    onHost(HostStage.make({ masterTested: false, files: { 'check.sh': 'while test ! -e $1/tested; do sleep 0.1; done; test ! -e broken\n' } }), async (host) => {
      const { stage } = host;
      const window = await host.open();
      await window.statusItem('Sanctum: master is testing').waitFor();
      await stage.setMark('tested');
      await window.statusItem('Sanctum: master is green').waitFor();
      await window.button('Write the Spec with an Architect').waitFor();
      await window.command('Sanctum: Why Is Nothing Happening?');
      assert.match((await window.picks())[0] ?? '', /WAITING: no spec/);
      await stage.repo.commit({ broken: 'x\n' }, 'Break it');
      await window.statusItem('Sanctum: master is red. halted: master red since').waitFor();
      await window.command('Sanctum: Why Is Nothing Happening?');
      await eventually('the reason in the quick pick', async () => ((await window.picks())[0]?.includes('halted: master red since') === true ? true : undefined));
    }),
  'welcome the engineer where there is no folder, no git and no plan, with the button that helps': () =>
    onHost(HostStage.bare({ 'a.txt': 'a\n' }), async (host) => {
      const window = await host.open();
      await window.button('Initialize Sanctum').waitFor();
      await window.page.getByText('Questions of agents come here once there is a plan.').waitFor(shortly);
      await window.close();
      const outside = await host.open({ folder: host.stage.root });
      await outside.button('Initialize Repository').waitFor();
      await outside.close();
      const empty = await host.open({ empty: true });
      await empty.button('Open Folder').waitFor();
    }),
  'stay usable with thousands of tickets, and show at once what another process writes': () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      await manyDone(stage, 2500);
      const window = await host.open();
      await window.seesRow('Plan', 'Tickets', '2500/2500 done');
      await window.toggle('Plan', 'Tickets, ');
      await window.seesRow('Plan', 'Done', '2500');
      await window.toggle('Plan', 'Done, ');
      await window.seesRow('Plan', '2500–2599', '1');
      await window.toggle('Plan', 'Done 2400–2499, ');
      await window.seesRow('Plan', '2499 Ticket 2499', 'done');
      const id = await stage.add('Ask for it', 'steps:\n  - ask: May I?\n  - submit: x\n');
      assert.equal(id, '2501');
      await window.seesRow('Plan', `${id} Ask for it`);
      await window.seesRow('Plan', '2499 Ticket 2499', 'done');
    }),
  'count on the icon what waits for the engineer, and list it': () =>
    onHost(HostStage.make({ config: { limits: { attempts: 1, holdSeconds: 0 } } }), async (host) => {
      const { stage } = host;
      const asking = await stage.add('Greet', 'steps:\n  - ask: Whom do we greet?\n  - submit: x\n');
      const failing = await stage.add('Fail', 'steps:\n  - exit: 1\n');
      const window = await host.open();
      await window.seesRow('Questions', 'Q-0001 Whom do we greet?', 'waits for you');
      await window.seesRow('Questions', `Stuck: ${failing}`);
      await window.seesRow('Plan', `${asking} Greet`, 'parked');
      await window.seesRow('Plan', `${failing} Fail`, 'stuck');
      await window.statusItem('Sanctum: 1 question for you').waitFor();
      await window.page.locator('.activitybar .badge-content', { hasText: /^2$/ }).first().waitFor();
      await stage.sanctum('answer', 'Q-0001', 'The world');
      await window.seesRow('Questions', 'Answered', '1');
      await window.page.locator('.activitybar .badge-content', { hasText: /^1$/ }).first().waitFor();
    }),
});
