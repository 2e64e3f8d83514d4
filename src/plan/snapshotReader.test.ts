import assert from 'node:assert/strict';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { someConfig, someTime } from '../../test/support/planStage.js';
import { sanctumPerson } from '../git/objects.js';
import { printConfig } from './readDocument.js';
import type { Snapshot } from './snapshot.js';
import { SnapshotReader } from './snapshotReader.js';

const ticketText = (id: string) => `---\nid: "${id}"\ntitle: Greet\ncreated: ${someTime}\n---\n`;

describe('a snapshot', () => {
  let at: TemporaryRepository;

  beforeEach(async () => {
    at = await temporaryRepository();
  });

  afterEach(() => at.dispose());

  /** A commit that holds exactly these files, on top of a tree. */
  async function commitOf(files: Readonly<Record<string, string | undefined>>, on?: string): Promise<string> {
    const { repository } = at;
    const tree = await repository.trees.edit(on === undefined ? undefined : await repository.treeOf(on), new Map(Object.entries(files)));
    return repository.objects.commit({ tree, parents: [], author: sanctumPerson, committer: sanctumPerson, time: 0, message: 'x' });
  }

  const read = async (files: Readonly<Record<string, string>>): Promise<Snapshot> => new SnapshotReader(at.repository.reader).read(await commitOf(files));
  const problems = (snapshot: Snapshot) => snapshot.problems.map(({ path, words }) => `${path}: ${words}`);

  it('is outlined by the names of its files, without those that are misnamed or folders, and reads the same after that', async () => {
    const commit = await commitOf({
      'sanctum.json': printConfig(someConfig),
      'spec.md': 'A shop.\n',
      'approvals/v1.md': 'x',
      'approvals/v12.md': 'x',
      'areas/shop.md': '---\narea: shop\ntitle: The shop\n---\n',
      'areas/broken.md': 'no front matter',
      'tickets/open/0003-c.md': 'damaged, and a ticket by its name',
      'tickets/open/notes.md': 'none',
      'tickets/done/0000-0099/0001-a.md': ticketText('0001'),
      'tickets/done/0000-0099/0002-b.md': ticketText('0002'),
    });
    const reader = new SnapshotReader(at.repository.reader);
    const { tickets, areas, ...outline } = await reader.outline(commit);
    assert.deepEqual([outline, areas, Object.fromEntries(tickets)], [{ commit, hasSpec: true, version: 12 }, [{ area: 'shop', title: 'The shop' }], { open: 1, done: 2 }]);
    const [after, alone] = [await reader.read(commit), await new SnapshotReader(at.repository.reader).read(commit)];
    assert.deepEqual([after.tickets, after.problems], [alone.tickets, alone.problems]);
    const bare = await reader.outline(await commitOf({ 'sanctum.json': printConfig(someConfig) }));
    assert.deepEqual([bare.hasSpec, bare.version, bare.areas, bare.tickets.size], [false, 0, [], 0]);
  });

  it('holds tickets of all states, also those in folders of a hundred', async () => {
    const snapshot = await read({
      'sanctum.json': printConfig(someConfig),
      'tickets/open/0003-c.md': ticketText('0003'),
      'tickets/stuck/0002-b.md': ticketText('0002'),
      'tickets/done/0000-0099/0001-a.md': ticketText('0001'),
      'tickets/cancelled/10000-10099/10001-a.md': ticketText('10001'),
    });
    assert.deepEqual(problems(snapshot), []);
    assert.deepEqual([...snapshot.tickets.values()].map(({ fields, state }) => `${fields.id} ${state}`).sort(), ['0001 done', '0002 stuck', '0003 open', '10001 cancelled']);
  });

  it('reads a ticket in two places once, and says so', async () => {
    const snapshot = await read({ 'sanctum.json': printConfig(someConfig), 'tickets/open/0001-a.md': ticketText('0001'), 'tickets/stuck/0001-a.md': ticketText('0001') });
    assert.equal(snapshot.tickets.size, 1);
    assert.match(problems(snapshot).join('\n'), /Ticket 0001 is in two places/);
  });

  it('turns damaged documents into problems, and keeps the others', async () => {
    const snapshot = await read({
      'sanctum.json': '{',
      'lease.md': 'no front matter',
      'queue/merge/active.md': '---\nticket: 1\n---\n',
      'queue/merge/pending/0001.md': '---\n---\n',
      'tickets/open/0001-a.md': ticketText('0001'),
      'tickets/open/0002-b.md': '---\n\tbroken\n---\n',
      'tickets/open/0003-c.md': ticketText('0004'),
      'tickets/open/note.txt': 'x',
      'tickets/open/deep/er/0005-e.md': ticketText('0005'),
      'tickets/README.md': 'x',
    });
    assert.deepEqual([...snapshot.tickets.keys()], ['0001']);
    assert.deepEqual(
      snapshot.problems.map((problem) => problem.path).sort(),
      ['lease.md', 'queue/merge/active.md', 'queue/merge/pending/0001.md', 'sanctum.json', 'tickets/README.md', 'tickets/open/0002-b.md', 'tickets/open/0003-c.md', 'tickets/open/deep/er/0005-e.md', 'tickets/open/note.txt'],
    );
    assert.equal(snapshot.config, undefined);
  });

  it('never throws, also where a file stands for a folder, and a folder for a file', async () => {
    const upsideDown = await read({ tickets: 'x', verdicts: 'x', queue: 'x', 'sanctum.json/a': 'x', 'lease.md/a': 'x' });
    assert.equal(upsideDown.tickets.size, 0);
    const deeper = await read({ 'queue/merge': 'x', 'tickets/open': 'x', 'verdicts/ab': 'x' });
    assert.equal(deeper.tickets.size, 0);
    assert.equal((await read({ 'queue/merge/pending': 'x', 'queue/merge/active.md/x': 'x' })).intent, undefined);
  });

  it('never throws over submodules, links, and bytes that are no text', async () => {
    const { repository, git } = at;
    const blob = await repository.objects.blob(Buffer.from([0xff, 0xfe, 0x00, 0x2d]));
    const id = await commitOf({});
    const open = await repository.objects.tree([
      { mode: '160000', name: '0001-a.md', id },
      { mode: '120000', name: '0002-b.md', id: await repository.objects.blob('/etc/passwd') },
      { mode: '100644', name: '0003-c.md', id: blob },
      { mode: '100644', name: '0004-\xff\n.md', id: blob },
    ]);
    const tickets = await repository.objects.tree([{ mode: '040000', name: 'open', id: open }, { mode: '160000', name: 'stuck', id }]);
    const root = await repository.objects.tree([{ mode: '040000', name: 'tickets', id: tickets }, { mode: '160000', name: 'sanctum.json', id }, { mode: '160000', name: 'verdicts', id }]);
    const snapshot = await new SnapshotReader(repository.reader).read(await git('commit-tree', root, '-m', 'x'));
    assert.equal(snapshot.tickets.size, 0);
    assert.equal(snapshot.problems.length, 6);
  });

  it('is read without a config, and says how to make one', async () => {
    assert.deepEqual(problems(await read({ 'spec.md': 'x' })), ['sanctum.json: It is missing or damaged.']);
  });

  it('finds a text by its path, and nothing where there is none', async () => {
    const reader = new SnapshotReader(at.repository.reader);
    const commit = await commitOf({ 'a/b.md': 'text', 'odd\nname': 'odd' });
    assert.equal(await reader.text(commit, 'a/b.md'), 'text');
    assert.equal(await reader.text(commit, 'odd\nname'), 'odd');
    for (const path of ['a', 'a/c.md', 'a/b.md/c', '', 'a/']) assert.equal(await reader.text(commit, path), undefined, path);
  });

  it('reads again only what changed', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, number) => String(number + 1).padStart(4, '0')).map((id) => [`tickets/open/${id}-a.md`, ticketText(id)]));
    const first = await commitOf({ 'sanctum.json': printConfig(someConfig), ...files });
    const second = await commitOf({ 'tickets/open/0007-a.md': undefined, 'tickets/in-progress/0007-a.md': ticketText('0007') }, first);
    const { reader } = at.repository;
    const plain = reader.read.bind(reader);
    let reads = 0;
    reader.read = (name) => {
      reads += 1;
      return plain(name);
    };
    const each = reader.readEach.bind(reader);
    reader.readEach = (names, take) => {
      reads += names.length;
      return each(names, take);
    };
    const snapshots = new SnapshotReader(reader);
    assert.equal((await snapshots.read(first)).tickets.size, 300);
    assert.ok(reads > 300);
    reads = 0;
    assert.equal((await snapshots.read(second)).tickets.get('0007')?.state, 'in-progress');
    assert.ok(reads < 15, `${String(reads)} objects were read`);
    reads = 0;
    await snapshots.read(second);
    assert.equal(reads, 0);
  });
});
