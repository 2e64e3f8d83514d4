import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import * as z from 'zod';
import { ProjectFolder } from '../../git/projectFolder.js';
import type { Files } from '../../platform/files.js';
import type { Project } from '../project.js';

const originSchema = z.strictObject({ repository: z.string().refine(isAbsolute), checkout: z.string().refine(isAbsolute) });

const name = 'origin.json';

/** Writes into a project's folder which repository it belongs to, for a window that is opened on one of its worktrees. */
export async function writeOrigin({ ports: { files }, folder, place }: Project): Promise<void> {
  const path = join(folder.path, name);
  const text = `${JSON.stringify({ repository: place.commonDir, checkout: place.topFolder }, undefined, 2)}\n`;
  if ((await files.readIfThere(path))?.toString('utf8') !== text) await files.write(path, text);
}

async function readOrigin(files: Files, path: string): Promise<z.infer<typeof originSchema> | undefined> {
  try {
    return originSchema.parse(JSON.parse((await files.readIfThere(path))?.toString('utf8') ?? 'null'));
  } catch {
    return undefined;
  }
}

/**
 * The checkout whose project a folder in Sanctum's own belongs to; undefined when nobody knows. Only files are read. What is written there is
 * believed no further than the folder's name proves it, which is made from the repository's path: no git is to run where an agent says.
 */
export async function checkoutOf(files: Files, home: string, folder: string): Promise<string | undefined> {
  const [projects, project] = relative(home, folder).split(sep);
  if (projects !== 'projects' || project === undefined) return undefined;
  const origin = await readOrigin(files, join(home, projects, project, name));
  if (origin === undefined || basename(new ProjectFolder(home, origin.repository).path) !== project) return undefined;
  return basename(origin.repository) === '.git' ? dirname(origin.repository) : origin.checkout;
}
