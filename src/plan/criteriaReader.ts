import type { ObjectReader } from '../git/objectReader.js';
import type { TreeCache } from '../git/treeCompare.js';
import { DocumentError } from './frontMatter.js';
import { criteriaPath } from './paths.js';
import type { CriteriaFields } from './planningSchemas.js';
import { criteriaSchema } from './planningSchemas.js';
import { readDocument } from './readDocument.js';
import type { PlanProblem, Ticket } from './snapshot.js';

/** What a plan knows of the criteria of tickets. */
export interface KnownCriteria {
  readonly criteria: ReadonlyMap<string, CriteriaFields>;
  readonly problems: readonly PlanProblem[];
}

function isAtItsEnd({ state }: Ticket): boolean {
  return state === 'done' || state === 'cancelled';
}

/** Reads what is known of the criteria of tickets that are not at their end: of the thousands that are, nobody asks at every look. */
export class CriteriaReader {
  private known = new Map<string, CriteriaFields | string>();

  constructor(
    private readonly reader: ObjectReader,
    private readonly trees: TreeCache,
  ) {}

  /** `tree` is that of the folder `criteria`, or undefined where there is none. */
  async read(tree: string | undefined, tickets: Iterable<Ticket>): Promise<KnownCriteria> {
    if (tree === undefined) return { criteria: new Map(), problems: [] };
    const read = new Map<string, CriteriaFields | string>();
    const criteria = new Map<string, CriteriaFields>();
    const problems: PlanProblem[] = [];
    for (const ticket of tickets) {
      const { id, attempts, criteria: wanted } = ticket.fields;
      if (wanted.length === 0 || attempts === 0 || isAtItsEnd(ticket)) continue;
      const path = criteriaPath(id, attempts);
      const blob = await this.blobAt(tree, path);
      if (blob === undefined) continue;
      const fields = this.known.get(blob) ?? (await this.document(blob));
      read.set(blob, fields);
      if (typeof fields === 'string') problems.push({ path, words: fields });
      else if (fields.ticket !== id || fields.attempt !== attempts) problems.push({ path, words: `By what it says it belongs at ${criteriaPath(fields.ticket, fields.attempt)}.` });
      else criteria.set(id, fields);
    }
    this.known = read;
    return { criteria, problems };
  }

  private async blobAt(tree: string, path: string): Promise<string | undefined> {
    const [, folder, file] = path.split('/');
    const below = (await this.trees.entries(tree)).find(({ name, mode }) => name === folder && mode === '040000');
    return below === undefined ? undefined : (await this.trees.entries(below.id)).find(({ name }) => name === file)?.id;
  }

  /** The document, or what is wrong with it. */
  private async document(blob: string): Promise<CriteriaFields | string> {
    const object = await this.reader.read(blob);
    if (object?.type !== 'blob') return 'It is not a file.';
    try {
      return readDocument(criteriaSchema, object.body.toString('utf8'));
    } catch (error) {
      if (error instanceof DocumentError) return error.message;
      throw error;
    }
  }
}
