/** Whether one name can be what two patterns stand for. */
function namesMeet(one: string, other: string): boolean {
  const [first, second] = [one[0], other[0]];
  if (first === '*') return namesMeet(one.slice(1), other) || (second !== undefined && namesMeet(one, other.slice(1)));
  if (second === '*') return namesMeet(other, one);
  if (first === undefined || second === undefined) return first === second;
  return (first === second || first === '?' || second === '?') && namesMeet(one.slice(1), other.slice(1));
}

function pathsMeet(one: readonly string[], other: readonly string[]): boolean {
  const [first, second] = [one[0], other[0]];
  if (first === undefined || second === undefined) return [...one, ...other].every((name) => name === '**');
  if (first === '**') return pathsMeet(one.slice(1), other) || pathsMeet(one, other.slice(1));
  if (second === '**') return pathsMeet(other, one);
  return namesMeet(first, second) && pathsMeet(one.slice(1), other.slice(1));
}

function namesOf(pattern: string): readonly string[] {
  const names = pattern.split('/').filter((name) => name !== '' && name !== '.');
  if (pattern.includes('*')) return pattern.includes('/') ? names : ['**', ...names];
  // By its look it is a folder: all below it is meant.
  return names.at(-1)?.includes('.') === true ? names : [...names, '**'];
}

/** Of the patterns of one ticket those that may name a file that a pattern, or a path, of another names too. A pattern without `/` and with a `*` is a name in any folder. */
export function sharedFiles(ours: readonly string[], theirs: Iterable<string>): readonly string[] {
  const others = [...theirs].map(namesOf);
  return ours.filter((pattern) => {
    const names = namesOf(pattern);
    return others.some((other) => pathsMeet(names, other));
  });
}
