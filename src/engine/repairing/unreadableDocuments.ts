import { unreadable } from '../../plan/invariants/documentsValid.js';
import { walkBack } from '../../plan/history.js';
import { configPath, planRef } from '../../plan/paths.js';
import { sanctumPerson } from '../../git/objects.js';
import type { Project } from '../project.js';
import type { Fault } from './fault.js';

interface Earlier {
  readonly commit: string;
  readonly text: string;
}

/** The last wording of a document that could be read, with the commit that had it. */
async function lastReadable({ repository, store }: Project, path: string, tip: string): Promise<Earlier | undefined> {
  let commit = tip;
  for await (const step of walkBack(repository.reader, store.snapshots.trees, tip)) {
    const change = step.changes.find((one) => one.path === path);
    if (change === undefined) continue;
    commit = step.parent ?? commit;
    const object = change.before === undefined ? undefined : await repository.reader.read(change.before);
    if (object?.type !== 'blob') continue;
    const text = object.body.toString('utf8');
    if (unreadable(path, text) === undefined) return { commit, text };
  }
  return undefined;
}

/** Documents of the plan that were edited by hand and cannot be read any more, or a configuration that was removed. */
export async function unreadableDocuments(project: Project): Promise<readonly Fault[]> {
  const { repository, store, ports } = project;
  const tip = await store.tip();
  if (tip === undefined) return [];
  const { tree, problems } = await store.snapshots.read(tip);
  const faults: Fault[] = [];
  for (const { path, words } of problems) {
    const text = await store.snapshots.text(tip, path);
    const problem = text === undefined ? undefined : unreadable(path, text);
    if (problem === undefined && !(text === undefined && path === configPath)) continue;
    const earlier = await lastReadable(project, path, tip);
    const said = `${path} on sanctum/plan ${text === undefined ? 'is gone' : `cannot be read: ${(problem ?? words).replace(/\.$/, '')}`}.`;
    if (earlier === undefined) {
      faults.push({ name: 'document', words: said, would: 'finds no earlier wording of it: mend it in a commit on sanctum/plan' });
      continue;
    }
    faults.push({
      name: 'document',
      words: said,
      would: `puts back how it was in ${earlier.commit.slice(0, 10)}, in a commit; what it is now stays in the history`,
      repair: async () => {
        const now = (await store.tip()) ?? tip;
        const base = now === tip ? tree : (await repository.reader.commit(now)).tree;
        const mended = await repository.trees.edit(base, new Map([[path, earlier.text]]));
        const message = `Put ${path} back as it was in ${earlier.commit}\n`;
        const commit = await repository.objects.commit({ tree: mended, parents: [now], author: sanctumPerson, committer: sanctumPerson, time: ports.clock.now() / 1000, message });
        if (!(await repository.refs.swap(planRef, commit, now))) return `The plan moved meanwhile, and ${path} was left as it is.`;
        return `${path} is as it was in ${earlier.commit.slice(0, 10)}; how it was edited stands in ${now.slice(0, 10)}.`;
      },
    });
  }
  return faults;
}
