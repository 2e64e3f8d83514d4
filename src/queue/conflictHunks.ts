import { fenced } from '../plan/frontMatter.js';

/** A place where both sides changed the same. */
export interface ConflictHunk {
  /** Where it begins in the file as it is on the branch, from 1. */
  readonly line: number;
  /** What the branch says there. */
  readonly ours: string;
  /** What the submission says there. */
  readonly theirs: string;
}

/** The places of a merged text that git left marked. */
export function conflictHunks(text: string): readonly ConflictHunk[] {
  const hunks: ConflictHunk[] = [];
  let side: 'both' | 'ours' | 'theirs' = 'both';
  let line = 1;
  let begun = 1;
  let ours: string[] = [];
  let theirs: string[] = [];
  for (const one of text.split('\n')) {
    if (side === 'both' && one.startsWith('<<<<<<< ')) {
      [side, begun, ours, theirs] = ['ours', line, [], []];
    } else if (side === 'ours' && /^={7}\r?$/.test(one)) {
      side = 'theirs';
    } else if (side === 'theirs' && one.startsWith('>>>>>>> ')) {
      side = 'both';
      hunks.push({ line: begun, ours: ours.join('\n'), theirs: theirs.join('\n') });
    } else {
      if (side !== 'both') (side === 'ours' ? ours : theirs).push(one);
      if (side !== 'theirs') line += 1;
    }
  }
  return hunks;
}

/** So many places are shown, each side to so many characters: all of them lie marked in the next attempt's folder. */
const [mostHunks, mostCharacters] = [8, 1500];

function sideWords(what: string, text: string): string {
  if (text === '') return `${what} nothing.`;
  return `${what}\n\n${fenced(text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text)}`;
}

/** The places of conflicting files as Markdown; `files` are their paths with their merged texts, in the order in which they are told. */
export function hunkWords(files: readonly (readonly [path: string, text: string])[], branch: string): string {
  const all = files.flatMap(([path, text]) => conflictHunks(text).map((hunk) => ({ path, ...hunk })));
  const shown = all.slice(0, mostHunks).map(({ path, line, ours, theirs }) => `\`${path}\`, line ${String(line)}. ${sideWords(`On ${branch} there is`, ours)}\n\n${sideWords('This submission has', theirs)}`);
  const more = all.length > mostHunks ? [`There are ${String(all.length - mostHunks)} more such places.`] : [];
  return [...shown, ...more].join('\n\n');
}
