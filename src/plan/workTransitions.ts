import { moneyAnswerProblem } from './budgetQuestion.js';
import { dropChanges } from './areaDrops.js';
import { appendSection, setFields } from './frontMatter.js';
import { findingLines } from './reviewRounds.js';
import { areaPath, cutPath, pendingPath, reviewPath, runPath, workPath } from './paths.js';
import type { Draft } from './draft.js';
import { draftProblem } from './drafting.js';
import type { WorkFields } from './planningSchemas.js';
import { answeredChanges, decisionChanges, openAt, passedUpChange, resumption } from './questionTransitions.js';
import type { RunFields } from './schemas.js';
import { ticketsOf } from './schemas.js';
import type { Document, Snapshot } from './snapshot.js';
import type { Change, Refusal, Transition } from './transition.js';
import type { Failure } from './transitions.js';
import { draftedTickets, recut } from './ticketDrafts.js';
import { document } from './transition.js';
import { afterFailure, crowded, onwardAfter, runsAllowed, submitted, whilePaused } from './transitions.js';
import type { Level } from './atoms.js';

/** A piece of work that is to be done: all that is known of it before anybody began. */
export type WorkSeed = Pick<WorkFields, 'name' | 'kind' | 'role' | 'of'> & {
  readonly subject?: string;
  /** The run whose session it begins with. */
  readonly resumes?: string;
};

/** The record of a run on a piece of work. */
export type WorkRun = RunFields & { readonly work: string };

/** Gives a piece of work its next run. One that is there already goes on with what it has gone through. */
export function beginWork(seed: WorkSeed, run: string, base: string, at: string): Transition {
  return (snapshot) => {
    const present = snapshot.work.get(seed.name);
    if (present?.fields.run !== undefined) return { refused: `${seed.name} is being worked on.` };
    if (present?.fields.stuck !== undefined && present.fields.of === seed.of) return { refused: `${seed.name} is stuck.` };
    const full = whilePaused(snapshot) ?? crowded(snapshot);
    if (full !== undefined) return full;
    const resumed = resumption(snapshot, present?.fields.parked, run, at);
    if ('refused' in resumed) return resumed;
    const attempts = (present?.fields.attempts ?? 0) + 1;
    const onward = present?.fields.parked === undefined ? { base, resumes: present === undefined ? seed.resumes : present.fields.of === seed.of ? present.fields.resumes : undefined } : {};
    // Stuck on what it was done for before: what failed there does not count here.
    const anew = present?.fields.stuck === undefined ? {} : { failures: 0, stuck: undefined };
    const fields = { of: seed.of, attempts, run, ...onward, parked: undefined, ...anew };
    const text = setFields(present?.text ?? document({ name: seed.name, kind: seed.kind, role: seed.role, subject: seed.subject }), fields);
    return { transition: 'begin-work', subject: `begin ${seed.name}: attempt ${String(attempts)}`, changes: new Map([[workPath(seed.name), text], ...resumed.changes]) };
  };
}

/** The piece of work while `run` is its run. */
function withWorkRun(snapshot: Snapshot, { work, run }: WorkRun): Document<WorkFields> | Refusal {
  const present = snapshot.work.get(work);
  return present?.fields.run === run ? present : { refused: `Run ${run} is not ${work}'s run any more.` };
}

/** A transition of a piece of work that `record` is the present run of; the record is written with it. */
export function ofRun(record: WorkRun, transition: (snapshot: Snapshot, work: Document<WorkFields>) => ReturnType<Transition>): Transition {
  return (snapshot) => {
    const work = withWorkRun(snapshot, record);
    if ('refused' in work) return work;
    const step = transition(snapshot, work);
    return 'refused' in step ? step : { ...step, changes: new Map([...step.changes, [runPath(record.run), document(record)]]) };
  };
}

function kept(record: WorkRun): { readonly snapshot?: string } {
  return record.snapshot === undefined ? {} : { snapshot: record.snapshot };
}

/** All that changes when a piece of work is done: its document is not needed any more. */
export function finishing(path: string, ...changes: readonly Change[]): ReadonlyMap<string, string | undefined> {
  return new Map([[path, undefined], ...changes]);
}

