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

/** What the last whole line of a ref's log says that it was moved to, which may never have happened; undefined without a log. */
export async function lastLogged(files: Files, commonDir: string, ref: string): Promise<string | undefined> {
  const log = (await files.readIfThere(join(commonDir, 'logs', ref)))?.toString('latin1') ?? '';
  const after = /^(?:[0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) /.exec(log.trimEnd().split('\n').at(-1) ?? '')?.[1];
  return after === undefined || /^0+$/.test(after) ? undefined : after;
}

/** One line of a ref's log. */
export interface RefLogged {
  readonly ref: string;
  readonly to: string;
  /** The address of who wrote it. */
  readonly by: string;
}

/** What the logs of all refs tell, of branches and others, in no order; a removal is told by none. */
export async function readRefLogs(files: Files, commonDir: string): Promise<readonly RefLogged[]> {
  const found: RefLogged[] = [];
  const visit = async (ref: string): Promise<void> => {
    for (const { name, kind } of await files.list(join(commonDir, 'logs', ref))) {
      if (kind === 'folder') await visit(`${ref}/${name}`);
      else if (kind === 'file') found.push(...linesOf(`${ref}/${name}`, (await files.readIfThere(join(commonDir, 'logs', ref, name)))?.toString('utf8') ?? ''));
    }
  };
  await visit('refs');
  return found;
}

function linesOf(ref: string, log: string): readonly RefLogged[] {
  return log.split('\n').flatMap((line) => {
    const [, to, by] = /^[0-9a-f]{40,64} ([0-9a-f]{40,64}) [^<]*<([^>]*)>/.exec(line) ?? [];
    return to === undefined || by === undefined || /^0+$/.test(to) ? [] : [{ ref, to, by }];
  });
}
