import { join, relative } from 'node:path';
import { filteredPaths } from '../git/filteredPaths.js';
import { zeroSeparated } from '../git/git.js';
import { listedPaths } from '../git/fastForward.js';
import type { QueueContext } from '../queue/context.js';
import { keptElsewhere } from '../queue/keptElsewhere.js';
import { engineerOf, sign, wantsSignature, wantsSignOff } from '../queue/signature.js';
import type { Project } from './project.js';

interface TreePaths {
  readonly files: readonly string[];
  readonly submodules: readonly string[];
}

async function pathsIn(queue: QueueContext, commit: string): Promise<TreePaths> {
  const entries = zeroSeparated(await queue.repository.git.bytes(['ls-tree', '-r', '-z', '--full-tree', commit]));
  const paths = (ofSubmodules: boolean) => entries.filter((entry) => entry.startsWith('160000 ') === ofSubmodules).map((entry) => entry.slice(entry.indexOf('\t') + 1));
  return { files: paths(false), submodules: paths(true) };
}

/** By the name of what keeps them, the files that are kept outside of git's own objects, or not in clear. */
async function filesKeptElsewhere(queue: QueueContext, commit: string, files: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  if (!files.some((path) => /(?:^|\/)\.gitattributes$/.test(path))) return found;
  const scratch = queue.project.scratch(`attributes-${queue.ports.random.hex(8)}`);
  await queue.ports.files.makeFolder(scratch);
  const options = { indexFile: join(scratch, 'index') };
  await queue.closedGit.ask(['read-tree', commit], options);
  for (const [path, filter] of await filteredPaths(queue.closedGit, options, files)) {
    const name = keptElsewhere(filter)?.name;
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), path]);
  }
  await queue.ports.files.removeTree(scratch);
  return found;
}

async function copyNotes({ ports, place }: Project, copy: readonly string[], files: readonly string[], below: string): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const path of copy) {
    if (files.includes(path)) notes.push(`git tracks ${path}: each checkout has it as it was committed, and your copy of it is not used.`);
    else if ((await ports.files.status(join(place.topFolder, path))) === undefined) {
      const inBelow = below !== '' && (await ports.files.status(join(place.topFolder, below, path))) !== undefined;
      const hint = inBelow ? ` Paths are from the top of the repository: --copy ${below}/${path}` : '';
      notes.push(`There is no ${path} in ${place.topFolder}: nothing is copied until there is one.${hint}`);
    }
  }
  return notes;
}

/** What an engineer has to know of a repository like this one before the gate is run: what Sanctum does not do in it, or does in a way of its own. */
export async function initNotes(project: Project, queue: QueueContext, commit: string, request: { readonly folder: string; readonly copy: readonly string[] }): Promise<readonly string[]> {
  const { place } = project;
  const below = relative(place.topFolder, request.folder);
  const { files, submodules } = await pathsIn(queue, commit);
  const notes: string[] = [];
  if (below !== '') notes.push(`${below} is a folder of ${place.topFolder}: the plan is for the whole repository, and its commands run at the top.`);
  notes.push(...(await copyNotes(project, request.copy, files, below)));
  if (submodules.length > 0) {
    const copied = submodules.map((path) => `--copy ${path}`).join(' ');
    const way = submodules.every((path) => request.copy.includes(path)) ? 'they get the files of your checkout' : `to give them the files of your checkout: ${copied}`;
    notes.push(`${listedPaths(submodules)}: submodules are empty folders for agents and gates; ${way}. Agents cannot change which commit of them is used.`);
  }
  for (const [name, paths] of await filesKeptElsewhere(queue, commit, files)) {
    notes.push(`${listedPaths(paths)}: kept in ${name}. Agents and gates see what git keeps, not the contents; what agents change of these files is refused.`);
  }
  if (wantsSignature(place.settings)) notes.push(await signatureNote(queue));
  const [signsOff, engineer] = [wantsSignOff(place.settings), engineerOf(place.settings)];
  if (signsOff && engineer !== undefined) notes.push(`Landings are signed off by ${engineer.name} <${engineer.email}> (sanctum.signOff).`);
  else if (signsOff || files.includes('.github/dco.yml')) {
    notes.push('Commits are signed off here, landings are not: that word is yours to give. Once for this repository: git config sanctum.signOff true (user.name and user.email are named)');
  }
  return notes;
}

async function signatureNote(queue: QueueContext): Promise<string> {
  const signing = await sign(queue, Buffer.from('Sanctum asks whether the key answers.\n'));
  if ('signature' in signing) return 'Landings are signed with your key, as your commits are (commit.gpgSign).';
  return `Your commits are signed (commit.gpgSign), but the key does not answer without a prompt: ${signing.unsigned}. Landings are not signed until it does.`;
}
