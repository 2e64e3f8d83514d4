import { changedBeyond } from './changedBeyond.js';
import { kindOf } from './documentKinds.js';
import type { DocumentKind } from './documentKinds.js';
import { readFields } from './frontMatter.js';
import { areaPath, parseTicketPath } from './paths.js';
import { areaSchema, decisionSchema } from './planningSchemas.js';
import { readPrices } from './prices.js';
import { readConfig, readDocument } from './readDocument.js';

/** What the engineer may write of a ticket in an editor: the rest says what was done with it, and is the engine's or a command's. */
export const editableTicketFields: readonly string[] = ['title', 'kind', 'priority', 'area', 'depends-on', 'plan-version', 'criteria', 'files', 'prediction', 'budget'];

/** The same of an area: what it was filed for is the engine's to write. */
export const editableAreaFields: readonly string[] = ['area', 'title'];

const record = 'It is a record of what happened, written once';
const present = 'It says what the engine does at this moment, and the engine alone writes it';

const closed: Readonly<Partial<Record<DocumentKind['name'], string>>> = {
  question: 'A question is changed by its answer alone: answer it where it is asked',
  proposal: 'A proposal stays as it was pitched: accept it with your guidance, or reject it',
  note: 'What was said stays as it was said: write another note',
  review: record,
  criteria: record,
  run: record,
  verdict: record,
  approval: record,
  cut: record,
  import: record,
  work: present,
  queue: present,
  control: 'Pausing and resuming write it',
  lease: present,
};

/** Why the engineer cannot edit a document; undefined when they can. */
export function closedToEdits(path: string): string | undefined {
  const place = parseTicketPath(path);
  if (place?.state === 'done') return `Ticket ${place.id} is done: it stays as it was when it landed`;
  if (place?.state === 'cancelled') return `Ticket ${place.id} is cancelled`;
  const kind = kindOf(path);
  return kind === undefined ? 'It is no document of the plan' : closed[kind.name];
}

/** Documents that an edit can also make anew. */
const canBeNew: readonly DocumentKind['name'][] = ['spec', 'area', 'prompt', 'prices'];

/**
 * What makes an edit more than an edit, to be read after the document's name; undefined when nothing does. `before` is the text that it
 * takes the place of. Pure. Throws DocumentError when what it leaves cannot be read.
 */
export function editProblem(path: string, before: string | undefined, after: string): string | undefined {
  const reason = closedToEdits(path);
  if (reason !== undefined) return reason;
  const kind = kindOf(path)?.name ?? 'ticket';
  if (before === undefined && parseTicketPath(path) === undefined && !canBeNew.includes(kind)) return 'it is not there to be edited';
  if (kind === 'configuration') readConfig(after);
  if (kind === 'prices') readPrices(after);
  if (kind === 'area' && areaPath(readDocument(areaSchema, after).area) !== path) return '"area" must be the name of its file';
  if (kind === 'decision') return decisionProblem(path, before, after);
  return kind === 'ticket' && before !== undefined ? ticketProblem(before, after) : undefined;
}

function decisionProblem(path: string, before: string | undefined, after: string): string | undefined {
  const { id } = readDocument(decisionSchema, after);
  if (!path.startsWith(`decisions/${id}-`)) return '"id" must be the number in the name of its file';
  const field = before === undefined ? undefined : changedBeyond(['title', 'body'], before, after);
  return field === undefined ? undefined : `"${field}" says how the decision was made, and stays`;
}

function ticketProblem(before: string, after: string): string | undefined {
  // Of a front matter that nobody can read there is nothing to compare; what the edit makes of it is judged as that of a new ticket is.
  if (!isReadable(before)) return undefined;
  const field = changedBeyond([...editableTicketFields, 'body'], before, after);
  return field === undefined ? undefined : `"${field}" is not for an edit: Sanctum writes it`;
}

function isReadable(text: string): boolean {
  try {
    readFields(text);
    return true;
  } catch {
    return false;
  }
}
