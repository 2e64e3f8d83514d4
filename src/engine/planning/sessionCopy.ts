import { RunFolder, undamaged } from '../../agents/runFolder.js';
import type { Planning } from './architectRun.js';

/**
 * Gives a run the session of the conversation: a copy, so that a run which breaks off takes nothing from the one before. False where none is to go on,
 * or none can: another model, a backend without sessions, a folder that is gone.
 */
export async function copySession({ project, kit, session }: Pick<Planning, 'project' | 'kit' | 'session'>, run: string, model: string): Promise<boolean> {
  const last = await session?.lastRun();
  if (last === undefined || !kit.resumes(model)) return false;
  const { files } = project.ports;
  const order = await undamaged(new RunFolder(files, project.folder.run(last)).order());
  if (order?.model !== model || (await files.status(order.place.home))?.kind !== 'folder') return false;
  const { home } = new RunFolder(files, project.folder.run(run));
  await files.removeTree(home);
  await files.copyTree(order.place.home, home);
  return true;
}
