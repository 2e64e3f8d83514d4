import type { GitCall } from './gitCall.js';
import type { SimRepository } from './simRepository.js';
import { Fatal } from './store.js';

const zero = /^0+$/;

/** git's own patience with a locked ref (`core.filesRefLockTimeout`). In milliseconds. */
const longestLockWait = 100;
const lockPause = 20;

/** Moves a ref by compare-and-swap: a lock is taken, written and renamed, so that a crash leaves the lock or nothing. */
export async function moveRef({ running, repository }: GitCall, ref: string, id: string | undefined, expected: string | undefined): Promise<void> {
  const { disk } = repository;
  const path = repository.refFile(ref);
  const lock = `${path}.lock`;
  const tryLock = (): boolean => {
    if (disk.find(lock) !== undefined) return false;
    if (disk.find(path)?.kind === 'folder' && !disk.removeEmptyFolder(path)) throw new Fatal(`fatal: cannot lock ref '${ref}': there are still refs under '${ref}'`);
    disk.write(lock, '', { synced: true });
    return true;
  };
  for (let waited = 0; !(await running.step('git: lock ref', ref, tryLock)); waited += lockPause) {
    if (waited >= longestLockWait) throw new Fatal(`fatal: cannot lock ref '${ref}': Unable to create '${lock}': File exists.`);
    await running.pause(lockPause);
  }
  const unlock = (): void => {
    disk.remove(lock);
  };
  const present = repository.ref(ref);
  if (expected !== undefined && (zero.test(expected) ? present !== undefined : present !== expected)) {
    unlock();
    throw new Fatal(`fatal: cannot lock ref '${ref}': ${present === undefined ? 'unable to resolve reference' : `is at ${present} but expected ${expected}`}`);
  }
  if (id !== undefined && !repository.store.has(id)) {
    unlock();
    throw new Fatal(`fatal: cannot update ref '${ref}': trying to write ref '${ref}' with nonexistent object ${id}`);
  }
  if (id === undefined) {
    await running.step('git: delete ref', ref, () => {
      disk.remove(path);
      unlock();
    });
    return;
  }
  await running.step('git: write ref', ref, () => disk.write(lock, `${id}\n`, { synced: true }));
  await running.step('git: log ref', ref, () => logMove(repository, ref, present, id));
  await running.step('git: rename ref', ref, () => disk.rename(lock, path));
}

function logMove(repository: SimRepository, ref: string, before: string | undefined, after: string): void {
  if (!/^(?:HEAD$|refs\/heads\/)/.test(ref)) return;
  repository.disk.append(`${repository.commonDir}/logs/${ref}`, `${before ?? '0'.repeat(40)} ${after} Sanctum <sanctum@localhost> 0 +0000\t\n`);
}

/** `update-ref`, by its arguments or a transaction at a time. */
export async function updateRef(call: GitCall): Promise<number> {
  const { running, repository, args } = call;
  if (args[0] !== '--stdin') {
    const [ref = '', name = '', expected] = args;
    await moveRef(call, ref, repository.resolve(name) ?? name, expected);
    return 0;
  }
  let updates: (() => Promise<void>)[] = [];
  for (let line = await running.input.line(); line !== undefined; line = await running.input.line()) {
    const [word, ref = '', one, other] = line.split(' ');
    if (word === 'start') running.print('start: ok\n');
    else if (word === 'update') updates.push(() => moveRef(call, ref, one, other));
    else if (word === 'delete') updates.push(() => moveRef(call, ref, undefined, one));
    else if (word === 'create') updates.push(() => moveRef(call, ref, one, '0'.repeat(40)));
    else if (word === 'prepare') running.print('prepare: ok\n');
    else if (word === 'commit') {
      for (const update of updates) await update();
      updates = [];
      running.print('commit: ok\n');
    } else throw new Fatal(`fatal: unknown command: ${line}`);
  }
  return 0;
}

export async function forEachRef({ running, repository, args }: GitCall): Promise<number> {
  const format = args.find((arg) => arg.startsWith('--format='))?.slice('--format='.length) ?? '';
  const patterns = args.filter((arg) => !arg.startsWith('--'));
  const found = new Map((patterns.length === 0 ? ['refs/'] : patterns).flatMap((pattern) => repository.refs(pattern)));
  for (const [name, id] of [...found].sort(([one], [other]) => (one < other ? -1 : 1))) {
    running.print(`${format.replace('%(objectname)', id).replace('%(refname:lstrip=2)', name.split('/').slice(2).join('/')).replace('%(refname)', name)}\n`);
  }
  return 0;
}

export async function symbolicRef({ running, repository, args }: GitCall): Promise<number> {
  const name = args.find((arg) => !arg.startsWith('--')) ?? 'HEAD';
  const target = /^ref: (.*)$/.exec(repository.disk.text(repository.refFile(name))?.trim() ?? '')?.[1];
  if (target === undefined) return 1;
  running.print(`${target}\n`);
  return 0;
}
