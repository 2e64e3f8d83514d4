import type { Snapshot } from '../plan/snapshot.js';
import { flakyTests } from './flaky.js';
import type { PlanHistory } from './planHistory.js';
import type { RedSpan } from './redMaster.js';
import { redMaster } from './redMaster.js';
import type { Spend } from './spend.js';
import { endedSince, spendOf } from './spend.js';

interface Named {
  readonly id: string;
  readonly title: string;
}

/** What became of a plan while nobody looked. */
export interface AbsenceReport {
  /** ISO. */
  readonly since: string;
  /** In the order in which they landed. */
  readonly landed: readonly (Named & { readonly commit: string; readonly at: string })[];
  /** Tickets that are stuck and were not then, or whose last run ended, or whose work was found red, since then. */
  readonly stuck: readonly (Named & { readonly why: string | undefined })[];
  /** Runs that came to nothing, at tickets that go on all the same. */
  readonly failedRuns: number;
  /** What reached the engineer since then, or was open before and still is. */
  readonly questions: readonly { readonly id: string; readonly question: string; readonly isOpen: boolean; readonly at: string }[];
  readonly spend: Spend;
  /** Decisions that were made, and tests that were found flaky. */
  readonly decisions: readonly Named[];
  readonly flaky: readonly string[];
  readonly red: readonly RedSpan[];
}

type Plan = Pick<Snapshot, 'tickets' | 'questions' | 'decided'>;

/** `stuckBefore`: the tickets that were stuck when it begins. Whatever it was that another one is stuck by, a conflict, an answer or a run, is news. Pure. */
export function absenceReport({ tickets, questions, decided }: Plan, history: PlanHistory, since: string, stuckBefore: ReadonlySet<string>): AbsenceReport {
  const from = Date.parse(since);
  const isLater = (iso: string): boolean => Date.parse(iso) >= from;
  const runs = endedSince(history.records, from);
  const lastOf = new Map(history.records.flatMap((run) => (run.ticket === undefined ? [] : [[run.ticket, run] as const])));
  // What the gate has against work comes after the run that handed it in.
  const blamed = new Set(history.verdicts.flatMap(({ result, ticket, stack, finished }) => (result === 'red' && isLater(finished) ? [...(ticket === undefined ? [] : [ticket]), ...(stack ?? [])] : [])));
  return {
    since,
    landed: [...tickets.values()]
      .flatMap(({ fields: { id, title, landed } }) => (landed !== undefined && isLater(landed.at) ? [{ id, title, commit: landed.commit, at: landed.at }] : []))
      .sort((one, other) => Date.parse(one.at) - Date.parse(other.at)),
    stuck: [...tickets.values()].flatMap(({ state, fields: { id, title } }) => {
      const last = lastOf.get(id);
      const isByRun = last !== undefined && isLater(last.ended);
      const isNews = !stuckBefore.has(id) || blamed.has(id) || isByRun;
      return state === 'stuck' && isNews ? [{ id, title, why: isByRun && !last.submitted ? last.outcome : undefined }] : [];
    }),
    failedRuns: runs.filter(({ submitted, ticket }) => !submitted && (ticket === undefined || tickets.get(ticket)?.state !== 'stuck')).length,
    questions: [...questions.values()].flatMap(({ text, fields: { id, path, state } }) => {
      const reached = path.find(({ level }) => level === 'engineer');
      if (reached === undefined || state === 'withdrawn' || (state !== 'open' && !isLater(reached.at))) return [];
      return [{ id, question: firstLine(text), isOpen: state === 'open', at: reached.at }];
    }),
    spend: spendOf(runs),
    decisions: [...decided.values()].flatMap(({ fields: { id, title, at } }) => (isLater(at) ? [{ id, title }] : [])),
    flaky: flakyTests(history.verdicts, from).map(({ name }) => name),
    red: redMaster({ tickets }, history.verdicts).filter(({ until }) => until === undefined || isLater(until)),
  };
}

/** Of a document's body. */
function firstLine(text: string): string {
  const body = text.slice(text.indexOf('\n---\n', 3) + 5);
  return body.split('\n').map((line) => line.replace(/^#+ /, '').trim()).find((line) => line !== '') ?? '';
}

/** Whether there is anything to tell. */
export function isEventful({ landed, stuck, questions, spend, decisions, flaky, red }: AbsenceReport): boolean {
  return landed.length + stuck.length + questions.filter(({ isOpen }) => isOpen).length + spend.runs + decisions.length + flaky.length + red.length > 0;
}