/** What several lines say, in the one that the front matter has room for. */
function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ').slice(0, 200);
}

/** A run that led nowhere. A question that nobody at its level can answer climbs; other work is stuck after as many failures as a ticket may have. */
export function failWork(record: WorkRun, failure: Failure): Transition {
  return ofRun(record, (snapshot, { path, text, fields }) => {
    const failures = fields.failures + (failure.own ? 1 : 0);
    const limit = snapshot.config?.limits.attempts ?? 3;
    const exhausted = failure.sticks === true || failures >= limit || fields.attempts % runsAllowed(snapshot.config) === 0;
    if (exhausted && (fields.kind === 'answer' || fields.kind === 'change')) {
      const question = openAt(snapshot, fields.subject ?? '', fields.role as Level);
      const climbs = 'refused' in question ? [] : [passedUpChange(question, `The ${fields.role} came to no answer: ${failure.reason}`, record.ended)];
      return { transition: 'pass-up', subject: `pass up ${fields.subject ?? ''}: no answer`, changes: finishing(path, ...climbs) };
    }
    const changed = setFields(text, { ...kept(record), failures, run: undefined, ...onwardAfter(snapshot, record.run, fields.resumes, exhausted ? { ...failure, goesOn: false } : failure), ...(exhausted ? { stuck: oneLine(failure.reason) } : {}) });
    const report = appendSection(changed, `Attempt ${String(fields.attempts)}`, `${failure.reason}\n\n${failure.report}`);
    return { transition: 'fail-work', subject: oneLine(`${exhausted ? 'stuck' : 'failed'} ${fields.name}: ${failure.reason}`).slice(0, 100), changes: new Map([[path, report]]) };
  });
}

/** A run that ended to wait for an answer. */
export function parkWork(record: WorkRun, question: string): Transition {
  return ofRun(record, (_, { path, text, fields }) => ({
    transition: 'park-work',
    subject: `park ${fields.name}: waits for ${question}`,
    changes: new Map([[path, setFields(text, { ...kept(record), run: undefined, parked: question, resumes: record.run })]]),
  }));
}

/** A piece of work that nobody needs any more. */
export function dropWork(name: string, record?: WorkRun): Transition {
  return (snapshot) => {
    const present = snapshot.work.get(name);
    if (present === undefined) return { refused: `There is no piece of work ${name}.` };
    if (present.fields.run !== record?.run) return { refused: `${name} is being worked on.` };
    const runs: Change[] = record === undefined ? [] : [[runPath(record.run), document(record)]];
    return { transition: 'drop-work', subject: `drop ${name}`, changes: new Map([[present.path, undefined], ...runs]) };
  };
}

/** Tries a stuck piece of work again. */
export function retryWork(name: string): Transition {
  return (snapshot) => {
    const present = snapshot.work.get(name);
    if (present?.fields.stuck === undefined) return { refused: present === undefined ? `There is no piece of work ${name}.` : `${name} is not stuck.` };
    return { transition: 'retry-work', subject: `retry ${name}`, changes: new Map([[present.path, setFields(present.text, { stuck: undefined, failures: 0 })]]) };
  };
}

/** The documents of areas as the architect wrote them; one that was filed for a proposal goes on saying so. */
export function areaChanges(snapshot: Snapshot, areas: Draft['areas'], proposal?: string): Change[] {
  return areas.map(({ area, title, text }) => [areaPath(area), document({ area, title, proposal: proposal ?? snapshot.areas.get(area)?.fields.proposal }, text)]);
}

/** What the architect made of the spec: the areas that changed, and the decisions behind them. */
export function cutAreas(record: WorkRun, draft: Draft): Transition {
  return ofRun(record, (snapshot, { path, fields }) => {
    const drops = draft.drops ?? [];
    const areas = [...areaChanges(snapshot, draft.areas), ...dropChanges(snapshot, drops, record.run, record.ended)];
    const decisions = decisionChanges(snapshot, draft.decisions.map((decision) => ({ ...decision, by: 'architect' as const, at: record.ended })));
    const cut: Change = [cutPath(undefined), document({ of: fields.of, run: record.run, at: record.ended })];
    const names = [...draft.areas.map(({ area }) => area), ...drops.map(({ area }) => `without ${area}`)].join(', ');
    return { transition: 'cut-areas', subject: `cut areas: ${names || 'none changed'}`.slice(0, 100), changes: finishing(path, ...areas, ...decisions, cut) };
  });
}

