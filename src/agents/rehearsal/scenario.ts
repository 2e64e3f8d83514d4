import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';

/** A scenario that cannot be played: where and why. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

const path = z.string().min(1);

/** Every step that a scenario can hold, by the word that names it, with what stands behind that word. */
const stepSchemas = {
  say: z.string(),
  write: z.strictObject({ path, text: z.string() }),
  append: z.strictObject({ path, text: z.string() }),
  replace: z.strictObject({ path, find: z.string().min(1), with: z.string() }),
  remove: path,
  link: z.strictObject({ path, target: z.string().min(1) }),
  run: z.string().min(1),
  read: z.enum(['ticket', 'spec', 'areas', 'decisions']),
  progress: z.string(),
  submit: z.union([z.string(), z.strictObject({ summary: z.string(), evidence: z.string() })]),
  call: z.strictObject({ tool: z.string(), arguments: z.unknown() }),
  'wait-for': path,
  exit: z.int().min(0).max(255),
  hang: z.union([z.literal(true), z.literal('deaf')]),
  flood: z.int().min(0),
} as const;

type StepName = keyof typeof stepSchemas;

/** Words that may stand beside a step, and beside which. */
const options: Readonly<Record<string, StepName>> = { 'allow-failure': 'run' };

/** One step, checked. */
export type Step = { [Name in StepName]: { readonly do: Name; readonly value: z.infer<(typeof stepSchemas)[Name]>; readonly allowFailure: boolean } }[StepName];

/** A scenario for each attempt; the last one repeats. */
export interface Scenario {
  readonly attempts: readonly (readonly Step[])[];
}

/**
 * Reads a scenario: `steps`, or `attempts` of them, or `tickets` with either of the two for each. Undefined when the text names
 * tickets and not this one. Throws ScenarioError.
 */
export function parseScenario(text: string, ticket: string): Scenario | undefined {
  const top = asMapping(readYaml(text), 'The scenario');
  if (!('tickets' in top)) return scenarioOf(top, 'The scenario');
  onlyKeys(top, ['tickets'], 'The scenario');
  const tickets = asMapping(top['tickets'], '`tickets`');
  const own = Object.hasOwn(tickets, ticket) ? tickets[ticket] : undefined;
  return own === undefined ? undefined : scenarioOf(asMapping(own, `Ticket ${ticket}`), `Ticket ${ticket}`);
}

/** The steps of an attempt, counted from 1. */
export function stepsOf(scenario: Scenario, attempt: number): readonly Step[] {
  return scenario.attempts[Math.min(attempt, scenario.attempts.length) - 1] ?? [];
}

/** The first fenced block of a Markdown text with the info string `rehearsal`, or undefined. Throws ScenarioError when it is not closed. */
export function rehearsalBlock(markdown: string): string | undefined {
  const lines = markdown.split(/\r?\n/);
  const start = lines.findIndex((line) => /^ {0,3}(?:`{3,}|~{3,})\s*rehearsal\s*$/.test(line));
  const fence = /`{3,}|~{3,}/.exec(lines[start] ?? '')?.[0];
  if (fence === undefined) return undefined;
  const body = lines.slice(start + 1);
  const end = body.findIndex((line) => line.trim().startsWith(fence) && line.trim().replaceAll(fence.charAt(0), '') === '');
  if (end < 0) throw new ScenarioError(`The rehearsal block that begins in line ${String(start + 1)} of the ticket is not closed by ${fence}.`);
  return body.slice(0, end).join('\n');
}

/** What is played for a ticket without a scenario. */
export function defaultScenario(title: string): Scenario {
  return {
    attempts: [
      [
        { do: 'append', value: { path: 'REHEARSAL.md', text: `- ${title}\n` }, allowFailure: false },
        { do: 'progress', value: 'Wrote a line to REHEARSAL.md.', allowFailure: false },
        { do: 'submit', value: { summary: `Rehearsal of: ${title}`, evidence: 'None: a rehearsal runs no tests.' }, allowFailure: false },
      ],
    ],
  };
}

/** The title that a ticket's document tells: in its front matter, or its first heading. */
export function titleOf(ticketText: string): string | undefined {
  const frontMatter = /^---\r?\n([\s\S]*?)\r?\n---/.exec(ticketText)?.[1];
  const title = frontMatter === undefined ? undefined : /^title:(.*)$/m.exec(frontMatter)?.[1];
  if (title !== undefined) {
    const value: unknown = readYaml(title);
    if (value !== null && value !== undefined) return typeof value === 'string' ? value : title.trim();
  }
  return /^#\s+(.+)$/m.exec(ticketText)?.[1]?.trim();
}

function scenarioOf(value: Readonly<Record<string, unknown>>, where: string): Scenario {
  onlyKeys(value, ['steps', 'attempts'], where);
  if ('steps' in value === 'attempts' in value) throw new ScenarioError(`${where} must have either \`steps\` or \`attempts\`.`);
  if ('steps' in value) return { attempts: [stepList(value['steps'], where)] };
  const { attempts } = value;
  if (!Array.isArray(attempts) || attempts.length === 0) throw new ScenarioError(`${where}: \`attempts\` must be a list with at least one entry.`);
  return {
    attempts: attempts.map((attempt: unknown, at) => {
      const name = `${where}, attempt ${String(at + 1)}`;
      const mapping = asMapping(attempt, name);
      onlyKeys(mapping, ['steps'], name);
      return stepList(mapping['steps'], name);
    }),
  };
}

function stepList(value: unknown, where: string): readonly Step[] {
  if (!Array.isArray(value)) throw new ScenarioError(`${where}: \`steps\` must be a list.`);
  return value.map((step: unknown, at) => parseStep(step, `${where}, step ${String(at + 1)}`));
}

function parseStep(value: unknown, where: string): Step {
  const mapping = asMapping(value, where);
  const names = Object.keys(mapping).filter((key) => !Object.hasOwn(options, key));
  const [name] = names;
  if (name === undefined || names.length > 1) throw new ScenarioError(`${where} must name one thing to do, and names ${names.length === 0 ? 'none' : names.join(', ')}.`);
  if (!isStepName(name)) throw new ScenarioError(`${where}: "${name}" is no step. Steps are: ${Object.keys(stepSchemas).join(', ')}.`);
  const misplaced = Object.keys(mapping).find((key) => key !== name && options[key] !== name);
  if (misplaced !== undefined) throw new ScenarioError(`${where} (${name}): "${misplaced}" belongs to ${options[misplaced] ?? ''}.`);
  const allowFailure = mapping['allow-failure'] ?? false;
  if (typeof allowFailure !== 'boolean') throw new ScenarioError(`${where} (${name}): "allow-failure" must be true or false.`);
  const parsed = stepSchemas[name].safeParse(mapping[name]);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    throw new ScenarioError(`${where} (${name}): ${at}${issue?.message ?? 'is wrong'}.`);
  }
  // The value was checked by the schema of the same name; TypeScript cannot follow a name into a table.
  return { do: name, value: parsed.data, allowFailure } as Step;
}

function isStepName(name: string): name is StepName {
  return Object.hasOwn(stepSchemas, name);
}

function readYaml(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new ScenarioError(`The scenario is no YAML: ${error.message.trim()}`);
    throw error;
  }
}

function asMapping(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ScenarioError(`${where} must be a mapping.`);
  return value as Readonly<Record<string, unknown>>;
}

function onlyKeys(mapping: Readonly<Record<string, unknown>>, known: readonly string[], where: string): void {
  const unknown = Object.keys(mapping).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new ScenarioError(`${where}: "${unknown}" is unknown here. Known: ${known.join(', ')}.`);
}
