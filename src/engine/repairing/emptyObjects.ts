import { join } from 'node:path';
import { Git } from '../../git/git.js';
import { ObjectReader } from '../../git/objectReader.js';
import type { Project } from '../project.js';
import type { Fault } from './fault.js';

const readAtOnce = 64;

async function emptyIn({ ports: { files }, repository: { objectsFolder } }: Project): Promise<readonly string[]> {
  const folders = (await files.list(objectsFolder)).filter(({ name, kind }) => kind === 'folder' && /^[0-9a-f]{2}$/.test(name));
  const empty: string[] = [];
  for (const { name } of folders) {
    const objects = await files.list(join(objectsFolder, name));
    for (let at = 0; at < objects.length; at += readAtOnce) {
      const looked = objects.slice(at, at + readAtOnce).map(async (object) => ((await files.status(join(objectsFolder, name, object.name)))?.size === 0 ? [`${name}${object.name}`] : []));
      empty.push(...(await Promise.all(looked)).flat());
    }
  }
  return empty.filter((id) => /^[0-9a-f]{40,64}$/.test(id));
}

/** An object as Sanctum's repository for snapshots has it. */
async function fromSnapshots({ ports, folder, repository: { format } }: Project, id: string): Promise<Parameters<Project['repository']['objects']['write']> | undefined> {
  if ((await ports.files.status(join(folder.snapshots, 'HEAD'))) === undefined) return undefined;
  const reader = new ObjectReader(new Git(ports.processes, folder.snapshots, 'closed'), format);
  try {
    const object = await reader.read(id);
    return object === undefined ? undefined : [object.type, object.body];
  } catch {
    return undefined;
  } finally {
    await reader.close();
  }
}

/** Objects whose file is empty, as a loss of power leaves them: git can neither read such a one nor write it anew. */
export async function emptyObjects(project: Project): Promise<readonly Fault[]> {
  const { repository } = project;
  return (await emptyIn(project)).map((id): Fault => {
    const name = join('objects', id.slice(0, 2), id.slice(2));
    return {
      name: 'objects',
      words: `The object ${id} is empty, as after a loss of power.`,
      would: 'takes the empty file away, and writes the object anew where Sanctum has another copy; what names it and finds none is told next',
      repair: async (keeping) => {
        await keeping.take(join(repository.objectsFolder, id.slice(0, 2), id.slice(2)), name);
        const copy = await fromSnapshots(project, id);
        if (copy !== undefined) await repository.objects.write(...copy);
        // What was read of it before is forgotten with the process that read it.
        await repository.reader.close();
        if ((await repository.reader.size(id)) !== undefined) return `The object ${id} is there again.`;
        return `The empty file of object ${id} was taken away. If it is missed, another clone has it: git fetch`;
      },
    };
  });
}
