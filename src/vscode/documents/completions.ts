import * as z from 'zod';
import { kindOf } from '../../plan/documentKinds.js';
import { editableAreaFields, editableTicketFields } from '../../plan/editRules.js';
import type { PlanIndex } from './planIndex.js';

/** Something that can be written at the cursor. */
export interface Proposal {
  readonly label: string;
  readonly detail: string;
  readonly text: string;
  /** What the letters typed so far are held against. */
  readonly filter: string;
  readonly kind: 'field' | 'value' | 'reference';
  /** How many characters before the cursor it takes the place of. */
  readonly instead: number;
}

/** What a field is for, in the words of whoever writes it. */
const fieldWords: Readonly<Record<string, string>> = {
  title: 'One line that says what is to be done',
  kind: 'What sort of work it is',
  priority: 'What is worked on first',
  area: 'The area of the spec that it belongs to',
  'depends-on': 'The tickets that must be done before it starts',
  'plan-version': 'The version of the spec that it was cut from',
  criteria: 'What must hold when it is done, an entry each: one line, or text with the test or the command that shows it',
  files: 'The files that it is likely to change, as patterns such as src/queue/**',
  prediction: 'Difficulty, minutes and dollars, each from the least to the most that is likely',
  budget: 'What one run may take, and what all its runs may cost',
};

/** What of a kind of document is for an edit, where that is not all. */
const editable: Readonly<Record<string, readonly string[] | undefined>> = { ticket: editableTicketFields, area: editableAreaFields };

/** The fields whose value is an id or a list of ids. */
const idFields: Readonly<Record<string, 'ticket' | 'question'>> = { 'depends-on': 'ticket', question: 'question' };

function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return bare(schema.unwrap() as z.ZodType);
  return schema;
}

function valuesOf(schema: z.ZodType | undefined): readonly string[] {
  const plain = schema === undefined ? undefined : bare(schema);
  if (plain instanceof z.ZodEnum) return plain.options.map(String);
  return plain instanceof z.ZodBoolean ? ['true', 'false'] : [];
}

/** How a value begins when a field is written: a list goes on below. */
function opening(schema: z.ZodType): string {
  const plain = bare(schema);
  if (plain instanceof z.ZodArray) return '\n  - ';
  return plain instanceof z.ZodObject ? '\n  ' : ' ';
}

/** The lines above the cursor, if these are in the front matter. */
function frontMatterLines(before: string): readonly string[] | undefined {
  const [first, ...lines] = before.split('\n');
  return first?.trimEnd() === '---' && !lines.some((line) => line.trimEnd() === '---') ? lines : undefined;
}

function fieldProposals(schema: z.ZodObject, names: readonly string[], front: readonly string[], below: string, typed: string): readonly Proposal[] {
  const isThere = (name: string): boolean => [...front.slice(0, -1), ...below.split(/^---/m, 1).join('').split('\n')].some((line) => line.startsWith(`${name}:`));
  return names
    .filter((name) => !isThere(name))
    .map((name) => ({ label: name, detail: fieldWords[name] ?? '', text: `${name}:${opening(schema.shape[name] as z.ZodType)}`, filter: name, kind: 'field', instead: typed.length }));
}

function idProposals(index: PlanIndex, kinds: readonly string[], typed: string, quote: string): readonly Proposal[] {
  return [...index.values()]
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ id, title, state }) => ({ label: `${id} ${title}`, detail: state ?? '', text: `${quote}${id}${quote}`, filter: `${quote}${id} ${title}`, kind: 'reference', instead: typed.length }));
}

/** The field that the cursor's line is an entry of. */
function listField(lines: readonly string[]): string | undefined {
  const above = [...lines].reverse().find((line) => !/^\s*(?:-|$)/.test(line));
  return /^([\w-]+):\s*$/.exec(above ?? '')?.[1];
}

/** What can be written at a place of a plan document. `areas` are the areas' names with their titles. Pure. */
export function proposalsAt(path: string, text: string, offset: number, index: PlanIndex, areas: ReadonlyMap<string, string>): readonly Proposal[] {
  const [before, below] = [text.slice(0, offset), text.slice(offset)];
  const front = frontMatterLines(before);
  if (front === undefined) {
    const typed = /[\w-]*$/.exec(before)?.[0] ?? '';
    return typed === '' ? [] : idProposals(index, ['ticket', 'question', 'decision', 'version'], typed, '');
  }
  const kind = kindOf(path);
  if (kind?.schema === undefined) return [];
  const line = front.at(-1) ?? '';
  if (/^[a-z-]*$/.test(line)) return fieldProposals(kind.schema, editable[kind.name] ?? Object.keys(kind.schema.shape), front, below, line);
  const [, field, value = ''] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
  const name = field ?? listField(front);
  const ids = name === undefined ? undefined : idFields[name];
  if (ids !== undefined) {
    const typed = /"?[\w-]*$/.exec(line)?.[0] ?? '';
    return idProposals(index, [ids], typed, ids === 'ticket' ? '"' : '');
  }
  if (field === undefined) return [];
  if (field === 'area') return [...areas].map(([area, title]) => ({ label: area, detail: title, text: area, filter: area, kind: 'value', instead: value.length }));
  return valuesOf(kind.schema.shape[field] as z.ZodType | undefined).map((one) => ({ label: one, detail: '', text: one, filter: one, kind: 'value', instead: value.length }));
}
