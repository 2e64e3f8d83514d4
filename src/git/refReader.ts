import { join } from 'node:path';
import type { Files } from '../platform/files.js';

/** A ref's file that holds neither an id nor another ref's name; a machine that lost its power leaves such. */
export class BrokenRefError extends Error {
  override readonly name = 'BrokenRefError';

  constructor(commonDir: string, ref: string) {
    super(`The ref ${ref} is broken: ${join(commonDir, ref)} holds no commit id, as after a loss of power. Write the id that it had into that file; the last line of ${join(commonDir, 'logs', ref)} names it second, where there is that file.`);
  }
}

/**
 * Reads a ref straight from its file, or from `packed-refs`: cheap enough to be asked many times a second (a process costs a hundred
 * times as much). For repositories with the files backend, which is the only one git 2.39 knows; symbolic refs are not followed.
 * Throws BrokenRefError.
 */
export async function readRef(files: Files, commonDir: string, ref: string): Promise<string | undefined> {
  const loose = (await files.readIfThere(join(commonDir, ref)))?.toString('latin1').trim();
  if (loose !== undefined && /^[0-9a-f]{40,64}$/.test(loose)) return loose;
  if (loose !== undefined && !loose.startsWith('ref:')) throw new BrokenRefError(commonDir, ref);
  const packed = await files.readIfThere(join(commonDir, 'packed-refs'));
  const line = packed
    ?.toString('utf8')
    .split('\n')
    .find((one) => one.endsWith(` ${ref}`));
  return line?.split(' ')[0];
}

/** The refs directly below a prefix that ends in `/`, and what they name, by files alone. What cannot be read, or is gone by then, is left out. */
export async function readRefsBelow(files: Files, commonDir: string, prefix: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const packed = (await files.readIfThere(join(commonDir, 'packed-refs')))?.toString('utf8') ?? '';
  for (const line of packed.split('\n')) {
    const [commit = '', ref = ''] = line.split(' ');
    if (ref.startsWith(prefix) && /^[0-9a-f]{40,64}$/.test(commit)) found.set(ref, commit);
  }
  for (const { name } of await files.list(join(commonDir, prefix))) {
    const loose = (await files.readIfThere(join(commonDir, prefix, name)))?.toString('latin1').trim();
    if (loose !== undefined && /^[0-9a-f]{40,64}$/.test(loose)) found.set(`${prefix}${name}`, loose);
  }
  return found;
}

/** Whether there is any ref whose name begins with `prefix`, such as `refs/tags/`. An empty folder that a deleted ref left counts as one. */
export async function hasRefs(files: Files, commonDir: string, prefix: string): Promise<boolean> {
  if ((await files.list(join(commonDir, prefix))).length > 0) return true;
  const packed = await files.readIfThere(join(commonDir, 'packed-refs'));
  return packed?.includes(` ${prefix}`) === true;
}
