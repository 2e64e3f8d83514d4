import { join } from 'node:path';
import type { Files } from '../platform/files.js';

/** Every commit that a ref's own log says it was at, oldest first; none without a log. For the files backend (gitrepository-layout: logs/refs). */
export async function readReflog(files: Files, commonDir: string, ref: string): Promise<readonly string[]> {
  const log = (await files.readIfThere(join(commonDir, 'logs', ref)))?.toString('latin1') ?? '';
  const ids = log.split('\n').flatMap((line) => {
    const [, before, after] = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) /.exec(line) ?? [];
    return before === undefined || after === undefined ? [] : [before, after];
  });
  return [...new Set(ids)].filter((id) => !/^0+$/.test(id));
}
