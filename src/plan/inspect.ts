import type { ObjectReader } from '../git/objectReader.js';
import { DocumentError } from './frontMatter.js';
import type { HistoryStep } from './history.js';
import type { IllegalChange } from './lifecycle.js';
import { illegalChanges } from './lifecycle.js';
import { configPath, parseTicketPath } from './paths.js';
import { readConfig } from './readDocument.js';
import type { Snapshot } from './snapshot.js';
import { parseTicket } from './snapshotReader.js';
import type { Ticket } from './snapshot.js';

/** Fields of a ticket that only the engine writes. */
const engineFields = ['attempts', 'failures', 'run', 'base', 'snapshot', 'landed'] as const;

function changedEngineField(before: Ticket | undefined, after: Ticket, mayReset: boolean): string | undefined {
  const none = { attempts: 0, failures: 0, run: undefined, base: undefined, snapshot: undefined, landed: undefined };
  const old = before?.fields ?? none;
  return engineFields.find((field) => {
    if (field === 'failures' && mayReset) return false;
    return JSON.stringify(old[field]) !== JSON.stringify(after.fields[field]);
  });
}

/** What the document at a changed path breaks; `before` is the plan as it was. */
function documentProblem(path: string, text: string, before: Snapshot | undefined, gone: ReadonlySet<string>, mayReset: boolean): string | undefined {
  if (path === configPath) {
    try {
      readConfig(text);
    } catch (error) {
      if (error instanceof DocumentError) return `${path}: ${error.message}`;
      throw error;
    }
    return undefined;
  }
  if (parseTicketPath(path) === undefined) return path.startsWith('tickets/') ? `${path} is not the name of a ticket` : undefined;
  const ticket = parseTicket(path, text);
  if ('words' in ticket) return `${path}: ${ticket.words}`;
  const old = before?.tickets.get(ticket.fields.id);
  if (old !== undefined && old.path !== path && !gone.has(old.path)) return `ticket ${ticket.fields.id} would be in two places: ${old.path} and ${path}`;
  const field = changedEngineField(old, ticket, mayReset);
  return field === undefined ? undefined : `${path}: "${field}" is the engine's to write`;
}

/** What is illegal in a commit that is not the engine's. */
export async function inspectStep(reader: ObjectReader, before: Snapshot | undefined, step: HistoryStep): Promise<readonly IllegalChange[]> {
  const { author, transition } = step.message;
  const illegal = [...illegalChanges(author.kind === 'foreign' ? undefined : transition, author.kind, step.changes)];
  const gone = new Set(step.changes.filter((change) => change.after === undefined).map((change) => change.path));
  const mayReset = author.kind === 'foreign' || transition === 'retry';
  for (const { path, after } of step.changes) {
    if (after === undefined || illegal.some((one) => one.paths.includes(path))) continue;
    const problem = documentProblem(path, (await reader.blob(after)).toString('utf8'), before, gone, mayReset);
    if (problem !== undefined) {
      const moved = parseTicketPath(path);
      const others = step.changes.map((change) => change.path).filter((other) => moved !== undefined && parseTicketPath(other)?.id === moved.id);
      illegal.push({ paths: [...new Set([path, ...others])], words: problem });
    }
  }
  return illegal;
}
