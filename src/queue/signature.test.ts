import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryRepository } from '../../test/support/repository.js';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { queueStage } from '../../test/support/queueStage.js';
import type { CommitFields } from '../git/objects.js';
import { encodeCommit, sanctumPerson } from '../git/objects.js';
import { committerOf, isSigned, sign, signedCommit } from './signature.js';

const engineer = { name: 'Engineer', email: 'engineer@example.com' };
const known = [['user.name', engineer.name], ['user.email', engineer.email]] as const;

describe('a signature', () => {
  let repo: TemporaryRepository;

  afterEach(() => repo.dispose());

  const signWith = async (settings: Readonly<Record<string, string>>) => {
    const { context } = await queueStage(repo);
    const tree = await context.repository.treeOf(await repo.git('rev-parse', 'HEAD'));
    const fields: CommitFields = { tree, parents: [], author: sanctumPerson, committer: engineer, time: 1_700_000_000, message: 'A landing\n\nBody: yes' };
    return { fields, context, signing: await sign({ ...context, settings: new Map(Object.entries(settings)) }, encodeCommit(fields)) };
  };

  for (const format of ['sha1', 'sha256'] as const) {
    it(`by a key file of ssh is one that git verifies, in a repository with ${format} names`, async () => {
      repo = await temporaryRepository({ files: { 'a.txt': 'a\n' }, format });
      const key = join(repo.scratch, 'a key');
      const made = `ssh-keygen -q -t ed25519 -N '' -f '${key}' && echo "engineer@example.com $(cat '${key}.pub')" > '${key}.allowed'`;
      await repo.ports.processes.run({ file: '/bin/sh', args: ['-c', made], cwd: repo.path, env: repo.ports.processes.environment() });
      const { fields, context, signing } = await signWith({ 'gpg.format': 'ssh', 'user.signingkey': key });
      assert.ok('signature' in signing, JSON.stringify(signing));
      const body = signedCommit(fields, format, signing.signature);
      assert.deepEqual([isSigned(body), isSigned(encodeCommit(fields))], [true, false]);
      const id = await context.repository.objects.write('commit', body);
      await repo.git('-c', 'gpg.format=ssh', '-c', `gpg.ssh.allowedSignersFile=${key}.allowed`, 'verify-commit', id);
      assert.equal(await repo.git('log', '-1', '--format=%s|%b', id), 'A landing|Body: yes\n');
    });
  }

  it('is not made without a key that is there, and the words say why', async () => {
    repo = await temporaryRepository({ files: { 'a.txt': 'a\n' } });
    const missing = await signWith({ 'gpg.format': 'ssh', 'user.signingkey': join(repo.scratch, 'missing') });
    assert.match('unsigned' in missing.signing ? missing.signing.unsigned : '', /missing: No such file|Couldn't load/);
  });

  it('is not tried by a way that may ask', async () => {
    repo = await temporaryRepository({ files: { 'a.txt': 'a\n' } });
    const foreign = await signWith({ 'gpg.format': 'x509' });
    assert.match('unsigned' in foreign.signing ? foreign.signing.unsigned : '', /do not name a key that Sanctum can use/);
  });

  it('and a word of the engineer’s make the engineer the committer, where git knows who that is', async () => {
    repo = await temporaryRepository();
    assert.deepEqual(committerOf(new Map(known)), sanctumPerson);
    for (const wish of ['commit.gpgsign', 'sanctum.signoff']) {
      assert.deepEqual(committerOf(new Map([...known, [wish, 'true']])), engineer);
      assert.deepEqual(committerOf(new Map([[wish, 'true']])), sanctumPerson);
    }
  });
});
