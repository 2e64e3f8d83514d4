import { Repository } from '../git/repository.js';
import type { ObjectFormat } from '../git/objects.js';
import type { Ports } from '../platform/ports.js';
import { criteriaLines } from './criteriaRecord.js';
import { appendSection } from './frontMatter.js';
import { areaPath, specPath } from './paths.js';
import type { Snapshot, Ticket } from './snapshot.js';
import { isStale } from './staleness.js';
import { PlanStore } from './store.js';

/** The plan as an agent may read it: live, whole documents, as text. */
export interface PlanReading {
  ticket(id: string): Promise<string>;
  spec(): Promise<string>;
  area(name: string): Promise<string>;
  areas(): Promise<string>;
  /** One line each; those of one area, or all. */
  tickets(area?: string): Promise<string>;
  decisions(): Promise<string>;
  question(id: string): Promise<string>;
  questions(): Promise<string>;
  proposal(id: string): Promise<string>;
  proposals(): Promise<string>;
  /** The plan as it is now, as data. */
  snapshot(): Promise<Snapshot>;
  close(): Promise<void>;
}

/** Reads the plan of a repository straight from git. */
export function openPlanReading(ports: Ports, place: { readonly commonDir: string; readonly format: ObjectFormat }): PlanReading {
  const repository = new Repository(ports, place.commonDir, place.format);
  const store = new PlanStore(repository, ports.files, ports.clock);
  const document = async (path: string): Promise<string | undefined> => store.snapshots.text((await store.read()).commit, path);
  const folder = async (name: string): Promise<string> => {
    const { tree, commit } = await store.read();
    const entry = (await store.snapshots.trees.entries(tree)).find((one) => one.name === name && one.mode === '040000');
    if (entry === undefined) return `There are no ${name} yet.`;
    const names = (await store.snapshots.trees.entries(entry.id)).map((one) => one.name);
    const texts = await Promise.all(names.map((file) => store.snapshots.text(commit, `${name}/${file}`)));
    return texts.map((text, at) => `<!-- ${name}/${names[at] ?? ''} -->\n${text ?? ''}`).join('\n');
  };
  return {
    ticket: async (id) => ticketText(await store.read(), id),
    spec: async () => (await document(specPath)) ?? 'There is no spec yet.',
    area: async (name) => (await document(areaPath(name))) ?? `There is no area ${name} yet.`,
    areas: () => folder('areas'),
    tickets: async (area) => {
      const snapshot = await store.read();
      return ticketList(snapshot, [...snapshot.tickets.values()].filter(({ fields }) => area === undefined || fields.area === area));
    },
    decisions: () => folder('decisions'),
    question: async (id) => (await store.read()).questions.get(id)?.text ?? `There is no question ${id}.`,
    questions: () => folder('questions'),
    proposal: async (id) => (await store.read()).proposals.get(id)?.text ?? `There is no proposal ${id}.`,
    proposals: () => folder('proposals'),
    snapshot: () => store.read(),
    close: () => repository.close(),
  };
}

/** The document; with it, where work was handed in, what is known of the criteria. */
function ticketText({ tickets, criteria }: Snapshot, id: string): string {
  const ticket = tickets.get(id);
  if (ticket === undefined) return `There is no ticket ${id}.`;
  const known = criteria.get(id);
  return known === undefined ? ticket.text : appendSection(ticket.text, `Criteria, as of attempt ${String(known.attempt)}`, criteriaLines(known.criteria).join('\n'));
}

function ticketList(snapshot: Snapshot, tickets: readonly Ticket[]): string {
  if (tickets.length === 0) return 'There are no tickets yet.';
  return [...tickets]
    .sort((one, other) => Number(one.fields.id) - Number(other.fields.id))
    .map((ticket) => {
      const { id, title, 'depends-on': dependsOn } = ticket.fields;
      const waits = dependsOn.length === 0 ? '' : ` (depends on ${dependsOn.join(', ')})`;
      return `${id} ${ticket.state} ${title}${waits}${isStale(snapshot, ticket) ? ' (stale: the area changed)' : ''}`;
    })
    .join('\n');
}
