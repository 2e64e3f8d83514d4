import type * as z from 'zod';
import { wholeDocument } from './readDocument.js';
import type { SnapshotReader } from './snapshotReader.js';

/** Documents of one schema by their blobs. What was read once is remembered, since a blob never changes. */
export class LastingDocuments<Schema extends z.ZodType> {
  /** Undefined for a damaged one. */
  private readonly known = new Map<string, z.infer<Schema> | undefined>();

  constructor(
    private readonly reader: Pick<SnapshotReader, 'eachBlob'>,
    private readonly schema: Schema,
  ) {}

  /** In the order of the blobs; damaged ones are left out. */
  async read(blobs: readonly string[]): Promise<readonly z.infer<Schema>[]> {
    const unknown = blobs.filter((blob) => !this.known.has(blob));
    await this.reader.eachBlob(unknown, (text, at) => this.known.set(unknown[at] ?? '', wholeDocument(this.schema, text)));
    return blobs.map((blob) => this.known.get(blob)).filter((fields) => fields !== undefined);
  }
}
