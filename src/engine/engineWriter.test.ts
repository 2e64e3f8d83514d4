import assert from 'node:assert/strict';
import type { Change } from '../../test/support/plainPlan.js';
import { PlainPlan } from '../../test/support/plainPlan.js';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { printConfig } from '../plan/readDocument.js';
import { configSchema } from '../plan/schemas.js';
import { PlanStore } from '../plan/store.js';
import { add, lease, retry, start } from '../plan/transitions.js';
import { audit } from './auditing/audit.js';
import { EngineStopped, EngineWriter, lastEngineCommit } from './engineWriter.js';
import type { Project } from './project.js';
import { openProject } from './project.js';

const at = '2026-11-21T04:30:00Z';
const config = configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['true'] } });
const openTicket = 'tickets/open/0001-first.md';

describe('the engine as a writer of the plan', () => {
  let repo: TemporaryRepository;
  let project: Project;
  let plan: PlainPlan;
  let writer: EngineWriter;
  let repaired: string[];

  beforeEach(async () => {
    repo = await temporaryRepository({ files: { 'a.txt': 'a\n' } });
    project = await openProject(repo.ports, repo.path);
    plan = new PlainPlan(repo);
    repaired = [];
    await project.store.create(new Map([['sanctum.json', printConfig(config)]]), { kind: 'command', writer: 'me', nonce: '1' });
    await command('First');
    writer = await engine();
  });
  afterEach(async () => {
    await project.close();
    await repo.dispose();
  });

  async function command(title: string): Promise<string> {
    const written = await project.store.write(add({ title, body: '', at }), { author: { kind: 'command', writer: 'me', nonce: repo.ports.random.hex(8) } });
    assert.ok('commit' in written);
    return written.commit;
  }

  /** An engine that starts now: it reads where the last one stood, and takes the lease. */
  async function engine(machineId = 'here'): Promise<EngineWriter> {
    const { repository, store } = project;
    const checked = await lastEngineCommit(repository, store, (await store.tip()) ?? '');
    const epoch = (checked === undefined ? 0 : ((await store.snapshots.read(checked)).lease?.epoch ?? 0)) + 1;
    const machine = { id: machineId, host: `host of ${machineId}`, user: 'ada' };
    const made = new EngineWriter(repository, store, machine, epoch, checked, (commit, illegal) => repaired.push(`${commit} ${illegal.map((one) => one.words).join('; ')}`));
    const taken = await made.write(lease({ machine: machineId, host: machine.host, user: 'ada', pid: 1, epoch, since: at }, epoch - 1));
    assert.ok('commit' in taken, JSON.stringify(taken));
    return made;
  }

  async function text(path: string): Promise<string | undefined> {
    return project.store.snapshots.text((await project.store.tip()) ?? '', path);
  }

  async function messageOf(commit: string): Promise<string> {
    return repo.git('log', '-1', '--format=%B', commit);
  }

  async function broken(): Promise<readonly string[]> {
    return (await audit(project)).violations.map((one) => one.words);
  }

  it('acknowledges a command and a legal commit made by plain git in its next commit', async () => {
    const commanded = await command('Second');
    const byHand = await plan.commit({ [openTicket]: (await text(openTicket))?.replace('title: First', 'title: Changed by hand') ?? null, 'spec.md': '# Spec\n' });
    const written = await writer.write(start('0001', 'R-1', 'a'.repeat(40), '2026-11-21T04:30:00Z'));
    assert.ok('commit' in written);
    const message = await messageOf(written.commit);
    assert.match(message, new RegExp(`Sanctum-Acknowledges: ${commanded}\nSanctum-Acknowledges: ${byHand}\n`));
    assert.match((await text('tickets/in-progress/0001-first.md')) ?? '', /title: Changed by hand/);
    assert.deepEqual(repaired, []);
    const next = await writer.write(start('0002', 'R-2', 'a'.repeat(40), '2026-11-21T04:30:00Z'));
    assert.ok('commit' in next);
    assert.doesNotMatch(await messageOf(next.commit), /Acknowledges/);
    assert.deepEqual(await broken(), []);
  });

  it('acknowledges a retry, and a ticket that was cancelled by hand', async () => {
    const ticket = (await text(openTicket)) ?? '';
    await plan.commit({ [openTicket]: null, 'tickets/cancelled/0000-0099/0001-first.md': ticket });
    await writer.inspect();
    assert.deepEqual(repaired, []);
    assert.ok('refused' in (await writer.write(retry('0001'))));
  });

  const stolen = `---\nid: "0001"\ntitle: First\ncreated: ${at}\nattempts: 1\n---\n`;
  const illegal: readonly (readonly [what: string, change: (ticket: string) => Change, words: RegExp])[] = [
    ['a ticket that was moved from open to done', (ticket) => ({ [openTicket]: null, 'tickets/done/0000-0099/0001-first.md': ticket }), /0001 cannot go from open to done/],
    ['a ticket that was moved from open to in-progress', (ticket) => ({ [openTicket]: null, 'tickets/in-progress/0001-first.md': ticket }), /0001 cannot go from open to in-progress/],
    [
      'an edited "landed"',
      (ticket) => ({ [openTicket]: ticket.replace('---\n', `---\nlanded: { commit: ${'a'.repeat(40)}, tree: ${'a'.repeat(40)}, base: ${'a'.repeat(40)}, verdict: x, at: ${at}, how: ref }\n`) }),
      /"landed" is the engine's to write/,
    ],
    ['edited attempts', () => ({ [openTicket]: stolen }), /"attempts" is the engine's to write/],
    ['broken YAML', (ticket) => ({ [openTicket]: ticket.replace('title: First', 'title: [First') }), /not valid YAML/],
    ['a ticket in two places', (ticket) => ({ 'tickets/open/0001-second.md': ticket }), /0001 would be in two places/],
    ['a ticket that was removed', () => ({ [openTicket]: null }), /0001 cannot go from open to absent/],
    ['a verdict', () => ({ [`verdicts/aa/${'a'.repeat(40)}-abc.md`]: '---\nresult: green\n---\n' }), /verdicts\/aa\/.* is not to be changed by hand/],
    ['an intent', () => ({ 'queue/merge/active.md': '---\nticket: "0001"\n---\n' }), /active\.md is not to be changed by hand/],
    ['a broken configuration', () => ({ 'sanctum.json': '{' }), /sanctum\.json: It is not valid JSON/],
    ['a configuration that was removed', () => ({ 'sanctum.json': null }), /sanctum\.json cannot be removed/],
    ['a lease', () => ({ 'lease.md': `---\nmachine: me\nhost: me\nuser: me\npid: 1\nepoch: 99\nsince: ${at}\n---\n` }), /lease\.md is not to be changed by hand/],
    ['a plan that was emptied', () => ({ 'sanctum.json': null, 'lease.md': null, [openTicket]: null, 'README.md': 'Nothing.\n' }), /cannot go from open to absent/],
  ];

  for (const [what, change, words] of illegal) {
    for (const when of ['while it runs', 'before it starts'] as const) {
      it(`repairs ${what}, written ${when}; keeps it, and tells`, async () => {
        const before = await repo.git('rev-parse', 'sanctum/plan^{tree}');
        const byHand = await plan.commit(change((await text(openTicket)) ?? ''));
        if (when === 'before it starts') writer = await engine();
        else await writer.inspect();
        assert.equal(repaired.length, 1);
        assert.match(repaired[0] ?? '', words);
        assert.ok(repaired[0]?.startsWith(byHand));
        assert.equal(await repo.git('rev-parse', `refs/sanctum/foreign/${byHand}`), byHand);
        const repair = await repo.git('log', '-1', '--format=%H', '--grep=Sanctum-Transition: repair', 'sanctum/plan');
        assert.match(await messageOf(repair), new RegExp(`Sanctum-Acknowledges: ${byHand}\n`));
        assert.equal(await repo.git('rev-parse', `${repair}^{tree}`), before);
        assert.ok('commit' in (await writer.write(start('0001', 'R-1', 'a'.repeat(40), '2026-11-21T04:30:00Z'))));
        assert.equal(repaired.length, 1);
        assert.deepEqual(await broken(), []);
      });
    }
  }

  it('repairs only what is illegal, and keeps what is legal in the same commit and in those around it', async () => {
    const ticket = (await text(openTicket)) ?? '';
    await plan.commit({ 'spec.md': 'one\n' });
    await plan.commit({ 'spec.md': 'two\n', [openTicket]: null, 'tickets/done/0000-0099/0001-first.md': ticket });
    const commanded = await command('Second');
    await writer.inspect();
    assert.equal(await text('spec.md'), 'two\n');
    assert.equal(await text(openTicket), ticket);
    assert.ok((await text('tickets/open/0002-second.md')) !== undefined);
    assert.match(await messageOf('sanctum/plan'), new RegExp(`Sanctum-Acknowledges: ${commanded}\n`));
    assert.deepEqual(await broken(), []);
  });

  it('stops when the plan was rewritten under it, and says how to undo that', async () => {
    const last = await project.store.tip();
    const first = await repo.git('rev-list', '--max-parents=0', 'sanctum/plan');
    await repo.git('update-ref', 'refs/heads/sanctum/plan', first);
    await assert.rejects(writer.write(start('0001', 'R-1', 'a'.repeat(40), '2026-11-21T04:30:00Z')), {
      name: 'EngineStopped',
      message: `The plan branch was rewritten: ${last ?? ''} is no longer in it. To undo that: git branch -f sanctum/plan ${last ?? ''}`,
    });
    await assert.rejects(writer.inspect(), EngineStopped);
    assert.equal(await project.store.tip(), first, 'nothing was written');
  });

  it('stops when the plan is gone', async () => {
    await repo.git('update-ref', '-d', 'refs/heads/sanctum/plan');
    await assert.rejects(writer.inspect(), { name: 'EngineStopped', message: /^The plan branch is gone\. Bring it back/ });
  });

  it('is fenced by the lease of a second engine: every later write is refused', async () => {
    const second = await engine('there');
    const tip = await project.store.tip();
    const words = 'Another engine took the lease (ada on host of there). This one has stopped.';
    await assert.rejects(writer.write(start('0001', 'R-1', 'a'.repeat(40), '2026-11-21T04:30:00Z')), { name: 'EngineStopped', message: words });
    await assert.rejects(writer.write(start('0001', 'R-1', 'a'.repeat(40), '2026-11-21T04:30:00Z')), EngineStopped);
    assert.equal(await project.store.tip(), tip);
    assert.ok('commit' in (await second.write(start('0001', 'R-1', 'a'.repeat(40), '2026-11-21T04:30:00Z'))));
  });

  it('leaves the repair of an illegal commit to the engine that has the lease', async () => {
    await engine('there');
    const byHand = await plan.commit({ 'queue/merge/active.md': '---\nticket: "0001"\n---\n' });
    await assert.rejects(writer.inspect(), EngineStopped);
    assert.equal(await project.store.tip(), byHand);
  });

  it('takes the lease only from the epoch that it saw', async () => {
    await engine('there');
    const late = new EngineWriter(project.repository, new PlanStore(project.repository, repo.ports.files, repo.ports.clock), { id: 'late', host: 'late', user: 'ada' }, 2, undefined, () => undefined);
    const taken = await late.write(lease({ machine: 'late', host: 'late', user: 'ada', pid: 1, epoch: 2, since: at }, 1));
    assert.deepEqual(taken, { refused: 'Another engine took the lease.' });
  });

  it('numbers its commits without a gap, also where many are written at once', async () => {
    await Promise.all(['Second', 'Third', 'Fourth'].map((title) => command(title)));
    const written = await Promise.all(['0001', '0002', '0003', '0004'].map((id) => writer.write(start(id, `R-${id}`, 'a'.repeat(40), '2026-11-21T04:30:00Z'))));
    assert.ok(written.every((one) => 'commit' in one));
    const engines = await repo.git('log', '--format=%(trailers:key=Sanctum-Engine,valueonly,separator=)', 'sanctum/plan');
    assert.deepEqual(engines.split('\n').filter((line) => line !== ''), ['here 1 4', 'here 1 3', 'here 1 2', 'here 1 1', 'here 1 0']);
    assert.deepEqual(await broken(), []);
  });
});