/** What the manager made of an area: new tickets and changed ones, all or none. Refused when the plan moved so that they no longer fit. */
export function cutTickets(record: WorkRun, draft: Draft): Transition {
  return ofRun(record, (snapshot, { path, fields }) => {
    const area = fields.subject ?? '';
    const problem = draftProblem(snapshot, draft, area);
    if (problem !== undefined) return { refused: problem };
    const origin = { area, of: fields.of, at: record.ended };
    const { changes, recuts } = recut(snapshot, draft, origin, draftedTickets(snapshot, draft, origin));
    const became = recuts.map(({ ticket, became: what }) => `- ${ticket}: ${what}`).join('\n');
    const cut: Change = [cutPath(area), document({ area, of: fields.of, run: record.run, at: record.ended }, became === '' ? '' : `Tickets of the content before:\n\n${became}`)];
    return {
      transition: 'cut-tickets',
      subject: `cut ${area}: ${String(draft.tickets.length)} new tickets, ${String(draft.changes.length)} changed`,
      changes: finishing(path, ...changes, cut),
    };
  });
}

/** A manager's or an architect's answer. */
export function answerByAgent(record: WorkRun, answer: NonNullable<Draft['answer']>, decisions: Draft['decisions']): Transition {
  return ofRun(record, (snapshot, { path, fields }) => {
    const by = fields.role as Level;
    const question = openAt(snapshot, answer.question, by);
    if ('refused' in question) return question;
    const problem = moneyAnswerProblem(question.fields, answer.text);
    if (problem !== undefined) return { refused: problem };
    const [decision] = decisions;
    const changes = answeredChanges(snapshot, question, { text: answer.text, by, at: record.ended, run: record.run, ...(decision === undefined ? {} : { decision }) });
    return { transition: 'answer', subject: `answer ${answer.question}`, changes: finishing(path, ...changes) };
  });
}

/** A manager or an architect who cannot answer hands the question on to the level above. */
export function passUp(record: WorkRun, passed: NonNullable<Draft['passedUp']>): Transition {
  return ofRun(record, (snapshot, { path, fields }) => {
    const question = openAt(snapshot, passed.question, fields.role as Level);
    if ('refused' in question) return question;
    return { transition: 'pass-up', subject: `pass up ${passed.question}`, changes: finishing(path, passedUpChange(question, passed.view, record.ended)) };
  });
}

/**
 * A review of a submission. One that asks for changes takes the submission out of the queue and opens the ticket again; where `question` was
 * asked of the manager for it, the ticket waits for that answer.
 */
export function recordReview(record: WorkRun, review: NonNullable<Draft['review']>, question?: string): Transition {
  return ofRun(record, (snapshot, { path, fields }) => {
    const id = fields.subject ?? '';
    const ticket = submitted(snapshot, id, fields.of);
    if ('refused' in ticket) return ticket;
    if (snapshot.intent !== undefined && ticketsOf(snapshot.intent).includes(id)) return { refused: `Ticket ${id} is landing at this moment.` };
    const { attempts } = ticket.fields;
    const written: Change = [reviewPath(id, attempts), document({ ticket: id, attempt: attempts, run: record.run, commit: fields.of, ...review, at: record.ended })];
    if (review.verdict === 'approve') {
      return { transition: 'review', subject: `review ${id}: approved`, changes: finishing(path, written) };
    }
    const failure = { reason: question === undefined ? 'The review asks for changes.' : `The review asks for changes again, and its manager is asked: ${question}.`, report: findingLines(review.findings).join('\n'), own: question === undefined };
    const step = afterFailure(snapshot, ticket, failure, [[path, undefined], written, [pendingPath(id), undefined]], question === undefined ? {} : { parked: question });
    return { ...step, transition: 'review', subject: `review ${id}: changes are asked for` };
  });
}
