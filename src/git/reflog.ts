import { join } from 'node:path';
import type { Files } from '../platform/files.js';

/**
 * Every commit that a ref's own log says it was moved away from, oldest first; none without a log. What it was moved to is not believed: a git
 * that is killed between its line in the log and the ref leaves a line about a move that never was, and a loss of power half a line, which the
 * next one is joined to. For the files backend (gitrepository-layout: logs/refs).
 */
export async function readReflog(files: Files, commonDir: string, ref: string): Promise<readonly string[]> {
  const log = (await files.readIfThere(join(commonDir, 'logs', ref)))?.toString('latin1') ?? '';
  const ids = log.split('\n').flatMap((line) => {
    const [, before = '', after = ''] = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]+) /.exec(line) ?? [];
    return before.length === after.length && before !== '' ? [before] : [];
  });
  return [...new Set(ids)].filter((id) => !/^0+$/.test(id));
}
