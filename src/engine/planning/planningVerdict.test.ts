import assert from 'node:assert/strict';
import type { TemporaryRepository } from '../../../test/support/repository.js';
import { temporaryRepository } from '../../../test/support/repository.js';
import type { PlanningVerdict } from './planningVerdict.js';
import { judgeRevision } from './planningVerdict.js';

describe("what an architect leaves is the draft's new text", () => {
  let at: TemporaryRepository;
  let base: string;

  beforeEach(async () => {
    at = await temporaryRepository({ files: { 'spec.md': '# One\n', 'source/a.txt': 'a\n' } });
    base = await at.git('rev-parse', 'HEAD');
  });

  afterEach(() => at.dispose());

  async function judged(files: Readonly<Record<string, string | null>>, refusals: readonly string[] = []): Promise<PlanningVerdict> {
    const commit = await at.commit(files, 'A revision');
    return judgeRevision(at.repository, base, { commit, ref: 'refs/sanctum/wip/spec/1', inRepository: true, tree: '', refusals });
  }

  it('when it changed the spec alone', async () => {
    assert.deepEqual(await judged({ 'spec.md': '# Größer\n' }), { text: '# Größer\n' });
  });

  it('unless any other file was changed, added or removed: each is named, many are counted', async () => {
    assert.deepEqual(await judged({ 'spec.md': '# Two\n', 'source/a.txt': null, 'other.md': 'x' }), { refused: 'The architect may change spec.md alone, and changed: other.md, source/a.txt.', unchanged: false });
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, number) => [`n${String(number)}`, '']));
    const verdict = await judged(many);
    assert.match('refused' in verdict ? verdict.refused : '', /n5, n6, n7 and 4 more\.$/);
  });

  it('unless there is no text in it', async () => {
    const cases: readonly (readonly [RegExp, string | null])[] = [
      [/left spec\.md empty/, ' \n\t\n'],
      [/removed spec\.md/, null],
      [/is not UTF-8 text/, 'a\0b'],
      [/larger than a megabyte/, 'x'.repeat(1024 * 1024 + 1)],
    ];
    for (const [words, text] of cases) {
      await at.git('reset', '--quiet', '--hard', base);
      const verdict = await judged({ 'spec.md': text });
      assert.match('refused' in verdict ? verdict.refused : '', words);
    }
  });

  it('unless it is a link or a program', async () => {
    const { repository } = at;
    for (const mode of ['120000', '100755'] as const) {
      const entries = (await repository.reader.tree(await repository.treeOf(base))).map((entry) => (entry.name === 'spec.md' ? { ...entry, mode } : entry));
      const person = { name: 'Architect', email: 'architect@test' };
      const commit = await repository.objects.commit({ tree: await repository.objects.tree(entries), parents: [base], author: person, committer: person, time: 0, message: mode });
      const verdict = await judgeRevision(repository, base, { commit, ref: 'refs/sanctum/wip/spec/1', inRepository: true, tree: '', refusals: [] });
      assert.match('refused' in verdict ? verdict.refused : '', /something else than a plain file/);
    }
  });

  it('unless it is the same, or the snapshot was refused', async () => {
    assert.deepEqual(await judged({}, ['It changes nothing.']), { refused: 'The architect left spec.md as it was.', unchanged: true });
    assert.deepEqual(await judged({ 'spec.md': 'k' }, ['spec.md holds a private key; take it out.']), { refused: 'spec.md holds a private key; take it out.', unchanged: false });
    assert.deepEqual(await judgeRevision(at.repository, base, { commit: base, ref: 'refs/sanctum/wip/spec/1', inRepository: false, tree: '', refusals: ['It is too large.'] }), { refused: 'It is too large.', unchanged: false });
  });
});
