import type * as z from 'zod';
import type { ObjectReader } from '../git/objectReader.js';
import type { TreeCache } from '../git/treeCompare.js';
import { DocumentError } from './frontMatter.js';
import { readDocument } from './readDocument.js';
import type { Document, PlanProblem } from './snapshot.js';

/** A folder's documents as one tree has them. */
export interface ReadFolder<Fields> {
  readonly documents: readonly Document<Fields>[];
  readonly problems: readonly PlanProblem[];
}

/** Reads all documents below a folder by one schema. What stands as it stood at the last look is not read again. */
export class DocumentFolder<Schema extends z.ZodType> {
  private last: { readonly tree: string | undefined; readonly read: ReadFolder<z.infer<Schema>> } | undefined;
  private known: ReadonlyMap<string, Document<z.infer<Schema>> | PlanProblem> = new Map();

  constructor(
    private readonly reader: ObjectReader,
    private readonly trees: TreeCache,
    private readonly path: string,
    private readonly schema: Schema,
    /** Where a document with these fields must lie; `path` is where it does. */
    private readonly pathOf: (fields: z.infer<Schema>, path: string) => string,
  ) {}

  /** `tree` is the folder's, or undefined where there is none. */
  async read(tree: string | undefined): Promise<ReadFolder<z.infer<Schema>>> {
    if (this.last !== undefined && this.last.tree === tree) return this.last.read;
    const found = tree === undefined ? [] : await this.filesIn(this.path, tree);
    const results = await Promise.all(found.map(async ({ path, blob }) => [`${path} ${blob}`, this.known.get(`${path} ${blob}`) ?? (await this.document(path, blob))] as const));
    this.known = new Map(results);
    const all = results.map(([, result]) => result);
    const read = { documents: all.filter((one) => 'fields' in one), problems: all.filter((one) => 'words' in one) };
    this.last = { tree, read };
    return read;
  }

  private async filesIn(path: string, tree: string): Promise<readonly { readonly path: string; readonly blob: string }[]> {
    const entries = await this.trees.entries(tree);
    const found = await Promise.all(
      entries.map(async (entry) => (entry.mode === '040000' ? this.filesIn(`${path}/${entry.name}`, entry.id) : [{ path: `${path}/${entry.name}`, blob: entry.id }])),
    );
    return found.flat();
  }

  private async document(path: string, blob: string): Promise<Document<z.infer<Schema>> | PlanProblem> {
    const object = await this.reader.read(blob);
    if (object?.type !== 'blob') return { path, words: 'It is not a file.' };
    const text = object.body.toString('utf8');
    try {
      const fields = readDocument(this.schema, text);
      const place = this.pathOf(fields, path);
      return place === path ? { path, blob, text, fields } : { path, words: `By what it says it belongs at ${place}.` };
    } catch (error) {
      if (error instanceof DocumentError) return { path, words: error.message };
      throw error;
    }
  }
}
