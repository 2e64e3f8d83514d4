import type { Fuzzed } from './fuzzedParsers.js';
import type { Reached } from './reached.js';

/** What came of a parser; where nothing of it is a matter of taking or refusing, that it held. */
export interface FuzzRow extends Partial<Fuzzed> {
  readonly name: string;
  readonly given: string;
  readonly inputs: number;
  /** What of its code was run by the first of them. */
  readonly reached: readonly ReachedFile[];
}

export interface ReachedFile extends Reached {
  /** Below src. */
  readonly file: string;
}

/** So many of its inputs each parser is given while V8 counts what they reach, which makes it slow. */
export const countedInputs = 2000;

function reachedWords({ file, functions, functionsRun, percent }: ReachedFile): string {
  return `\`${file}\`: ${String(functionsRun)} of ${String(functions)} functions, ${percent.toFixed(0)} %`;
}

/** What was fuzzed, as Markdown; for runs in which no parser failed. */
export function fuzzTable(rows: readonly FuzzRow[]): string {
  const sum = rows.reduce((total, { inputs }) => total + inputs, 0);
  const lines = rows.map(({ name, given, inputs, taken = '–', refused = '–', reached }) => `| ${[name, given, inputs, taken, refused, reached.map(reachedWords).join('; ') || '–'].join(' | ')} |`);
  return `${String(sum)} inputs, and no crash: no parser threw anything but its own refusal, told what it must not, or hung.\n\n| parser | given | inputs | taken | refused | of its code, reached by the first ${String(countedInputs)} |\n|---|---|---|---|---|---|\n${lines.join('\n')}\n`;
}
