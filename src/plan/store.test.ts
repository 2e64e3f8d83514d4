import assert from 'node:assert/strict';
import { acknowledge, PlanStage, someTime } from '../../test/support/planStage.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { Repository } from '../git/repository.js';
import { planRef, ticketPath } from './paths.js';
import { NoPlanError, PlanStore } from './store.js';
import { add, lease, retry, start } from './transitions.js';

describe('the plan store', () => {
  let stage: PlanStage;

  beforeEach(async () => {
    stage = await PlanStage.open();
  });

  afterEach(() => stage.dispose());

  it('takes every transition of eight racing writers exactly once', async () => {
    const { ports, repository } = stage.at;
    const writers = 8;
    const each = 5;
    const before = (await stage.history()).length;
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        const own = new Repository(ports, repository.commonDir, repository.format);
        const store = new PlanStore(own, ports.files, ports.clock);
        for (let number = 0; number < each; number += 1) {
          const nonce = `${String(writer)}-${String(number)}`;
          const written = await store.write(add({ title: `From ${nonce}`, body: '', at: someTime }), { author: { kind: 'command', writer: `w${String(writer)}`, nonce } });
          assert.ok('commit' in written, 'refused' in written ? written.refused : '');
        }
        await own.close();
      }),
    );
    const steps = (await stage.history()).slice(before);
    const nonces = steps.map(({ message: { author } }) => (author.kind === 'command' ? author.nonce : ''));
    assert.equal(steps.length, writers * each);
    assert.equal(new Set(nonces).size, writers * each);
    const snapshot = await stage.store.read();
    assert.deepEqual(snapshot.problems, []);
    const titles = [...snapshot.tickets.values()].map((ticket) => ticket.fields.title);
    assert.deepEqual(titles.sort(), nonces.map((nonce) => `From ${nonce}`).sort());
    assert.equal(await stage.at.git('fsck', '--strict', '--no-dangling'), '');
  });

  it('makes one of eight racing plans', async () => {
    const at = await temporaryRepository();
    try {
      const made = await Promise.all(
        Array.from({ length: 8 }, async (_, writer) => {
          const own = new Repository(at.ports, at.repository.commonDir, at.repository.format);
          const result = await new PlanStore(own, at.ports.files, at.ports.clock).create(new Map([['spec.md', String(writer)]]), { kind: 'command', writer: `w${String(writer)}`, nonce: 'n' });
          await own.close();
          return result;
        }),
      );
      assert.equal(made.filter(Boolean).length, 1);
      assert.equal(await at.git('rev-list', '--count', planRef), '1');
    } finally {
      await at.dispose();
    }
  });

  it('gives the lease of an epoch to one of two', async () => {
    const take = (pid: number) => stage.store.write(lease({ machine: 'm', host: 'h', user: 'u', pid, epoch: 2, since: someTime }, 1), { author: { kind: 'engine', machine: 'm', epoch: 2, sequence: 0 } });
    const results = await Promise.all([take(1), take(2)]);
    assert.equal(results.filter((result) => 'commit' in result).length, 1);
    assert.deepEqual(results.filter((result) => 'refused' in result), [{ refused: 'Another engine took the lease.' }]);
  });

  it('hands a refusal back, and writes nothing', async () => {
    const tip = await stage.tip();
    assert.deepEqual(await stage.store.write(retry('0009'), { author: { kind: 'foreign' } }), { refused: 'There is no ticket 0009. They are listed by: sanctum status' });
    assert.equal(await stage.tip(), tip);
  });

  it('refuses on another tip than the one that was asked for', async () => {
    const tip = await stage.tip();
    await stage.addTicket();
    assert.deepEqual(await stage.store.write(acknowledge, { author: { kind: 'foreign' }, onlyOn: tip }), { refused: 'The plan moved.' });
  });

  it('says that there is no plan where there is none', async () => {
    const at = await temporaryRepository();
    try {
      await assert.rejects(new PlanStore(at.repository, at.ports.files, at.ports.clock).read(), NoPlanError);
    } finally {
      await at.dispose();
    }
  });

  it('reads a plan whose refs were packed', async () => {
    const tip = await stage.tip();
    await stage.at.git('pack-refs', '--all');
    assert.equal(await stage.store.tip(), tip);
    await stage.addTicket();
    assert.notEqual(await stage.store.tip(), tip);
  });

  it('reads and edits documents with CRLF, and leaves them so', async () => {
    const path = ticketPath('open', '0001', 'by-hand');
    const text = `---\nid: "0001" # mine\ntitle: By hand\ncreated: ${someTime}\n---\n\nBody\n`.replace(/\n/g, '\r\n');
    await stage.foreign({ [path]: text });
    await stage.engine(start('0001', 'R-20260228T143000-0001-1', await stage.master(), '2026-11-21T04:30:00Z'));
    const started = await stage.store.snapshots.text(await stage.tip(), ticketPath('in-progress', '0001', 'by-hand'));
    assert.ok(started !== undefined);
    assert.doesNotMatch(started, /[^\r]\n/);
    assert.ok(started.startsWith(text.slice(0, text.indexOf('---\r\n\r\n'))) && started.endsWith('---\r\n\r\nBody\r\n'));
    assert.equal((await stage.store.read()).tickets.get('0001')?.fields.attempts, 1);
  });

  it('touches no index, work tree, HEAD or stash', async () => {
    await stage.at.write('untracked.txt', 'mine');
    const state = () => Promise.all([stage.at.git('status', '--porcelain'), stage.at.git('rev-parse', 'HEAD'), stage.at.git('ls-files', '--stage')]);
    const before = await state();
    await stage.queuedTicket();
    assert.deepEqual(await state(), before);
  });
});
