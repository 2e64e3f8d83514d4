import type { ObjectType } from '../../git/objects.js';
import type { GitCall } from './gitCall.js';
import { moveRef } from './gitRefs.js';
import { Fatal, ObjectStore } from './store.js';

/** The push of one ref, as a line says it: its name, what it was, what it is to be, and how many lines with objects come. */
export function pushLine(ref: string, before: string, after: string, objects: number): string {
  return `${ref} ${before} ${after} ${String(objects)}\n`;
}

/** An object on its way, as a line. */
export function objectLine(type: ObjectType, body: Uint8Array): string {
  return `${type} ${Buffer.from(body).toString('base64')}\n`;
}

/** Takes so many objects into a folder aside, and moves them from there to the others when all have come, in the order of their names. */
async function takeObjects({ running, repository: { disk, commonDir } }: GitCall, count: number): Promise<void> {
  const objects = `${commonDir}/objects`;
  const aside = `${objects}/tmp_objdir-incoming-${String(running.process.pid)}`;
  const store = new ObjectStore(disk, aside, [objects]);
  try {
    for (let left = count; left > 0; left -= 1) {
      const line = await running.input.line();
      if (line === undefined) throw new Fatal('fatal: early EOF');
      const [type, body = ''] = line.split(' ');
      await running.step('git: write objects', aside, () => store.write(type as ObjectType, Buffer.from(body, 'base64')));
    }
    for (const [path] of [...disk.filesBelow(aside)]) {
      await running.step('git: write objects', path, () => {
        disk.makeFolder(`${objects}/${path.slice(0, path.indexOf('/'))}`);
        disk.rename(`${aside}/${path}`, `${objects}/${path}`);
      });
    }
  } finally {
    disk.removeTree(aside);
  }
}

/**
 * Takes the push of one ref from a line that may be cut: says what the ref is, takes the objects, and moves the ref by compare-and-swap. As with git, a death leaves the folder aside, some of the objects,
 * or the ref's lock; and once all is there, it makes no difference that nobody listens any more.
 */
export async function receivePack(call: GitCall): Promise<number> {
  const { running, repository, args } = call;
  running.print(`${repository.ref(args[0] ?? '') ?? ''}\n`);
  const line = await running.input.line();
  // Whoever hears that the ref is elsewhere hangs up.
  if (line === undefined) return 0;
  const [ref = '', before, after, count] = line.split(' ');
  await takeObjects(call, Number(count));
  await moveRef(call, ref, after, before);
  return 0;
}
