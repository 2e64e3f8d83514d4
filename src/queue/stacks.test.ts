import assert from 'node:assert/strict';
import type { Queued, QueueStage } from '../../test/support/queueStage.js';
import { queueStage } from '../../test/support/queueStage.js';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { stackRef } from '../plan/paths.js';
import type { Part } from './stacks.js';
import { keepStack, releaseStacks, Stacks } from './stacks.js';

describe('a stack', function () {
  this.timeout(30_000);
  let repo: TemporaryRepository;
  let stage: QueueStage;
  let master: string;

  beforeEach(async () => {
    repo = await temporaryRepository({ files: { 'a.txt': '1\n2\n3\n4\n5\n', 'b.txt': 'b\n' } });
    stage = await queueStage(repo);
    master = await repo.git('rev-parse', 'master');
  });
  afterEach(() => repo.dispose());

  const parts = async (...queued: readonly Queued[]): Promise<readonly Part[]> => {
    const { tickets } = await stage.store.read();
    return queued.flatMap(({ pending }) => {
      const ticket = tickets.get(pending.ticket);
      return ticket === undefined ? [] : [{ ticket, pending }];
    });
  };

  it('is a commit for each ticket, with its own message, on the commit below; the topmost holds all of them', async () => {
    const three = [await stage.submit({ 'a.txt': '1!\n2\n3\n4\n5\n' }), await stage.submit({ 'new.txt': 'new\n' }), await stage.submit({ 'a.txt': '1\n2\n3\n4\n5!\n', 'b.txt': null })];
    const { candidates, failed } = await new Stacks().build(stage.context, master, await parts(...three));
    assert.equal(failed, undefined);
    assert.deepEqual(candidates.map(({ base }) => base), [master, candidates[0]?.commit, candidates[1]?.commit]);
    const [top] = candidates.slice(-1);
    assert.equal(await repo.git('log', '--format=%s %(trailers:key=Sanctum-Ticket,valueonly,separator=)', `${master}..${top?.commit ?? ''}`), 'Ticket 0003 0003\nTicket 0002 0002\nTicket 0001 0001');
    assert.equal(await repo.git('show', `${top?.commit ?? ''}:a.txt`), '1!\n2\n3\n4\n5!');
    assert.equal(await repo.git('ls-tree', '--name-only', top?.commit ?? ''), 'a.txt\nnew.txt');
  });

  it('comes to the same commits whenever it is built, and is built once', async () => {
    const two = await parts(await stage.submit({ 'x.txt': 'x\n' }), await stage.submit({ 'y.txt': 'y\n' }));
    const [first, second] = [new Stacks(), new Stacks()];
    const [one, other] = [await first.build(stage.context, master, two), await second.build(stage.context, master, two)];
    assert.deepEqual(one.candidates.map(({ commit }) => commit), other.candidates.map(({ commit }) => commit));
    assert.equal((await first.build(stage.context, master, two)).candidates[1], one.candidates[1]);
    const tip = one.candidates[0]?.commit ?? '';
    first.landed(master, tip, [], []);
    assert.deepEqual(first.before(tip), [master]);
    assert.ok(first.at(master, two[0]?.pending.commit ?? '') !== undefined, 'what was built on the last masters says what is likely');
    for (let at = 0; at < 8; at += 1) first.landed(String(at).repeat(40), tip, ['passed'], []);
    assert.equal(first.at(master, two[0]?.pending.commit ?? ''), undefined, 'and is forgotten after some landings');
    assert.deepEqual([first.passedBy('passed'), first.passedBy(two[1]?.pending.commit ?? '')], [8, 0]);
    assert.equal(first.at(one.candidates[0]?.commit ?? '', two[1]?.pending.commit ?? ''), one.candidates[1]);
  });

  it('that does not merge says from where on, and with which files; so does one to which a ticket adds nothing', async () => {
    const stacks = new Stacks();
    const three = await parts(await stage.submit({ 'b.txt': 'mine\n' }), await stage.submit({ 'b.txt': 'theirs\n' }), await stage.submit({ 'c.txt': 'c\n' }));
    const { candidates, failed } = await stacks.build(stage.context, master, three);
    assert.deepEqual([candidates.length, failed], [1, { conflicts: ['b.txt'] }]);
    assert.deepEqual(stacks.unmergedOn(master), [three.map(({ pending }) => pending.commit)]);
    const again = await parts(await stage.submit({ 'd.txt': 'd\n' }), await stage.submit({ 'd.txt': 'd\n' }));
    assert.deepEqual((await stacks.build(stage.context, master, again)).failed, { empty: true });
  });

  it('outlives a gc as long as its tickets are in the queue', async () => {
    const two = await parts(await stage.submit({ 'x.txt': 'x\n' }), await stage.submit({ 'y.txt': 'y\n' }));
    const { candidates } = await new Stacks().build(stage.context, master, two);
    const names = two.map(({ pending }) => pending.ticket);
    await keepStack(stage.context, names, candidates);
    for (const ref of (await repo.git('for-each-ref', '--format=%(refname)', 'refs/sanctum/candidate')).split('\n')) await repo.git('update-ref', '-d', ref);
    await repo.git('gc', '--quiet', '--prune=now');
    await releaseStacks(stage.context, new Set(names), master);
    assert.equal(await repo.git('rev-parse', stackRef(names)), candidates[1]?.commit);
    await releaseStacks(stage.context, new Set(['0002']), master);
    assert.equal(await repo.git('for-each-ref', 'refs/sanctum/stack'), '');
  });

  it('is kept under the name of what is left when its lowest have landed, and not when what it stands on is not master', async () => {
    const three = await parts(await stage.submit({ 'x.txt': 'x\n' }), await stage.submit({ 'y.txt': 'y\n' }), await stage.submit({ 'z.txt': 'z\n' }));
    const { candidates } = await new Stacks().build(stage.context, master, three);
    const names = three.map(({ pending }) => pending.ticket);
    await keepStack(stage.context, names, candidates);
    await releaseStacks(stage.context, new Set(names.slice(1)), candidates[0]?.commit ?? '');
    assert.equal(await repo.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/sanctum/stack'), `${stackRef(names.slice(1))} ${candidates[2]?.commit ?? ''}`);
    await releaseStacks(stage.context, new Set(names.slice(2)), candidates[0]?.commit ?? '');
    assert.equal(await repo.git('for-each-ref', 'refs/sanctum/stack'), '');
  });
});
