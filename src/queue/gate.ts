import { createHash } from 'node:crypto';
import { fenced } from '../plan/frontMatter.js';
import type { Config, ToolVersion, Verdict } from '../plan/schemas.js';

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
  /** The engineer's settings of git before it and after it, where it could write there. */
  readonly settings?: Verdict['settings'];
}

/** One command of a gate, and how long it may take and be silent. In minutes. */
export interface GateCommand {
  readonly command: string;
  readonly timeoutMinutes: number;
  readonly silenceMinutes: number | undefined;
}

/** The commands of a gate in their order, each with the limits that hold for it. */
export function gateCommands({ commands, timeoutMinutes, silenceMinutes }: Config['gate']): readonly GateCommand[] {
  return commands.map((given) => {
    if (typeof given === 'string') return { command: given, timeoutMinutes, silenceMinutes };
    return { command: given.run, timeoutMinutes: given.timeoutMinutes ?? timeoutMinutes, silenceMinutes: given.silenceMinutes ?? silenceMinutes };
  });
}

/** A gate as one line to read. */
export function gateWords(gate: Config['gate']): string {
  return gateCommands(gate).map(({ command }) => command).join(' && ');
}

/**
 * What a verdict depends on beside the tree: the same commands, set-up and rules, and the same versions of the tools that the configuration
 * names, as far as these were asked. Limits are no part of it, nor is what is kept of a set-up, which is as the commands made it. Twelve
 * hexadecimal digits.
 */
export function gateFingerprint(config: Pick<Config, 'gate' | 'setup' | 'quarantine'>, known: readonly ToolVersion[] = []): string {
  const { gate, setup, quarantine = [] } = config;
  const tools = versionsOf(gate, known);
  const commands = gateCommands(gate).map(({ command }) => command);
  return createHash('sha256').update(JSON.stringify({ commands, tests: gate.tests, setup: { commands: setup.commands, copy: setup.copy }, ...(quarantine.length === 0 ? {} : { quarantine: [...quarantine].sort() }), ...(tools.length === 0 ? {} : { tools }) })).digest('hex').slice(0, 12);
}

/** Of the tools that were asked those that the gate names, in its order. */
export function versionsOf({ tools = [] }: Pick<Config['gate'], 'tools'>, known: readonly ToolVersion[] = []): readonly ToolVersion[] {
  return tools.flatMap((command) => known.find((one) => one.command === command) ?? []);
}

/** Tools with what they said, in a line: `node --version` says v24.1.0. */
export function versionWords(tools: readonly ToolVersion[]): string {
  return tools.map(({ command, version }) => `\`${command}\` says ${version.split('\n')[0] ?? ''}`).join(', ');
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
