import { approvalPath } from '../../plan/paths.js';
import type { Snapshot } from '../../plan/snapshot.js';

/** Something of the plan that texts speak of by an id. */
export interface Named {
  readonly id: string;
  /** Its document. */
  readonly path: string;
  readonly title: string;
  readonly kind: 'ticket' | 'question' | 'decision' | 'version';
  /** Of a ticket or a question. */
  readonly state: string | undefined;
}

/** All of a plan that has an id, by it. */
export type PlanIndex = ReadonlyMap<string, Named>;

function headline(text: string): string {
  const body = text.replace(/^---\n[^]*?\n---\n/, '');
  return (body.split('\n').find((line) => line.trim() !== '') ?? '').trim();
}

/** `decisions` are the names of the files in that folder. Pure. */
export function indexPlan(snapshot: Snapshot, decisions: readonly string[]): PlanIndex {
  const index = new Map<string, Named>();
  const add = (named: Named): void => void index.set(named.id, named);
  for (const { path, state, fields } of snapshot.tickets.values()) add({ id: fields.id, path, title: fields.title, kind: 'ticket', state });
  for (const { path, text, fields } of snapshot.questions.values()) add({ id: fields.id, path, title: headline(text), kind: 'question', state: fields.state });
  for (const name of decisions) {
    const [, id, words] = /^(D-\d+)-(.+)\.md$/.exec(name) ?? [];
    if (id !== undefined && words !== undefined) add({ id, path: `decisions/${name}`, title: words.replaceAll('-', ' '), kind: 'decision', state: undefined });
  }
  for (let version = 1; version <= snapshot.version; version += 1) {
    add({ id: `v${String(version)}`, path: approvalPath(version), title: `Version ${String(version)} of the spec`, kind: 'version', state: undefined });
  }
  return index;
}

/** A place in a text that names something of the plan. */
export interface Reference {
  readonly start: number;
  readonly end: number;
  readonly named: Named;
}

/** Not a part of a longer word, number, date, path or address. */
const idWord = /(?<![\w./:@#-])(?:[QD]-\d{4,9}|\d{4,9}|v\d+)(?![\w/@-]|[.:]\w)/g;

/** The ids in a text that the plan knows. A number that is no ticket's is left alone. */
export function referencesIn(text: string, index: PlanIndex): readonly Reference[] {
  return [...text.matchAll(idWord)].flatMap((match) => {
    const named = index.get(match[0]);
    return named === undefined ? [] : [{ start: match.index, end: match.index + match[0].length, named }];
  });
}
