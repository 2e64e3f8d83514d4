import type { FlatEntry, FlatTree } from './flatTree.js';
import { isSameEntry } from './flatTree.js';
import type { ObjectStore } from './store.js';

export interface Merged {
  readonly files: FlatTree;
  readonly conflicts: readonly string[];
}

/** Merges file by file. Both sides changed one: each line for itself, where all three have as many. */
export function mergeFiles(store: ObjectStore, base: FlatTree, ours: FlatTree, theirs: FlatTree): Merged {
  const files = new Map<string, FlatEntry>();
  const conflicts: string[] = [];
  for (const path of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
    const [was, our, their] = [base.get(path), ours.get(path), theirs.get(path)];
    const chosen = isSameEntry(our, their) || isSameEntry(was, their) ? our : isSameEntry(was, our) ? their : mergedFile(store, was, our, their);
    if (chosen === 'conflict') {
      conflicts.push(path);
      const kept = our ?? their;
      if (kept !== undefined) files.set(path, kept);
    } else if (chosen !== undefined) files.set(path, chosen);
  }
  // A file where the other side has a folder.
  for (const path of [...files.keys()]) {
    const parts = path.split('/');
    for (let length = 1; length < parts.length; length += 1) {
      const above = parts.slice(0, length).join('/');
      if (!files.has(above)) continue;
      files.delete(above);
      conflicts.push(above);
    }
  }
  return { files, conflicts: [...new Set(conflicts)].sort() };
}

function mergedFile(store: ObjectStore, was: FlatEntry | undefined, our: FlatEntry | undefined, their: FlatEntry | undefined): FlatEntry | 'conflict' {
  if (was === undefined || our === undefined || their === undefined) return 'conflict';
  if (our.mode !== their.mode || our.mode === '120000') return 'conflict';
  const [base, one, other] = [was, our, their].map(({ id }) => store.expect(id, 'blob').toString('utf8').split('\n'));
  if (base === undefined || one === undefined || other === undefined) return 'conflict';
  if (base.length !== one.length || base.length !== other.length) return 'conflict';
  const lines: string[] = [];
  let [oursAt, theirsAt] = [-2, -2];
  for (const [at, line] of base.entries()) {
    const [ourLine = '', theirLine = ''] = [one[at], other[at]];
    if (ourLine !== line) oursAt = at;
    if (theirLine !== line) theirsAt = at;
    // git takes changes in neighbouring lines for one place.
    if (Math.abs(oursAt - theirsAt) <= 1 && oursAt >= 0 && theirsAt >= 0 && (ourLine !== line || theirLine !== line) && !(ourLine === theirLine && oursAt === theirsAt)) return 'conflict';
    lines.push(ourLine === line ? theirLine : ourLine);
  }
  return { mode: our.mode, id: store.write('blob', Buffer.from(lines.join('\n'), 'utf8')) };
}
