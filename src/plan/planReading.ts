import { Repository } from '../git/repository.js';
import type { ObjectFormat } from '../git/objects.js';
import type { Ports } from '../platform/ports.js';
import { PlanStore } from './store.js';

/** The plan as an agent may read it: live, whole documents, as text. */
export interface PlanReading {
  ticket(id: string): Promise<string>;
  spec(): Promise<string>;
  areas(): Promise<string>;
  decisions(): Promise<string>;
  close(): Promise<void>;
}

/** Reads the plan of a repository straight from git. */
export function openPlanReading(ports: Ports, place: { readonly commonDir: string; readonly format: ObjectFormat }): PlanReading {
  const repository = new Repository(ports, place.commonDir, place.format);
  const store = new PlanStore(repository, ports.files, ports.clock);
  const folder = async (name: string): Promise<string> => {
    const { tree, commit } = await store.read();
    const entry = (await store.snapshots.trees.entries(tree)).find((one) => one.name === name && one.mode === '040000');
    if (entry === undefined) return `There are no ${name} yet.`;
    const names = (await store.snapshots.trees.entries(entry.id)).map((one) => one.name);
    const texts = await Promise.all(names.map((file) => store.snapshots.text(commit, `${name}/${file}`)));
    return texts.map((text, at) => `<!-- ${name}/${names[at] ?? ''} -->\n${text ?? ''}`).join('\n');
  };
  return {
    ticket: async (id) => (await store.read()).tickets.get(id)?.text ?? `There is no ticket ${id}.`,
    spec: async () => (await store.snapshots.text((await store.read()).commit, 'spec.md')) ?? 'There is no spec yet.',
    areas: () => folder('areas'),
    decisions: () => folder('decisions'),
    close: () => repository.close(),
  };
}
