import type { HostView } from '../../engine/hosting/engineHost.js';
import { unapprovedWords } from '../../queue/order.js';
import type { NodeClick } from './viewNode.js';

/** Something that goes on only when the engineer does something, beside the questions. */
export interface Need {
  readonly kind: 'approval' | 'draft' | 'proposal' | 'wait';
  readonly words: string;
  /** What to do about it, where the words do not say it. */
  readonly hint?: string;
  readonly click?: Exclude<NodeClick, 'open'>;
  /** The proposal that is to be decided, and where its document lies. */
  readonly proposal?: { readonly id: string; readonly path: string };
  /** The ticket whose submission is to be looked at. */
  readonly ticket?: string;
}

/** The words of a wait for a window, without what is to be done about it; a time is told as `timeOf` tells it. */
export function waitWords(words: string, timeOf: (iso: string) => string): string {
  const [what = words] = words.split(' — ');
  return what.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, timeOf).replace(/ at [0-9a-f]{10}\b/, '');
}

/** What a wait says to do, unless that is typed at a command line of Sanctum's: rows and commands stand beside it. */
function waitHint(words: string): string | undefined {
  const [, hint] = words.split(' — ');
  const clauses = (hint ?? '').split('; ').filter((clause) => clause !== '' && !clause.includes("'sanctum "));
  return clauses.length === 0 ? undefined : clauses.join('; ');
}

/** Whether a wait says what is counted otherwise, or what the engineer has stopped on purpose. */
function isCounted(words: string, view: HostView): boolean {
  const { look, observation } = view;
  if (observation.untrusted !== undefined && words.includes(observation.untrusted.hash)) return false;
  if (look.paused !== undefined && words.startsWith('paused by ')) return false;
  if (words.startsWith('held: ')) return false;
  if (observation.queue.some(({ ticket, unapproved = [] }) => unapproved.length > 0 && words.startsWith(`ticket ${ticket} waits for you: `))) return false;
  if (look.proposals.some(({ id }) => words.startsWith(id))) return false;
  return !look.questions.some(({ id, level }) => level === 'engineer' && words.startsWith(`${id} `));
}

/** All that needs the engineer, but for the questions. */
export function needsOf(view: HostView, timeOf: (iso: string) => string): readonly Need[] {
  const { look, observation, draft } = view;
  const needs: Need[] = [];
  if (observation.untrusted !== undefined) {
    needs.push({ kind: 'approval', words: 'approve the commands of this plan', click: { command: 'sanctum.trustCommands', title: 'Approve Commands…' } });
  }
  for (const { command, tickets } of observation.unapproved ?? []) {
    needs.push({ kind: 'approval', words: `approve ${command} for a criterion of ${tickets.join(', ')}`, hint: 'Until then it is not run.', click: { command: 'sanctum.trustCommands', title: 'Approve Commands…' } });
  }
  for (const { ticket, unapproved = [] } of observation.queue) {
    if (unapproved.length > 0) needs.push({ kind: 'approval', words: `approve ${ticket}: ${unapprovedWords(unapproved)}`, hint: 'It lands only then.', ticket, click: { command: 'sanctum.reviewTicket', title: 'Review' } });
  }
  if (draft !== undefined) needs.push({ kind: 'draft', words: 'read the draft of the spec', click: { command: 'sanctum.reviewDraft', title: 'Review Draft of the Spec' } });
  for (const { id, title, path, phase } of look.proposals) {
    if (phase === 'open') needs.push({ kind: 'proposal', words: `decide on ${id}: ${title}`, proposal: { id, path } });
  }
  for (const { words, engineer } of look.waits) {
    if (!engineer || !isCounted(words, view)) continue;
    const hint = waitHint(words);
    const red: Pick<Need, 'click'> = observation.health === 'red' && words.startsWith('halted: ') ? { click: { command: 'sanctum.mendMaster', title: 'Mend Master…' } } : {};
    needs.push({ kind: 'wait', words: waitWords(words, timeOf), ...(hint === undefined ? {} : { hint }), ...red });
  }
  return needs;
}

/** How much waits for the engineer, and each of it in words. */
export function needWords(view: HostView, timeOf: (iso: string) => string): readonly string[] {
  const questions = view.look.questions.filter(({ level }) => level === 'engineer').map(({ id, question }) => `answer ${id}: ${question}`);
  return [...questions, ...needsOf(view, timeOf).map(({ words }) => words)];
}
