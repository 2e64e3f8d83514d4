import { kindOf } from '../../plan/documentKinds.js';
import { configPath, parseTicketPath, specPath, ticketStates } from '../../plan/paths.js';
import type { Snapshot } from '../../plan/snapshot.js';

/** A document as a list of them shows it. */
export interface ListedDocument {
  readonly path: string;
  readonly title: string;
  /** What is worth knowing beside the title. */
  readonly detail: string;
  readonly group: 'Spec' | 'Questions' | 'Tickets' | 'Areas' | 'Proposals' | 'Decisions' | 'Prompts' | 'Configuration' | 'Records';
  /** A product icon's name. */
  readonly icon: string;
  /** Where the snapshot holds it. */
  readonly text: string | undefined;
}

const ticketIcons = { open: 'circle-large-outline', 'in-progress': 'play-circle', stuck: 'warning', done: 'pass', cancelled: 'circle-slash' } as const;

/** `decisions/D-0003-plain-text.md`: `D-0003 plain text`. */
function nameOf(path: string): string {
  const name = (path.split('/').at(-1) ?? path).replace(/\.md$/, '');
  const [, id, words] = /^([A-Z]-\d+)-(.+)$/.exec(name) ?? [];
  return id === undefined || words === undefined ? name : `${id} ${words.replaceAll('-', ' ')}`;
}

function firstLine(text: string): string {
  return text.replace(/^---\n[^]*?\n---\n/, '').split('\n').find((line) => line.trim() !== '')?.trim() ?? '';
}

const icons = { Spec: 'book', Questions: 'question', Tickets: 'circle-large-outline', Areas: 'symbol-namespace', Proposals: 'lightbulb', Decisions: 'law', Prompts: 'comment', Configuration: 'gear', Records: 'history' } as const;

function other(path: string): ListedDocument | undefined {
  const kind = kindOf(path)?.name;
  if (kind === undefined || parseTicketPath(path) !== undefined) return undefined;
  const group = kind === 'decision' ? 'Decisions' : kind === 'proposal' ? 'Proposals' : kind === 'prompt' ? 'Prompts' : kind === 'configuration' || kind === 'prices' ? 'Configuration' : kind === 'spec' ? 'Spec' : kind === 'area' ? 'Areas' : kind === 'question' ? 'Questions' : 'Records';
  return { path, title: nameOf(path), detail: path, group, icon: icons[group], text: undefined };
}

/** All documents of the plan in the order in which people look for them; `paths` is every file of the branch. */
export function listDocuments(snapshot: Snapshot, paths: readonly string[]): readonly ListedDocument[] {
  const read = new Map<string, ListedDocument>();
  for (const { path, state, text, fields } of snapshot.tickets.values()) {
    read.set(path, { path, title: `${fields.id} ${fields.title}`, detail: state, group: 'Tickets', icon: ticketIcons[state], text });
  }
  for (const { path, text, fields } of snapshot.questions.values()) read.set(path, { path, title: `${fields.id} ${firstLine(text)}`, detail: fields.state, group: 'Questions', icon: 'question', text });
  for (const { path, text, fields } of snapshot.areas.values()) read.set(path, { path, title: fields.title, detail: fields.area, group: 'Areas', icon: icons.Areas, text });
  for (const { path, text, fields } of snapshot.proposals.values()) read.set(path, { path, title: `${fields.id} ${fields.title}`, detail: fields.filed === undefined ? fields.state : 'filed', group: 'Proposals', icon: icons.Proposals, text });
  for (const path of paths) {
    const listed = read.has(path) ? undefined : path === specPath ? { ...other(path), title: 'Spec', detail: snapshot.version === 0 ? '' : `v${String(snapshot.version)}` } : path === configPath ? { ...other(path), title: configPath, detail: '' } : other(path);
    if (listed?.path !== undefined) read.set(path, listed as ListedDocument);
  }
  return [...read.values()].sort(byPlace);
}

const groups: readonly ListedDocument['group'][] = ['Spec', 'Questions', 'Tickets', 'Areas', 'Proposals', 'Decisions', 'Configuration', 'Prompts', 'Records'];

function byPlace(one: ListedDocument, two: ListedDocument): number {
  const [first, second] = [one, two].map(({ path }) => parseTicketPath(path));
  const group = groups.indexOf(one.group) - groups.indexOf(two.group);
  if (group !== 0) return group;
  const state = first === undefined || second === undefined ? 0 : ticketStates.indexOf(first.state) - ticketStates.indexOf(second.state);
  return state === 0 ? (one.path < two.path ? -1 : 1) : state;
}

/** A line of a document that holds what is looked for. */
export interface FoundLine {
  readonly document: ListedDocument;
  /** From 0. */
  readonly line: number;
  readonly text: string;
}

/** The documents in whose title or text the words stand, whatever their case, each with its first such line. */
export function searchDocuments(documents: readonly ListedDocument[], words: string, most: number): readonly FoundLine[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return [];
  const found: FoundLine[] = [];
  for (const document of documents) {
    if (found.length >= most) break;
    const text = document.text ?? '';
    const at = text.toLowerCase().indexOf(wanted);
    if (at < 0 && !document.title.toLowerCase().includes(wanted)) continue;
    const before = text.slice(0, Math.max(at, 0));
    const line = before.split('\n').length - 1;
    found.push({ document, line, text: at < 0 ? '' : (text.split('\n')[line] ?? '').trim() });
  }
  return found;
}
