import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';

describe('orders from the palette', () => {
  it('a ticket is added, its run is stopped with all its processes and its work kept, and it goes on when it is told to', () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const window = await host.open();

      await window.command('Sanctum: Add Ticket…');
      await window.typeInto('Add Ticket', 'Write b');
      await window.typeInto('Add Ticket · Write b', 'Do it.');
      await window.seesRow('Plan', '0001 Write b');
      assert.match((await stage.ticket('0001')).text, /\nDo it\.\n/);

      const id = await stage.add('Write c', `steps:\n  - write: { path: c.txt, text: "c\\n" }\n  - progress: waiting\n  - wait-for: ${stage.mark('go')}\n  - submit: c\n`);
      await window.seesRow('Plan', `${id} Write c`, 'waiting');
      await window.command('Sanctum: Stop Run');
      await window.pick(`${id} Write c`);
      await window.seesRow('Plan', `${id} Write c`, 'held');
      await eventually('the end of its processes', () => stage.agents().length === 0);
      assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${id}/1:c.txt`), 'c');
      assert.ok(!(await window.palette('Sanctum: Stop Run')).includes('Sanctum: Stop Run'), 'there is nothing to stop any more');

      // By its keys, as one does who does this often.
      await window.page.keyboard.press('Control+Alt+KeyS');
      await window.page.keyboard.press('KeyP');
      await window.typeInto('Pause', 'lunch');
      await stage.planSays('the pause', ({ control }) => control.paused?.why === 'lunch' ? true : undefined);

      await window.command('Sanctum: Resume Ticket');
      await window.pick(`${id} Write c`);
      await window.seesRow('Plan', `${id} Write c`, 'open');
      assert.equal(stage.agents().length, 0);

      await window.command('Sanctum: Send a Note…');
      await window.pick(`${id} Write c`);
      await window.typeInto(`${id} Write c`, 'Mind the case.');
      await stage.planSays('the note', ({ notes }) => notes.get(id)?.length === 1 ? true : undefined);

      await stage.setMark('go');
      await window.command('Sanctum: Resume');
      await window.seesRow('Plan', `${id} Write c`, 'done');

      await window.command('Sanctum: Revert Landing…');
      await window.pick(`${id} Write c`);
      await window.typeInto(`${id} Write c`, '');
      await window.seesRow('Plan', `Revert ${id}`, 'done');
      assert.notEqual(await stage.repo.git('ls-tree', '--name-only', 'master', 'c.txt'), 'c.txt');
      assert.deepEqual(await window.notifications(), []);
      assert.deepEqual((await stage.look()).broken, []);
    }));
});

describe('orders from the rows of a view', () => {
  it('stand on the tickets that they are for, and need no other word of which ticket is meant', () =>
    onHost(HostStage.make({ config: { roles: { coding: ['rehearsal', 'rehearsal:rehearsal'] } } }), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - progress: writing\n  - wait-for: ${stage.mark('go')}\n  - submit: b\n`);
      const window = await host.open();
      await window.seesRow('Agents', `${id} Write b`, 'writing');
      await window.clickInline('Agents', `${id} Write b`, 'Stop Run');
      await window.seesRow('Plan', `${id} Write b`, 'held');
      await eventually('the end of its processes', () => (stage.agents().length === 0 ? true : undefined));

      await window.contextMenu('Plan', `${id} Write b`, 'Send a Note…');
      await window.typeInto(`${id} Write b`, 'Mind the case.');
      await stage.planSays('the note', ({ notes }) => (notes.get(id)?.length === 1 ? true : undefined));
      await window.contextMenu('Plan', `${id} Write b`, 'Promote Ticket…');
      await window.typeInto(`${id} Write b`, 'it is hard');
      await stage.planSays('the promotion', ({ tickets }) => (tickets.get(id)?.fields.promotions[0]?.reason === 'it is hard' ? true : undefined));
      await window.clickInline('Plan', `${id} Write b`, 'Resume Ticket');
      await window.seesRow('Agents', `${id} Write b`, 'rehearsal:rehearsal · attempt 2', 'writing');
      await stage.setMark('go');
      await window.seesRow('Plan', `${id} Write b`, 'done');
      assert.deepEqual((await stage.look()).broken, []);
    }));
});
