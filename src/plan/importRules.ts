import type { CommandGround } from './commandGround.js';
import { DocumentError } from './frontMatter.js';
import type { HistoryStep } from './history.js';
import { importSchema } from './imports/importSchemas.js';
import type { PathChange } from './lifecycle.js';
import { areaPath, cutPath, importPath, parseTicketPath, specPath } from './paths.js';
import { areaSchema, cutSchema, decisionSchema } from './planningSchemas.js';
import { readDocument } from './readDocument.js';
import { ticketSchema } from './schemas.js';

export function isImport({ message: { author, transition } }: HistoryStep): boolean {
  return author.kind === 'command' && transition === 'import';
}

/** Throws DocumentError. */
function ticketProblem(text: string, path: string, from: string): string | undefined {
  const { imported, hold, promotions } = readDocument(ticketSchema, text);
  if (imported?.from !== from) return `${path} does not say that it was imported from ${from}`;
  if (hold !== undefined || promotions.length > 0) return `${path} says what no import says`;
  return (parseTicketPath(path)?.state === 'done') === (imported.state === 'done') ? undefined : `${path} was ${imported.state} there`;
}

/** Throws DocumentError. */
function otherProblem(text: string, path: string, blobs: ReadonlyMap<string, string | undefined>): string | undefined {
  if (path.startsWith('areas/')) return areaPath(readDocument(areaSchema, text).area) === path ? undefined : `${path}: "area" must be the name of its file`;
  if (path.startsWith('decisions/')) return path.startsWith(`decisions/${readDocument(decisionSchema, text).id}-`) ? undefined : `${path}: "id" must be the number in the name of its file`;
  if (!path.startsWith('cuts/')) return undefined;
  const { area, of } = readDocument(cutSchema, text);
  if (cutPath(area) !== path) return `${path}: "area" must be the name of its file`;
  return blobs.get(area === undefined ? specPath : areaPath(area)) === of ? undefined : `${path} is for no content that the import brings`;
}

function problemIn({ path, before, after }: PathChange, from: string, step: HistoryStep, ground: Pick<CommandGround, 'text'>): string | undefined {
  if (before !== undefined || after === undefined) return `${path} was there already: an import adds, and changes nothing`;
  const text = ground.text(after);
  if (text === undefined) return `${path} is not a file`;
  const blobs = new Map(step.changes.map((change) => [change.path, change.after]));
  return parseTicketPath(path) === undefined ? otherProblem(text, path, blobs) : ticketProblem(text, path, from);
}

/** What makes an import more than one, or something else; undefined when nothing does. Pure. */
export function importProblem(step: HistoryStep, ground: Pick<CommandGround, 'text'>): string | undefined {
  const [report, ...more] = step.changes.filter(({ path }) => path.startsWith('imports/'));
  const told = report?.after === undefined ? undefined : ground.text(report.after);
  if (report === undefined || told === undefined || more.length > 0) return 'import must write exactly one report';
  try {
    const { from } = readDocument(importSchema, told);
    if (report.path !== importPath(from)) return `${report.path} is not where the report on ${from} lies`;
    for (const change of step.changes) {
      const problem = problemIn(change, from, step, ground);
      if (problem !== undefined) return problem;
    }
    return undefined;
  } catch (error) {
    if (error instanceof DocumentError) return `import: ${error.message}`;
    throw error;
  }
}
