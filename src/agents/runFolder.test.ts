import assert from 'node:assert/strict';
import { join } from 'node:path';
import { NodeFiles } from '../platform/nodeFiles.js';
import { RunFileError, RunFolder } from './runFolder.js';

describe("a run's folder", () => {
  const files = new NodeFiles();
  let folder: RunFolder;
  beforeEach(async () => {
    folder = new RunFolder(files, join(await files.makeTemporaryFolder('sanctum-run-'), 'R-1'));
    await folder.make();
  });
  afterEach(() => files.removeTree(join(folder.path, '..')));

  it('is closed to other users, and its files are', async () => {
    await folder.writeProgress({ text: 'x', at: '2026-11-21T04:30:00Z' });
    for (const path of [folder.path, folder.outputFolder, folder.home, folder.temporary, join(folder.path, 'progress.json')]) {
      assert.equal(((await files.status(path))?.mode ?? 0) & 0o077, 0, path);
    }
  });

  it('says that nothing is there where nothing is', async () => {
    assert.deepEqual([await folder.order(), await folder.runner(), await folder.progress(), await folder.submission(), await folder.exit()], Array(5).fill(undefined));
    assert.equal((await folder.readStreamEnd(100)).length, 0);
  });

  it('gives back what was written', async () => {
    const submission = { summary: 'a\nb', evidence: 'c', at: '2026-11-21T04:30:00Z' };
    await folder.writeSubmission(submission);
    assert.deepEqual(await folder.submission(), submission);
    const exit = { reason: 'exited' as const, exitCode: 0, startedAt: 'x', endedAt: 'y', streamBytes: 1, survivorsKilled: 0, submission };
    await folder.writeExit(exit);
    assert.deepEqual(await folder.exit(), exit);
  });

  it('is claimed by one of many', async () => {
    const claims = await Promise.all([1, 2, 3, 4].map((pid) => folder.claim({ pid, startTime: 's', since: 'x' })));
    assert.equal(claims.filter(Boolean).length, 1);
    assert.equal((await folder.runner())?.pid, claims.indexOf(true) + 1);
  });

  it('knows its mail by the names of the files', async () => {
    assert.deepEqual(await folder.mailFiles(), { asked: [], told: [], handed: false });
    for (const number of [2, 10, 1]) await folder.writeAsked({ number, question: 'x', options: [], blocking: false, at: '2026-11-21T04:30:00Z' });
    assert.deepEqual([await folder.tell({ key: 'answer-2', text: 'a' }), await folder.tell({ key: 'answer-2', text: 'b' }), await folder.tell({ key: 'note-1', text: 'c' })], [true, false, true]);
    await folder.writeHanded(['answer-2']);
    for (const name of ['asked-0.json', 'asked-1.json.tmp', 'told-other.json', 'asked-x.json']) await files.write(join(folder.path, name), '');
    assert.deepEqual(await folder.mailFiles(), { asked: [1, 2, 10], told: ['answer-2', 'note-1'], handed: true });
    assert.deepEqual([(await folder.asked(10))?.number, await folder.told('answer-2'), await folder.handed()], [10, { key: 'answer-2', text: 'a' }, ['answer-2']]);
  });

  for (const [what, text] of [['is cut off', '{"text": "x'], ['has a field that is missing', '{"text": "x"}'], ['has a field too many', '{"text": "x", "at": "y", "z": 1}'], ['is empty', '']] as const) {
    it(`names a file that ${what}`, async () => {
      await files.write(join(folder.path, 'progress.json'), text);
      await assert.rejects(folder.progress(), (error) => error instanceof RunFileError && error.message.startsWith(`${folder.path}/progress.json is damaged: `));
    });
  }

  it('reads the end of the output across the pieces that it lies in', async () => {
    await files.append(folder.streamLog, 'head ');
    for (const [n, text] of [[9, 'nine '], [10, 'ten '], [11, 'eleven']] as const) await files.append(folder.streamPiece(n), text);
    assert.equal((await folder.readStreamEnd(8)).toString(), 'n eleven');
    assert.equal((await folder.readStreamEnd(1000)).toString(), 'head nine ten eleven');
  });
});
