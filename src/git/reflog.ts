import { join } from 'node:path';
import type { Files } from '../platform/files.js';

/** A whole line of a ref's log (gitrepository-layout: logs/refs); undefined stands for no commit. */
export interface LoggedLine {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** The address of who wrote it; undefined where the line ends before it. */
  readonly by: string | undefined;
}

/** Half a line, which a loss of power leaves and the next one is joined to, is none. */
function linesOf(log: string): readonly LoggedLine[] {
  return log.split('\n').flatMap((line) => {
    const [, from = '', to = '', by] = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (?:[^<]*<([^>]*)>)?/.exec(line) ?? [];
    const isWhole = from.length === to.length && (from.length === 40 || from.length === 64);
    return isWhole ? [{ from: commitOf(from), to: commitOf(to), by }] : [];
  });
}

function commitOf(id: string): string | undefined {
  return /^0+$/.test(id) ? undefined : id;
}

/** The log of one ref, oldest line first; none without a log. A line may tell of a move that never was. */
export async function readRefLog(files: Files, commonDir: string, ref: string): Promise<readonly LoggedLine[]> {
  return linesOf((await files.readIfThere(join(commonDir, 'logs', ref)))?.toString('utf8') ?? '');
}

/**
 * Every commit that a ref's own log says it was moved away from, oldest first; none without a log. What it was moved to is not believed: a git
 * that is killed between its line in the log and the ref leaves a line about a move that never was. For the files backend.
 */
export async function readReflog(files: Files, commonDir: string, ref: string): Promise<readonly string[]> {
  const moves = await readRefLog(files, commonDir, ref);
  return [...new Set(moves.flatMap(({ from }) => from ?? []))];
}

/** What the last whole line of a ref's log says that it was moved to, which may never have happened; undefined without a log, and after a removal. */
export async function lastLogged(files: Files, commonDir: string, ref: string): Promise<string | undefined> {
  return (await readRefLog(files, commonDir, ref)).at(-1)?.to;
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
      else if (kind === 'file') found.push(...(await writtenLines(files, commonDir, `${ref}/${name}`)));
    }
  };
  await visit('refs');
  return found;
}

async function writtenLines(files: Files, commonDir: string, ref: string): Promise<readonly RefLogged[]> {
  const lines = await readRefLog(files, commonDir, ref);
  return lines.flatMap(({ to, by }) => (to === undefined || by === undefined ? [] : [{ ref, to, by }]));
}
