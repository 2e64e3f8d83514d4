import { createHash } from 'node:crypto';
import { fenced } from '../plan/frontMatter.js';
import type { Config } from '../plan/schemas.js';

/** How one run of a gate ended. */
export interface GateResult {
  readonly green: boolean;
  /** One line: what the gate did. */
  readonly words: string;
  readonly exitCode: number;
  readonly tests: number | 'unknown';
  readonly seconds: number;
  readonly output: string;
  /** It failed before the gate itself was run. */
  readonly inSetUp?: true;
}

/** What a verdict depends on beside the tree: the same commands, set-up and rules. Twelve hexadecimal digits. */
export function gateFingerprint(config: Pick<Config, 'gate' | 'setup'>): string {
  const { commands, tests } = config.gate;
  return createHash('sha256').update(JSON.stringify({ commands, tests, setup: config.setup })).digest('hex').slice(0, 12);
}

const tailLines = 60;
const tailCharacters = 12_000;

/** The end of a gate's output, where runners say what failed. */
export function outputTail(output: string): string {
  return output.trimEnd().split('\n').slice(-tailLines).join('\n').slice(-tailCharacters);
}

/** A gate's result as Markdown for a person or the next attempt. */
export function describeResult(result: GateResult): string {
  const tail = outputTail(result.output);
  return tail === '' ? `${result.words} It printed nothing.` : `${result.words}\n\n${fenced(tail)}`;
}
