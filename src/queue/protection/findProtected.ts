import { isUtf8 } from 'node:buffer';
import { treeDifferences } from '../../git/diff.js';
import type { ObjectReader } from '../../git/objectReader.js';
import type { ProtectedChange } from '../../plan/planningSchemas.js';
import type { Config } from '../../plan/schemas.js';
import type { Content } from './protectedPaths.js';
import { protectedChanges } from './protectedPaths.js';

/** Larger files are measured, and not looked into. In bytes. */
const largestRead = 1024 * 1024;

async function contentOf(reader: ObjectReader, id: string): Promise<Content> {
  const size = (await reader.size(id)) ?? 0;
  if (size > largestRead) return { size, text: '' };
  const object = await reader.read(id);
  return { size, text: object?.type === 'blob' && isUtf8(object.body) ? object.body.toString('utf8') : '' };
}

/** What of the change between two commits waits for the engineer. */
export async function findProtected(reader: ObjectReader, config: Pick<Config, 'gate' | 'setup' | 'protected'>, before: string, after: string): Promise<readonly ProtectedChange[]> {
  const differences = await treeDifferences(reader, before, after);
  const sides = differences.flatMap(({ oldMode, newMode, oldId, newId }) => [[oldMode, oldId], [newMode, newId]] as const);
  const blobs = new Set(sides.filter(([mode]) => mode !== '000000' && mode !== '160000').map(([, id]) => id));
  const contents = new Map<string, Content>();
  for (const id of blobs) contents.set(id, await contentOf(reader, id));
  const manifest = await reader.at(before, 'package.json');
  return protectedChanges(config, differences, { contents, manifest: manifest?.type === 'blob' ? manifest.body.toString('utf8') : undefined });
}
