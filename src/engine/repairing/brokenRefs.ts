import { join } from 'node:path';
import { readRefLog } from '../../git/reflog.js';
import type { Project } from '../project.js';
import { recordIn } from '../../plan/runRecords.js';
import { planRef } from '../../plan/paths.js';
import type { Fault } from './fault.js';

interface LooseRef {
  readonly ref: string;
  readonly content: string;
}

async function looseRefs({ ports: { files }, place: { commonDir } }: Project): Promise<readonly LooseRef[]> {
  const found: LooseRef[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const { name, kind } of await files.list(join(commonDir, folder))) {
      const ref = `${folder}/${name}`;
      if (kind === 'folder') await visit(ref);
      else if (kind === 'file' && !name.endsWith('.lock')) found.push({ ref, content: (await files.readIfThere(join(commonDir, ref)))?.toString('latin1').trim() ?? '' });
    }
  };
  await visit('refs');
  return found;
}

const idShape = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

async function isThere({ repository }: Project, id: string): Promise<boolean> {
  return !/^0+$/.test(id) && (await repository.reader.size(id)) !== undefined;
}

/** What a ref named before, the newest first, by its own log and by the packed refs. */
async function earlier({ ports: { files }, place: { commonDir } }: Project, ref: string): Promise<readonly string[]> {
  const logged = (await readRefLog(files, commonDir, ref)).flatMap(({ from, to }) => [from, to]).flatMap((id) => id ?? []);
  const packed = (await files.readIfThere(join(commonDir, 'packed-refs')))?.toString('utf8') ?? '';
  const line = packed.split('\n').find((one) => one.endsWith(` ${ref}`));
  return [...logged.reverse(), ...(line === undefined ? [] : [line.split(' ')[0] ?? ''])];
}

/** What the plan says that a ref of a kept attempt names. */
async function byRunRecords({ repository, store }: Project, ref: string): Promise<readonly string[]> {
  const [, of, attempt] = /^refs\/sanctum\/(?:wip|keep)\/([^/]+)\/(\d+)$/.exec(ref) ?? [];
  const tip = of === undefined ? undefined : await store.tip();
  if (tip === undefined) return [];
  const snapshot = await store.snapshots.read(tip);
  const records = await store.records.read(snapshot);
  const ofTicket = records.filter((run) => run.ticket === of && run.attempt === Number(attempt)).flatMap(({ snapshot: commit }) => commit ?? []);
  const object = await repository.reader.at(tip, `runs/${(of ?? '').slice(2, 6)}/${(of ?? '').slice(6, 8)}/${of ?? ''}.md`);
  const ofWork = object?.type === 'blob' ? (recordIn(object.body.toString('utf8'))?.snapshot ?? []) : [];
  return [...ofTicket, ...(typeof ofWork === 'string' ? [ofWork] : ofWork)];
}

/** What a ref names that is called after it. */
function byName(ref: string): readonly string[] {
  return /^refs\/sanctum\/(?:wip\/kept|foreign)\/([0-9a-f]+)$/.exec(ref)?.slice(1) ?? [];
}

async function goodValue(project: Project, ref: string): Promise<string | undefined> {
  const sources = [() => earlier(project, ref), () => byRunRecords(project, ref), () => Promise.resolve(byName(ref))];
  for (const source of sources) {
    for (const id of await source().catch(() => [])) if (idShape.test(id) && (await isThere(project, id))) return id;
  }
  return undefined;
}

/** Refs whose file names nothing, or an object that is not there, as a loss of power leaves them. The plan's own comes first: others are found by it. */
export async function brokenRefs(project: Project): Promise<readonly Fault[]> {
  const { ports: { files }, place: { commonDir } } = project;
  const faults: Fault[] = [];
  const broken: LooseRef[] = [];
  for (const one of await looseRefs(project)) {
    if (one.content.startsWith('ref:') || (idShape.test(one.content) && (await isThere(project, one.content)))) continue;
    broken.push(one);
  }
  broken.sort((one, other) => Number(other.ref === planRef) - Number(one.ref === planRef));
  for (const { ref, content } of broken) {
    const words = idShape.test(content) ? `${ref} names ${content}, which the repository does not have.` : `${ref} is ${content === '' ? 'empty' : 'no id'}, as after a loss of power.`;
    const id = await goodValue(project, ref);
    faults.push({
      name: 'refs',
      words,
      would: id === undefined ? 'takes the broken file away: what it named is written down nowhere' : `puts it back to ${id}, which it named last`,
      repair: async (keeping) => {
        const found = (await goodValue(project, ref)) ?? id;
        const kept = await keeping.take(join(commonDir, ref), ref);
        // Written as a file: git's log would tell of a move of the engineer's branch in Sanctum's name.
        if (found !== undefined) await files.writeSynced(join(commonDir, ref), `${found}\n`);
        return found === undefined ? `The broken ${ref} was taken away, to ${kept}.` : `${ref} names ${found} again; the broken file is ${kept}.`;
      },
    });
  }
  return faults;
}
