import type { TreeEntry } from '../../git/objects.js';
import type { ImportSource } from '../../plan/imports/readScriptorium.js';
import type { SourceFile, SourceTimes } from '../../plan/imports/sourceFile.js';
import { isoSeconds } from '../../platform/clock.js';
import type { Project } from '../project.js';
import { ImportError } from './importError.js';

/** Where Scriptorium keeps its plan. */
export const scriptoriumBranch = 'scriptorium/plan';

/** More files than that are no plan. */
const mostFiles = 20_000;

/** The branch that is to be imported, and its commit. */
export interface FoundSource {
  readonly branch: string;
  readonly commit: string;
}

async function commitOf({ repository }: Project, name: string): Promise<string | undefined> {
  const answer = await repository.git.ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], { answers: [1, 128] });
  return answer.exitCode === 0 ? answer.stdout.toString('utf8').trim() : undefined;
}

/** The branch that Scriptorium's plan lies on, here or at origin; undefined where there is none. */
export async function lookForSource(project: Project): Promise<FoundSource | undefined> {
  for (const [branch, ref] of [[scriptoriumBranch, `refs/heads/${scriptoriumBranch}`], [`origin/${scriptoriumBranch}`, `refs/remotes/origin/${scriptoriumBranch}`]] as const) {
    const commit = await commitOf(project, ref);
    if (commit !== undefined) return { branch, commit };
  }
  return undefined;
}

/** The branch that was named, or that Scriptorium's plan lies on. Throws ImportError. */
export async function findSource(project: Project, named: string | undefined): Promise<FoundSource> {
  if (named === undefined) {
    const found = await lookForSource(project);
    if (found === undefined) throw new ImportError(`There is no branch ${scriptoriumBranch} here or at origin. Name the one that the plan lies on: sanctum import --from <branch>`);
    return found;
  }
  const commit = await commitOf(project, named);
  if (commit === undefined) throw new ImportError(`There is no branch or commit "${named}". Branches are listed by: git branch --all`);
  return { branch: named, commit };
}

function nameOf({ name }: TreeEntry): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}

/** All files below a tree, each read, as far as it is a file of a size that can be read. Throws ImportError. */
async function filesOf(project: Project, tree: string): Promise<readonly SourceFile[]> {
  const { reader } = project.repository;
  const files: SourceFile[] = [];
  const walk = async (id: string, prefix: string): Promise<void> => {
    for (const entry of await project.store.snapshots.trees.entries(id)) {
      const path = `${prefix}${nameOf(entry)}`;
      if (files.length >= mostFiles) throw new ImportError(`It holds more than ${String(mostFiles)} files, and is no plan.`);
      if (entry.mode === '040000') await walk(entry.id, `${path}/`);
      else if (entry.mode === '120000') files.push({ path, words: 'It is a link.' });
      else if (entry.mode === '160000') files.push({ path, words: 'It is another repository.' });
      else {
        const object = await reader.read(entry.id);
        files.push(object?.type === 'blob' ? { path, content: object.body } : { path, words: 'It is missing.' });
      }
    }
  };
  await walk(tree, '');
  return files;
}

/** When each ticket came to be, and when it came to where it lies now, by the history of its branch. */
async function timesOf({ repository }: Project, commit: string): Promise<ReadonlyMap<string, SourceTimes>> {
  const args = ['log', '--reverse', '--first-parent', '-m', '--no-renames', '--diff-filter=A', '--name-only', '--format=%x01%ct', '-z', commit, '--', 'tickets'];
  const words = (await repository.git.text(args)).split(/[\0\n]/);
  const created = new Map<string, string>();
  const times = new Map<string, SourceTimes>();
  let at: string | undefined;
  for (const word of words) {
    if (word.startsWith('\u0001')) {
      at = isoSeconds(Number(word.slice(1)) * 1000);
    } else if (word !== '' && at !== undefined) {
      const name = word.slice(word.lastIndexOf('/') + 1);
      const first = created.get(name) ?? at;
      created.set(name, first);
      times.set(word, { created: first, arrived: at });
    }
  }
  return times;
}

/** Reads the plan that lies on a branch. Throws ImportError for what cannot be one. */
export async function readSource(project: Project, { branch, commit }: FoundSource): Promise<ImportSource> {
  const files = await filesOf(project, await project.repository.treeOf(commit));
  if (!files.some(({ path }) => path === 'spec.md' || /^(?:areas|tickets)\//.test(path))) {
    throw new ImportError(`${branch} holds no plan of Scriptorium: it has no spec.md, no areas/ and no tickets/.`);
  }
  return { commit, files, times: await timesOf(project, commit), at: isoSeconds(project.ports.clock.now()) };
}

