import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import { tokensSchema } from '../../plan/schemas.js';
import type { Part } from './part.js';
import { kindOfWork } from './part.js';

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
  read: z.enum(['ticket', 'spec', 'area', 'areas', 'tickets', 'decisions', 'question', 'questions', 'proposal', 'proposals']),
  progress: z.string(),
  /** What it says that a request used. */
  use: z.strictObject({ tokens: tokensSchema.optional(), /** In US dollars. */ dollars: z.number().min(0).optional() }),
  ask: z.union([
    z.string().min(1),
    z.strictObject({ question: z.string().min(1), options: z.array(z.string()).optional(), default: z.string().optional(), evidence: z.string().optional(), default_after_minutes: z.number().optional(), blocking: z.boolean().optional() }),
  ]),
  submit: z.union([
    z.string(),
    z.strictObject({
      summary: z.string(),
      evidence: z.string(),
      /** Without it there is evidence for each criterion of the ticket. */
      criteria: z.array(z.strictObject({ criterion: z.int(), evidence: z.string() })).optional(),
    }),
  ]),
  'request-change': z.strictObject({ document: z.string(), criterion: z.int().optional(), problem: z.string(), evidence: z.string(), proposal: z.string(), blocking: z.boolean().optional() }),
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
 * Reads a scenario: `steps`, or `attempts` of them, or `tickets` and `work` with either of the two for each part, work by its name or
 * its kind. Undefined when the text names parts and not this one. Throws ScenarioError.
 */
export function parseScenario(text: string, part: Part): Scenario | undefined {
  const top = asMapping(readYaml(text), 'The scenario');
  if (!('tickets' in top) && !('work' in top)) return scenarioOf(top, 'The scenario');
  onlyKeys(top, ['tickets', 'work'], 'The scenario');
  const { tickets = {}, work = {} } = top;
  const entries = part.work === undefined ? asMapping(tickets, '`tickets`') : asMapping(work, '`work`');
  const key = keysOf(part).find((candidate) => Object.hasOwn(entries, candidate));
  if (key === undefined) return undefined;
  const where = part.work === undefined ? `Ticket ${key}` : `Work ${key}`;
  return scenarioOf(asMapping(entries[key], where), where);
}

/** Under what a part can be found, the most exact first. */
function keysOf({ ticket, work }: Part): readonly string[] {
  const keys = work === undefined ? [ticket] : [work, kindOfWork(work)];
  return keys.filter((key) => key !== undefined);
}

/** The steps of an attempt, counted from 1. */
export function stepsOf(scenario: Scenario, attempt: number): readonly Step[] {
  return scenario.attempts[Math.min(attempt, scenario.attempts.length) - 1] ?? [];
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
