import { join } from 'node:path';
import type { Files } from '../../platform/files.js';
import type { Project } from '../project.js';

const asideName = /^([1-9]\d*)-aside-[0-9a-f]+$/;

/** Where the folder of an attempt is put for a last look before it is removed: beside it, where nobody who knows its path writes to it. */
export function asideOf(folder: string, mark: string): string {
  return `${folder}-aside-${mark}`;
}

/** Puts back what was put aside. Returns false, and leaves it there, where something new is in its place. */
export async function putBack(files: Files, aside: string, folder: string): Promise<boolean> {
  if ((await files.status(folder)) !== undefined) return false;
  if ((await files.status(aside)) !== undefined) await files.rename(aside, folder);
  return true;
}

/** Puts back what somebody had put aside who was killed before the last look. Returns the paths of what stays aside, since something new is in its place. */
export async function putAllBack({ ports: { files }, folder }: Pick<Project, 'ports' | 'folder'>): Promise<readonly string[]> {
  const stay: string[] = [];
  const tickets = join(folder.path, 'tickets');
  for (const { name: of, kind } of await files.list(tickets)) {
    // A link that an agent put there leads to somebody else's files.
    if (kind !== 'folder') continue;
    for (const { name } of await files.list(join(tickets, of))) {
      const attempt = asideName.exec(name)?.[1];
      const aside = join(tickets, of, name);
      if (attempt !== undefined && !(await putBack(files, aside, folder.attempt(of, Number(attempt))))) stay.push(aside);
    }
  }
  return stay;
}
