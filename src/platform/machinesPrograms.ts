import { delimiter, isAbsolute } from 'node:path';
import type { Processes } from './processes.js';

/** npm and npx put a project's `node_modules/.bin` first, and a relative folder is wherever a program is started. */
function isMachines(folder: string): boolean {
  return isAbsolute(folder) && !/[\\/]node_modules[\\/]\.bin[\\/]*$/.test(folder);
}

/**
 * An environment for the programs that Sanctum starts of its own accord, before anything of a repository was approved: without the folders of PATH in which a repository could have a program of
 * that name by its files alone. A folder of the repository that its engineer put on PATH by a full path stays. Where no folder is left there is no PATH, and the system looks where its own programs are.
 */
export function machinesEnvironment({ PATH = '', ...others }: Readonly<Record<string, string>>): Record<string, string> {
  const folders = PATH.split(delimiter).filter(isMachines);
  return folders.length === 0 ? others : { ...others, PATH: folders.join(delimiter) };
}

/** The full path of a program that is the machine's, as `machinesEnvironment` tells them, or undefined. */
export async function findOnMachine(processes: Processes, program: string): Promise<string | undefined> {
  const { PATH } = machinesEnvironment(processes.environment());
  return PATH === undefined ? undefined : processes.find(program, PATH);
}
