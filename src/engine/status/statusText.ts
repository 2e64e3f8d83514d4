import type { RunContainment } from '../../platform/sandbox.js';
import { overlapWords } from '../deciding/overlaps.js';
import { age } from './age.js';
import { proposalLines } from './proposalStatus.js';
import { engineersQuestionLines, othersQuestionLine, shortened } from './questionText.js';
import type { Phase, Status, TicketStatus } from './status.js';
import type { WorkPhase, WorkStatus } from './workStatus.js';

/** A sign and a word for each phase: never a colour alone. */
export const phaseSigns: Readonly<Record<Phase, string>> = {
  open: '○',
  waiting: '◌',
  held: '‖',
  parked: '?',
  starting: '◔',
  coding: '◑',
  collecting: '◕',
  testing: '◕',
  reviewing: '◕',
  landing: '◕',
  done: '●',
  stuck: '✗',
  cancelled: '–',
};

export const workSigns: Readonly<Record<WorkPhase, string>> = { starting: '◔', working: '◑', parked: '?', stuck: '✗' };

/** Whether an agent at work can write outside its own folders, in a word each. */
export const containmentWords: Readonly<Record<RunContainment, string>> = { contained: 'contained', detected: 'detected', none: 'not contained' };

export function ticketDetail(ticket: TicketStatus, now: number): string {
  const parts = [
    ticket.attempt > 1 && ticket.phase !== 'open' ? `attempt ${String(ticket.attempt)}` : undefined,
    ticket.since === undefined ? undefined : age(ticket.since, now),
    ticket.containment === undefined ? undefined : containmentWords[ticket.containment],
    ticket.landed === undefined ? undefined : `${ticket.landed.commit.slice(0, 10)}, tree ${ticket.landed.tree.slice(0, 10)}`,
    ticket.detail,
    ticket.stale === true ? 'stale' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

export function workDetail(work: WorkStatus, now: number): string {
  const parts = [work.attempt > 1 ? `attempt ${String(work.attempt)}` : undefined, work.since === undefined ? undefined : age(work.since, now), work.containment === undefined ? undefined : containmentWords[work.containment], work.progress];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** The line that says why nothing is happening, or undefined when something is. */
export function waitingLine(status: Pick<Status, 'waits'>): string | undefined {
  return status.waits.length === 0 ? undefined : `WAITING: ${status.waits.map((wait) => wait.words).join('; ')}`;
}

const longestTitle = 50;

/** The status as plain lines: what waits for the engineer, who works on what, and how the tickets stand. */
export function statusLines(status: Status & { readonly engine?: string | undefined }, now: number): readonly string[] {
  const master = status.master === undefined ? 'no commit' : `${status.health} at ${status.master.slice(0, 10)}`;
  const engine = status.engine === undefined ? 'no engine runs' : `the engine is ${status.engine}`;
  const width = Math.max(0, ...status.tickets.map(({ title }) => Math.min(longestTitle, title.length)), ...status.work.map(({ words }) => Math.min(longestTitle, words.length - 5)));
  const row = (sign: string, what: string, phase: string, detail: string): string => `${sign} ${what}  ${phase.padEnd(9)} ${detail}`.trimEnd();
  const mine = status.questions.filter(({ level }) => level === 'engineer');
  const waiting = waitingLine(status);
  return [
    ...mine.flatMap((question) => engineersQuestionLines(question, now)),
    `${status.branch === undefined ? 'which branch is kept green is not known' : `${status.branch} is ${master}`} · ${engine}${status.paused === undefined ? '' : ' · paused'}${status.frozen === undefined ? '' : ' · landing frozen'}`,
    ...status.work.map((work) => row(workSigns[work.phase], shortened(work.words, width + 5).padEnd(width + 5), work.phase, workDetail(work, now))),
    ...status.tickets.map((ticket) => row(phaseSigns[ticket.phase], `${ticket.id} ${shortened(ticket.title, longestTitle).padEnd(width)}`, ticket.phase, ticketDetail(ticket, now))),
    ...(status.overlaps ?? []).map((overlap) => `! ${overlapWords(overlap)}`),
    ...(status.budgets ?? []).map(({ words }) => `! ${words}`),
    ...(status.unseen ?? []).map((words) => `! ${words}`),
    ...status.proposals.flatMap((proposal) => proposalLines(proposal, now)),
    ...status.questions.filter((question) => !mine.includes(question)).map((question) => othersQuestionLine(question, now)),
    ...(waiting === undefined ? [] : [waiting]),
  ];
}
