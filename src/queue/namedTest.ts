/** What makes a script more than one call of one program. */
const shellSigns = /[;&|<>$`(){}\n\\]/;

/** What may stand before a runner and hands all that follows on to it. */
const before = '^(?:\\w+=\\S+ |npx |nyc |c8 )*';

const runners: readonly (readonly [word: RegExp, option: string])[] = [
  [new RegExp(`${before}mocha(?= |$)`), '--fgrep'],
  [new RegExp(`${before}jest(?= |$)`), '--testNamePattern'],
  [new RegExp(`${before}vitest(?= |$)`), '--testNamePattern'],
];

const nodeRunner = new RegExp(`${before}node(?: --?[\\w=./:-]+)* --test(?= |$)`);

/**
 * The command that runs one test of a script of package.json by its name; undefined for a script that is no plain call of a runner which is known.
 * `run` is how the script is run, with what lets more arguments follow.
 */
export function namedTestOf(script: string, run: string): string | undefined {
  const plain = script.trim();
  if (shellSigns.test(plain)) return undefined;
  // Options of node's stand before its files, which a script may name.
  const own = nodeRunner.exec(plain)?.[0];
  if (own !== undefined) return `${own} --test-name-pattern={test}${plain.slice(own.length)}`;
  const option = runners.find(([word]) => word.test(plain))?.[1];
  return option === undefined ? undefined : `${run} ${option} {test}`;
}
