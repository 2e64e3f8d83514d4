import assert from 'node:assert/strict';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { runPath } from './paths.js';
import { RunRecords } from './runRecords.js';
import { SnapshotReader } from './snapshotReader.js';

const text = (run: string): string =>
  `---\nrun: ${run}\nticket: "0001"\nattempt: 1\nrole: coding\nmodel: rehearsal\nbase: ${'a'.repeat(40)}\nreason: exited\nsubmitted: true\nended: 2026-11-21T04:30:00Z\noutcome: submitted\n---\n`;
/** The run that was begun at this minute of a month, as `202611`. */
const runAt = (month: string, minute: number): string => `R-${month}21T04${String(minute).padStart(2, '0')}00-0001-1-a1b2`;
const runs = (month: string, count: number): readonly string[] => Array.from({ length: count }, (_, minute) => runAt(month, minute));

describe('the records of runs', () => {
  let at: TemporaryRepository;
  beforeEach(async () => {
    at = await temporaryRepository();
  });
  afterEach(() => at.dispose());

  it('are all read in the order of their beginnings, or the hundred last ones without the others; damaged ones are left out', async () => {
    const { repository } = at;
    const begun = [...runs('202510', 30), ...runs('202601', 60), ...runs('202611', 59)];
    const files = begun.map((run): [string, string] => [runPath(run), text(run)]);
    const damaged = runPath(runAt('202611', 59));
    const tree = await repository.trees.edit(undefined, new Map([...files, [damaged, 'no record'], ['runs/2026/11/note.txt', 'x']]));
    const records = new RunRecords(new SnapshotReader(repository.reader));
    assert.deepEqual((await records.read({ tree })).map(({ run }) => run), begun);
    assert.deepEqual((await records.recent({ tree })).map(({ run }) => run).sort(), [...runs('202601', 60).slice(-40), ...runs('202611', 59)]);
    assert.deepEqual((await records.recent({ tree }, 130)).map(({ run }) => run).sort(), [...runs('202510', 30).slice(-10), ...runs('202601', 60), ...runs('202611', 59)]);
    assert.equal((await records.recent({ tree })).length, 99, 'so many as before');
    assert.deepEqual((await records.read({ tree }, (path) => path.startsWith('runs/2025/'))).length, 30);
    const more = await repository.trees.edit(tree, new Map([[damaged, text(runAt('202611', 59))]]));
    assert.equal((await records.recent({ tree: more })).length, 100);
    assert.deepEqual(await records.recent({ tree: await repository.trees.edit(undefined, new Map([['spec.md', 'x']])) }), []);
  });
});
