import { createHash } from 'node:crypto';
import { fenced } from '../plan/frontMatter.js';
import type { Config } from '../plan/schemas.js';

/** What was run to see whether a criterion is met. */
export interface CheckResult {
  /** The criterion's number on its ticket, from 1. */
  readonly criterion: number;
  readonly passed: boolean;
  /** One line: what it did. */
  readonly words: string;
  readonly output: string;
}

/** How one run of a gate ended. */
export interface GateResult {
  readonly green: boolean;
  /** One line: what the gate did. */
  readonly words: string;
  readonly exitCode: number;
  readonly tests: number | 'unknown';
  readonly seconds: number;
  readonly output: string;
  /** What else was run behind a green gate; none where the gate was red. */
  readonly checks?: readonly CheckResult[];
  /** Tests in quarantine that failed, and did not count. */
  readonly quarantined?: readonly string[];
  /** It failed before the gate itself was run. */
  readonly inSetUp?: true;
}

/** What a verdict depends on beside the tree: the same commands, set-up and rules. Twelve hexadecimal digits. */
export function gateFingerprint(config: Pick<Config, 'gate' | 'setup' | 'quarantine'>): string {
  const { commands, tests } = config.gate;
  const { quarantine = [] } = config;
  return createHash('sha256').update(JSON.stringify({ commands, tests, setup: config.setup, ...(quarantine.length === 0 ? {} : { quarantine: [...quarantine].sort() }) })).digest('hex').slice(0, 12);
}

/** Whether the gate was green, and all that was run behind it passed. */
export function isAllGreen({ green, checks = [] }: Pick<GateResult, 'green' | 'checks'>): boolean {
  return green && checks.every(({ passed }) => passed);
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
