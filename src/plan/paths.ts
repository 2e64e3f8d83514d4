/** The plan branch, and the refs that belong to it. */
export const planRef = 'refs/heads/sanctum/plan';
export const remotePlanRef = 'refs/remotes/origin/sanctum/plan';
/** Where the architect's revision of the spec waits for the engineer: a commit on a commit of the plan. */
export const draftRef = 'refs/heads/sanctum/draft';
export const heartbeatRef = 'refs/sanctum/heartbeat';

export const configPath = 'sanctum.json';
export const pricesPath = 'prices.json';
export const leasePath = 'lease.md';
export const specPath = 'spec.md';
export const controlPath = 'control.md';
export const activePath = 'queue/merge/active.md';
export const toolsPath = 'queue/tools.md';

export const ticketStates = ['open', 'in-progress', 'stuck', 'done', 'cancelled'] as const;
export type TicketState = (typeof ticketStates)[number];

/** `of` is a ticket, or a piece of work by name. */
export function wipRef(of: string, attempt: number): string {
  return `refs/sanctum/wip/${of}/${String(attempt)}`;
}

/** Keeps one commit of an agent's work beside what is kept of its attempt. */
export function keptRef(commit: string): string {
  return `refs/sanctum/wip/kept/${commit}`;
}

export function keepRef(of: string, attempt: number): string {
  return `refs/sanctum/keep/${of}/${String(attempt)}`;
}

export function candidateRef(ticket: string): string {
  return `refs/sanctum/candidate/${ticket}`;
}

/** The topmost commit of several candidates that are tested together, by their tickets from the lowest on. */
export function stackRef(tickets: readonly string[]): string {
  return `refs/sanctum/stack/${tickets.join('+')}`;
}

export function foreignRef(commit: string): string {
  return `refs/sanctum/foreign/${commit}`;
}

/** `greet-by-name`: letters and digits of a title, at most 40 characters. */
export function shortName(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return words === '' ? 'ticket' : words;
}

/** Ended tickets lie in folders of a hundred: a flat folder of 10,000 costs 268 KB of tree objects a transition. */
export function ticketPath(state: TicketState, id: string, name: string): string {
  const file = `${id}-${name}.md`;
  if (state !== 'done' && state !== 'cancelled') return `tickets/${state}/${file}`;
  return `tickets/${state}/${hundredOf(id)}/${file}`;
}

function hundredOf(id: string): string {
  const hundred = Math.floor(Number(id) / 100) * 100;
  return `${String(hundred).padStart(4, '0')}-${String(hundred + 99).padStart(4, '0')}`;
}

export interface TicketPlace {
  readonly state: TicketState;
  readonly id: string;
  readonly name: string;
}

/** What a path below `tickets/` says; undefined for any other path. An id has one spelling: `00012` is not a second `0012`. */
export function parseTicketPath(path: string): TicketPlace | undefined {
  const match = /^tickets\/(open|in-progress|stuck|done|cancelled)\/(?:\d{4,}-\d{4,}\/)?(\d{4}|[1-9]\d{4,8})-([a-z0-9-]+)\.md$/.exec(path);
  const [, state, id, name] = match ?? [];
  if (state === undefined || id === undefined || name === undefined) return undefined;
  const place = { state: state as TicketState, id, name };
  return ticketPath(place.state, id, name) === path ? place : undefined;
}

export function pendingPath(ticket: string): string {
  return `queue/merge/pending/${ticket}.md`;
}

/** A verdict is found by what was tested and how. */
export function verdictPath(tree: string, fingerprint: string): string {
  return `verdicts/${tree.slice(0, 2)}/${tree}-${fingerprint}.md`;
}

/** `R-20261121T043000-0012-1` lies in `runs/2026/11/`. */
export function runPath(run: string): string {
  return `runs/${run.slice(2, 6)}/${run.slice(6, 8)}/${run}.md`;
}

export function areaPath(area: string): string {
  return `areas/${area}.md`;
}

/** The record of what was cut from the spec, or from an area. */
export function cutPath(area: string | undefined): string {
  return area === undefined ? 'cuts/spec.md' : `cuts/areas/${area}.md`;
}

export function approvalPath(version: number): string {
  return `approvals/v${String(version)}.md`;
}

export function versionRef(version: number): string {
  return `refs/tags/sanctum/v${String(version)}`;
}

/** A draft that the engineer accepted as this version. */
export function acceptedRef(version: number): string {
  return `refs/sanctum/accepted/v${String(version)}`;
}

/** A draft that the engineer did not want. */
export function rejectedRef(draft: string): string {
  return `refs/sanctum/rejected/${draft}`;
}

/** The plan of another system that was imported, whole: what did not come over is here. */
export function importedRef(commit: string): string {
  return `refs/sanctum/imported/${commit}`;
}

/** What an import of that commit brought, and what not. */
export function importPath(commit: string): string {
  return `imports/${commit.slice(0, 12)}.md`;
}

export function notePath(ticket: string, number: number): string {
  return `notes/${ticket}/${String(number)}.md`;
}

export function decisionPath(id: string, title: string): string {
  return `decisions/${id}-${shortName(title)}.md`;
}

export function proposalPath(id: string, title: string): string {
  return `proposals/${id}-${shortName(title)}.md`;
}

/** The id of the proposal that lies at a path, or undefined. */
export function proposalIdOf(path: string): string | undefined {
  return /^proposals\/(P-\d+)-[\w-]+\.md$/.exec(path)?.[1];
}

export function reviewPath(ticket: string, attempt: number): string {
  return `reviews/${ticket}-${String(attempt)}.md`;
}

/** The protected changes of an attempt that the engineer approved. */
export function protectedPath(ticket: string, attempt: number): string {
  return `protected/${ticket}-${String(attempt)}.md`;
}

/** What an attempt comes to with the tests as they were. */
export function baseTestsPath(ticket: string, attempt: number): string {
  return `base-tests/${ticket}-${String(attempt)}.md`;
}

/** What became of the criteria of an attempt. */
export function criteriaPath(ticket: string, attempt: number): string {
  return `criteria/${hundredOf(ticket)}/${ticket}-${String(attempt)}.md`;
}

export function questionPath(id: string): string {
  return `questions/${id}.md`;
}

export function workPath(name: string): string {
  return `work/${name}.md`;
}

/** A piece of work is called after what it is for; that name is its only key. */
export function workName(kind: 'areas' | 'pitch'): string;
export function workName(kind: 'tickets' | 'review' | 'design', subject: string): string;
export function workName(kind: 'answer' | 'change', question: string, level: string): string;
export function workName(kind: string, subject?: string, level?: string): string {
  return [kind, subject, level].filter((part) => part !== undefined).join('-');
}
