import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import type { Command, Processes } from '../platform/processes.js';
import { Git } from './git.js';
import { ObjectReader } from './objectReader.js';

describe('the object reader', () => {
  let repo: TemporaryRepository;
  /** The processes that it started. */
  let started: ReturnType<Processes['start']>[];
  let reader: ObjectReader;

  beforeEach(async () => {
    repo = await temporaryRepository({ files: { 'a.txt': 'a\n', 'dir/x blob': 'b\n', 'dir/new\nline': 'n\n', 'dir/ü': 'u\n' } });
    started = [];
    const { processes } = repo.ports;
    const watched = Object.create(processes, {
      start: {
        value: (command: Command) => {
          const child = processes.start(command);
          started.push(child);
          return child;
        },
      },
    }) as Processes;
    reader = new ObjectReader(new Git(watched, repo.repository.commonDir, 'engineer'), 'sha1');
  });

  afterEach(async () => {
    await reader.close();
    await repo.dispose();
  });

  it('answers a thousand questions at once, each its own, through one process', async () => {
    const ids = await Promise.all(Array.from({ length: 1000 }, (_, at) => repo.repository.objects.blob(`blob ${String(at)}\n${'x'.repeat(at * 7)}`)));
    const asked = ids.flatMap((id, at) => (at % 10 === 0 ? [id, 'f'.repeat(40)] : [id]));
    const answers = await Promise.all(asked.map((id) => reader.read(id)));
    for (const [at, id] of asked.entries()) {
      const text = answers[at]?.body.toString();
      assert.equal(text, id.startsWith('ffff') ? undefined : `blob ${String(ids.indexOf(id))}\n${'x'.repeat(ids.indexOf(id) * 7)}`);
    }
    assert.equal(started.length, 1);
  });

  it('hands over many as they come in, in their order, also when its process is killed meanwhile', async () => {
    const ids = await Promise.all(Array.from({ length: 3000 }, (_, at) => repo.repository.objects.blob(`blob ${String(at)}`)));
    const taken: (string | undefined)[] = [];
    await reader.readEach([...ids, 'f'.repeat(40)], (object, at) => {
      if (at === 0) started[0]?.kill('SIGKILL');
      taken[at] = object?.body.toString();
    });
    assert.deepEqual(taken, [...ids.map((_, at) => `blob ${String(at)}`), undefined]);
    await reader.readEach([], () => assert.fail());
    await assert.rejects(reader.readEach(ids, () => assert.fail('not taken')), /not taken/);
  });

  it('has nothing to wait for of what was foreseen', async () => {
    const head = await repo.git('rev-parse', 'HEAD');
    await reader.foresee([head, `${head}^{tree}`, `${head}:dir`, `${head}:nothing`]);
    started[0]?.kill('SIGKILL');
    const { tree } = await reader.commit(head);
    const folder = (await reader.tree(tree)).find(({ name }) => name === 'dir')?.id ?? '';
    assert.equal((await reader.tree(folder)).length, 3);
    assert.equal(started.length, 1);
  });

  it('hands over a blob of 5 MB whole, between small ones', async () => {
    const large = Buffer.alloc(5_000_000, 'large\n\0');
    const id = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: repo.path, input: large, encoding: 'utf8' }).trim();
    const small = await repo.repository.objects.blob('small');
    const [first, whole, last] = await Promise.all([reader.blob(small), reader.blob(id), reader.blob(small)]);
    assert.ok(whole.equals(large));
    assert.deepEqual([first.toString(), last.toString()], ['small', 'small']);
  });

  it('says which object is missing, and which is of another kind', async () => {
    await assert.rejects(reader.blob('f'.repeat(40)), /object f{40} is missing/);
    const head = await repo.git('rev-parse', 'HEAD');
    await assert.rejects(reader.tree(head), new RegExp(`object ${head} is a commit, not a tree`));
  });

  it('finds paths with blanks, newlines and bytes beyond ASCII, and says when there is none', async () => {
    const head = await repo.git('rev-parse', 'HEAD');
    const text = async (path: string) => (await reader.at(head, Buffer.from(path).toString('latin1')))?.body.toString();
    assert.deepEqual(await Promise.all(['a.txt', 'dir/x blob', 'dir/new\nline', 'dir/ü'].map(text)), ['a\n', 'b\n', 'n\n', 'u\n']);
    assert.deepEqual(await Promise.all(['x blob', 'a\nb', 'dir/ä/x', 'a.txt/ü', 'blob 12 missing'].map(text)), [undefined, undefined, undefined, undefined, undefined]);
    assert.equal((await reader.at(head, 'dir'))?.type, 'tree');
  });

  it('starts again when its process is killed, and loses no question', async () => {
    const id = await repo.repository.objects.blob('still here');
    assert.equal((await reader.blob(id)).toString(), 'still here');
    started[0]?.kill('SIGKILL');
    assert.equal((await reader.blob(id)).toString(), 'still here');
    await started[0]?.ended;
    assert.equal((await reader.blob(id)).toString(), 'still here');
    assert.equal(started.length, 2);
  });

  it('answers what was asked before it was closed, and can be asked again', async () => {
    const id = await repo.repository.objects.blob('text');
    const asked = [reader.blob(id), reader.blob(id)];
    const closing = reader.close();
    const again = reader.blob(id);
    await closing;
    assert.deepEqual((await Promise.all([...asked, again])).map(String), ['text', 'text', 'text']);
  });

  it('says so when git cannot be started', async () => {
    const { processes } = repo.ports;
    const start = (command: Command) => processes.start({ ...command, file: '/nowhere/git' });
    const without = new ObjectReader(new Git(Object.create(processes, { start: { value: start } }) as Processes, repo.repository.commonDir, 'engineer'), 'sha1');
    await assert.rejects(without.blob('f'.repeat(40)), /ENOENT/);
  });
});
