import { join } from 'node:path';
import type { Files } from '../platform/files.js';

/** The shipped prompts by their path below their folder: the simulated machine has them installed as well. */
export async function readPrompts(files: Files, folder: string, prefix = ''): Promise<ReadonlyMap<string, string>> {
  const prompts = new Map<string, string>();
  for (const { name, kind } of await files.list(join(folder, prefix))) {
    const path = `${prefix}${name}`;
    if (kind === 'folder') for (const [inner, text] of await readPrompts(files, folder, `${path}/`)) prompts.set(inner, text);
    else if (name.endsWith('.md')) prompts.set(path, (await files.read(join(folder, path))).toString('utf8'));
  }
  return prompts;
}
