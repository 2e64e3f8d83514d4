const known: readonly (readonly [said: RegExp, words: (match: RegExpExecArray) => string])[] = [
  [/Unable to create '(.+\.lock)': File exists/, ([, lock]) => `${lock ?? ''} is there already: another git is at work, or was killed. When no git runs in this repository, remove that file and try again.`],
  [/No space left on device|Out of diskspace/, () => 'The disk is full. Make room, then try again.'],
  [/object ([0-9a-f]{40,64}) is missing/, ([, id]) => `The object ${id ?? ''} is missing or damaged. To see what else is: git fsck --full. Where a clone has it, fetch it from there.`],
];

/** The first line that git means, without its own label. */
function firstLine(said: string): string {
  const lines = said.trim().split('\n');
  return (lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines[0] ?? '').replace(/^(?:(?:fatal|error): )+/, '');
}

/** What a person is told when git said no: the way out where it is known, else git's own words. */
export function gitWords(command: string, exitCode: number | undefined, said: string): string {
  const what = `git ${command} failed${exitCode === undefined ? '' : ` (exit ${String(exitCode)})`}`;
  for (const [pattern, words] of known) {
    const match = pattern.exec(said);
    if (match !== null) return `${what}. ${words(match)}`;
  }
  const line = firstLine(said);
  return `${what}${line === '' ? '' : `: ${line}`}${/[.!?]$/.test(line) ? '' : '.'}`;
}
