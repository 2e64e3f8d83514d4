import type { Evidence } from './criteriaRecord.js';
import type { CriteriaWriting } from './criteriaRecord.js';
import { criteriaChange, handedIn } from './criteriaRecord.js';
import type { Criterion } from './criterion.js';
import type { FieldValue } from './frontMatter.js';
import { appendSection, setFields } from './frontMatter.js';
import { activePath, configPath, leasePath, parseTicketPath, pendingPath, runPath, shortName, ticketPath, verdictPath } from './paths.js';
import { asksForOrder } from './conflictOrder.js';
import type { Beginning } from './promotion.js';
import { promotionAtStart } from './promotion.js';
import { begunWithAnswerTo, resumption } from './questionTransitions.js';
import { printConfig } from './readDocument.js';
import { climbWords, ladderOf, rungOf } from './ladder.js';
import type { Config, Intent, Landed, Lease, Pending, RunFields, TicketFields, Verdict } from './schemas.js';
import { ticketsOf } from './schemas.js';
import type { Snapshot, Ticket } from './snapshot.js';
import { awaitsManager } from './staleness.js';
import type { Change, Fields, Refusal, Step, Transition } from './transition.js';
import { document, inState, moved } from './transition.js';

/** The record of a coding run. */
export type TicketRun = RunFields & { readonly ticket: string };

export interface NewTicket {
  readonly title: string;
  readonly body: string;
  readonly budgetMinutes?: number;
  readonly priority?: TicketFields['priority'];
  readonly kind?: TicketFields['kind'];
  readonly dependsOn?: readonly string[];
  readonly criteria?: readonly Criterion[];
  readonly files?: readonly string[];
  readonly at: string;
}

/** The id that the next ticket gets: one above the highest there ever was, since no ticket is ever removed. One whose document nobody can read has its id all the same. */
export function nextTicketId({ tickets, problems }: Snapshot): string {
  const unread = problems.flatMap(({ path }) => parseTicketPath(path)?.id ?? []);
  const highest = Math.max(0, ...[...tickets.keys(), ...unread].map(Number));
  return String(highest + 1).padStart(4, '0');
}

export function add(ticket: NewTicket): Transition {
  return (snapshot) => {
    const unknown = ticket.dependsOn?.find((id) => !snapshot.tickets.has(id));
    if (unknown !== undefined) return { refused: `It cannot depend on ${unknown}: there is no such ticket.` };
    const id = nextTicketId(snapshot);
    const fields = {
      id,
      title: ticket.title,
      kind: ticket.kind ?? 'feature',
      priority: ticket.priority ?? 'medium',
      'depends-on': ticket.dependsOn === undefined || ticket.dependsOn.length === 0 ? undefined : ticket.dependsOn,
      criteria: ticket.criteria === undefined || ticket.criteria.length === 0 ? undefined : ticket.criteria,
      files: ticket.files === undefined || ticket.files.length === 0 ? undefined : ticket.files,
      budget: ticket.budgetMinutes === undefined ? undefined : { minutes: ticket.budgetMinutes },
      created: ticket.at,
    };
    return {
      transition: 'add',
      ticket: id,
      subject: `add ${id}: ${ticket.title}`,
      changes: new Map([[ticketPath('open', id, shortName(ticket.title)), document(fields, ticket.body)]]),
    };
  };
}

export function configure(config: Config, verdict?: { readonly fields: Verdict; readonly output: string }): Transition {
  return () => ({
    transition: 'configure',
    subject: 'configure',
    changes: new Map([[configPath, printConfig(config)], ...(verdict === undefined ? [] : [verdictChange(verdict.fields, verdict.output)])]),
  });
}

export function lease(holder: Lease, expectedEpoch: number): Transition {
  return (snapshot) => {
    if ((snapshot.lease?.epoch ?? 0) !== expectedEpoch) return { refused: 'Another engine took the lease.' };
    return { transition: 'lease', subject: `lease: epoch ${String(holder.epoch)}`, changes: new Map([[leasePath, document(holder)]]) };
  };
}

/** Refuses what a pause holds up. Whoever decides it looks too; this is for a pause that came in between. */
export function whilePaused({ control: { paused } }: Snapshot): Refusal | undefined {
  return paused === undefined ? undefined : { refused: `It is paused by ${paused.by} since ${paused.at}.` };
}

/**
 * Refuses another run where one more than allowed is at work already. Whoever starts runs keeps to the limit; this is for a limit that was
 * lowered in between.
 */
export function crowded(snapshot: Snapshot): Refusal | undefined {
  const most = snapshot.config?.limits.agents;
  if (most === undefined) return undefined;
  const live = [...snapshot.tickets.values(), ...snapshot.work.values()].filter(({ fields }) => fields.run !== undefined).length;
  return live > most ? { refused: `${String(live)} agents are at work already; the configuration allows ${String(most)}.` } : undefined;
}

/** Gives an open ticket its next run: on `base`, or, where it waited for an answer, where the session that asked has been; that is given the answer. A first attempt may begin higher on its ladder. */
export function start(id: string, run: string, base: string, at: string, beginning?: Beginning): Transition {
  return (snapshot) => {
    const ticket = inState(snapshot, id, 'open');
    if ('refused' in ticket) return ticket;
    if (ticket.fields.hold !== undefined) return { refused: `Ticket ${id} is held.` };
    const undone = ticket.fields['depends-on'].find((other) => snapshot.tickets.get(other)?.state !== 'done');
    if (undone !== undefined) return { refused: `Ticket ${id} waits for ${undone}, which is not done.` };
    if (awaitsManager(snapshot, ticket)) return { refused: `The area of ticket ${id} changed, and its manager has not looked at it yet.` };
    const full = whilePaused(snapshot) ?? crowded(snapshot);
    if (full !== undefined) return full;
    const attempts = ticket.fields.attempts + 1;
    const resumed = resumption(snapshot, ticket.fields.parked, run, at);
    if ('refused' in resumed) return resumed;
    // What did not merge goes on with both sides in it.
    const isOnNewBase = ticket.fields.parked === undefined || asksForOrder(snapshot.questions.get(ticket.fields.parked));
    const onward = isOnNewBase ? { base } : {};
    const promotion = promotionAtStart(snapshot, ticket, at, beginning);
    if (promotion !== undefined && 'refused' in promotion) return promotion;
    const promoted = promotion === undefined ? {} : { promotions: [...ticket.fields.promotions, promotion] };
    const text = setFields(ticket.text, { attempts, run, ...onward, ...(promoted as Fields), parked: undefined });
    return {
      transition: 'start',
      ticket: id,
      subject: `start ${id}: attempt ${String(attempts)}`,
      changes: new Map([...moved(ticket, 'in-progress', text), ...resumed.changes]),
    };
  };
}

/** A coding run that ended to wait for the answer to a question: no attempt has failed, and the session goes on later, unless it is `over`. */
export function park(run: TicketRun, question: string, over = false): Transition {
  return (snapshot) => {
    const ticket = withRun(snapshot, run.ticket, run.run);
    if ('refused' in ticket) return ticket;
    const kept: Fields = run.snapshot === undefined ? {} : { snapshot: run.snapshot };
    const text = setFields(ticket.text, { ...kept, run: undefined, parked: question, resumes: over ? undefined : run.run });
    return { transition: 'park', ticket: run.ticket, subject: `park ${run.ticket}: waits for ${question}`, changes: new Map([...moved(ticket, 'open', text), [runPath(run.run), document(run)]]) };
  };
}

/** The ticket while `run` is its run; a refusal for a run that was already collected. */
function withRun(snapshot: Snapshot, id: string, run: string): Ticket | Refusal {
  const ticket = inState(snapshot, id, 'in-progress');
  if ('refused' in ticket) return ticket;
  return ticket.fields.run === run ? ticket : { refused: `Run ${run} is not ticket ${id}'s run any more.` };
}

/** Hands a run's work on to the queue, with what its agent says of each criterion. */
export function submit(run: TicketRun, pending: Pending, evidence: readonly Evidence[] = []): Transition {
  return (snapshot) => {
    const ticket = withRun(snapshot, run.ticket, run.run);
    if ('refused' in ticket) return ticket;
    // Whatever is found in the submission is told to who made it.
    const text = setFields(ticket.text, { run: undefined, resumes: run.run, snapshot: pending.commit });
    return {
      transition: 'submit',
      ticket: run.ticket,
      subject: `submit ${run.ticket}: ${pending.summary}`.slice(0, 100),
      changes: new Map([
        ...moved(ticket, 'in-progress', text),
        [runPath(run.run), document(run)],
        [pendingPath(run.ticket), document(pending)],
        ...(ticket.fields.criteria.length === 0 ? [] : [criteriaChange(handedIn(ticket.fields, pending.commit, evidence))]),
      ]),
    };
  };
}

/** Why a ticket goes back to be worked on again. */
export interface Failure {
  /** One line. */
  readonly reason: string;
  /** Markdown for whoever works on it next. */
  readonly report: string;
  /** Only what is the ticket's own fault costs one of its attempts. */
  readonly own: boolean;
  /** Its session is to go on, where it can. */
  readonly goesOn?: boolean;
  /** Its agent never began: the session that it was to go on with, and the answers that this was to begin with, are for the next run. */
  readonly unbegun?: boolean;
  /** It would end the same way again, or nobody may go on before the engineer has looked. */
  readonly sticks?: boolean;
}

/** So many runs without an end are nobody's fault and lead nowhere; after each such row the engineer is asked, and a retry grants another. */
export function runsAllowed(config: Config | undefined): number {
  return (config?.limits.attempts ?? 3) + 5;
}

export function afterFailure(snapshot: Snapshot, ticket: Ticket, failure: Failure, changes: readonly Change[], fields: Fields): Step {
  const { id, attempts } = ticket.fields;
  const failures = ticket.fields.failures + (failure.own ? 1 : 0);
  const exhausted = failure.sticks === true || failures >= (snapshot.config?.limits.attempts ?? 3) || attempts % runsAllowed(snapshot.config) === 0;
  const transition = exhausted ? 'stick' : 'reopen';
  const climbs = !failure.own || exhausted || snapshot.config === undefined ? undefined : climbWords(ladderOf(snapshot.config.roles, ticket.fields), rungOf(ticket.fields));
  const text = appendSection(setFields(ticket.text, { ...fields, failures }), `Attempt ${String(attempts)}`, [failure.reason, failure.report, climbs].filter((words) => words !== undefined).join('\n\n'));
  return {
    transition,
    ticket: id,
    subject: `${transition} ${id}: ${failure.reason}`.slice(0, 100),
    changes: new Map([...moved(ticket, exhausted ? 'stuck' : 'open', text), ...changes]),
  };
}

/** Where whoever is next goes on after a run that failed; `resumes` is the session that this run was to go on with. */
export function onwardAfter(snapshot: Snapshot, run: string, resumes: string | undefined, { goesOn, unbegun }: Failure): Fields {
  if (unbegun === true) return { resumes, parked: begunWithAnswerTo(snapshot, run) };
  return { resumes: goesOn === true ? run : undefined };
}

/** A run that ended without an accepted submission. */
export function failRun(run: TicketRun, failure: Failure): Transition {
  return (snapshot) => {
    const ticket = withRun(snapshot, run.ticket, run.run);
    if ('refused' in ticket) return ticket;
    // What a quarantined run wrote is kept, and no other begins with it.
    const isTaken = run.snapshot !== undefined && run.reason !== 'quarantined';
    const fields: Fields = { run: undefined, ...onwardAfter(snapshot, run.run, ticket.fields.resumes, failure), ...(isTaken ? { snapshot: run.snapshot } : {}) };
    return afterFailure(snapshot, ticket, failure, [[runPath(run.run), document(run)]], fields);
  };
}

function verdictChange(fields: Verdict, output: string): [string, string] {
  return [verdictPath(fields.tree, fields.fingerprint), document(fields, output)];
}

/** `again` lets a tree that was tested anew have its new verdict in the place of the old one; `criteria` is the record that goes with it. */
export function recordVerdict(fields: Verdict, output: string, { again = false, criteria = () => [] }: { readonly again?: boolean; readonly criteria?: CriteriaWriting } = {}): Transition {
  return (snapshot) => {
    const isNew = again || !snapshot.verdicts.has(`${fields.tree}-${fields.fingerprint}`);
    const written = criteria(snapshot);
    if (!isNew && written.length === 0) return { refused: 'This tree has a verdict already.' };
    const of = fields.ticket ?? fields.stack?.join(', ') ?? fields.purpose;
    return { transition: 'verdict', subject: `verdict ${of}: ${fields.result}`.slice(0, 100), changes: new Map([...(isNew ? [verdictChange(fields, output)] : []), ...written]) };
  };
}

export function submitted(snapshot: Snapshot, id: string, commit: string): Ticket | Refusal {
  const ticket = inState(snapshot, id, 'in-progress');
  if ('refused' in ticket) return ticket;
  return snapshot.pending.get(id)?.commit === commit ? ticket : { refused: `Ticket ${id} has no such submission.` };
}

/** The ticket while its submission waits in the queue, and is not landing. */
function waiting(snapshot: Snapshot, id: string, commit: string): Ticket | Refusal {
  const isLanding = snapshot.intent !== undefined && ticketsOf(snapshot.intent).includes(id);
  const ticket = submitted(snapshot, id, commit);
  return isLanding && !('refused' in ticket) ? { refused: `Ticket ${id} is landing at this moment.` } : ticket;
}

/** A submission that does not merge with master, which costs no attempt. Where `question` was asked for it, the ticket waits for that answer. */
export function rejectUnmerged(id: string, commit: string, failure: Pick<Failure, 'reason' | 'report'>, question?: string): Transition {
  return (snapshot) => {
    const ticket = waiting(snapshot, id, commit);
    if ('refused' in ticket) return ticket;
    const fields: Fields = { conflicts: (ticket.fields.conflicts ?? 0) + 1, ...(question === undefined ? {} : { parked: question }) };
    return afterFailure(snapshot, ticket, { ...failure, own: false }, [[pendingPath(id), undefined]], fields);
  };
}

/** A submission that cannot land: red by its own fault, or short of its criteria (whose record is `criteria`). */
export function rejectSubmission(id: string, commit: string, failure: Failure, verdict?: { readonly fields: Verdict; readonly output: string }, criteria: CriteriaWriting = () => []): Transition {
  return (snapshot) => {
    const ticket = waiting(snapshot, id, commit);
    if ('refused' in ticket) return ticket;
    const changes: Change[] = [[pendingPath(id), undefined], ...criteria(snapshot)];
    // A green tree may have been tested before, for another ticket.
    const isKnown = verdict?.fields.result === 'green' && snapshot.verdicts.has(`${verdict.fields.tree}-${verdict.fields.fingerprint}`);
    if (verdict !== undefined && !isKnown) changes.push(verdictChange(verdict.fields, verdict.output));
    return afterFailure(snapshot, ticket, failure, changes, {});
  };
}

/** Writes a landing down before master moves; `submissions` are those of its tickets, in their order. */
export function intend(intent: Intent, ...submissions: readonly string[]): Transition {
  return (snapshot) => {
    if (snapshot.intent !== undefined) return { refused: `Ticket ${snapshot.intent.ticket} is landing.` };
    if (snapshot.lease?.epoch !== intent.epoch) return { refused: 'Another engine took the lease.' };
    const paused = whilePaused(snapshot);
    if (paused !== undefined) return paused;
    if (snapshot.control.frozen !== undefined) return { refused: `Landing is frozen, by ${snapshot.control.frozen.by}.` };
    const tickets = ticketsOf(intent);
    for (const [at, id] of tickets.entries()) {
      const ticket = submitted(snapshot, id, submissions[at] ?? '');
      if ('refused' in ticket) return ticket;
      if (ticket.fields.hold !== undefined) return { refused: `ticket ${id} is held` };
    }
    return { transition: 'intend', subject: `intend ${tickets.join(', ')}`.slice(0, 100), changes: new Map([[activePath, document(intent)]]) };
  };
}

/** Master moved: each ticket of the intent is done, by what `landed` says of it, in their order. */
export function land(intent: Intent, ...landed: readonly Landed[]): Transition {
  return (snapshot) => {
    if (snapshot.intent?.candidate !== intent.candidate) return { refused: 'This landing is no longer intended.' };
    const tickets = ticketsOf(intent);
    const changes: Change[] = [[activePath, undefined]];
    let title = '';
    for (const [at, id] of tickets.entries()) {
      const ticket = inState(snapshot, id, 'in-progress');
      if ('refused' in ticket) return ticket;
      const known: Record<string, FieldValue> = {};
      for (const [key, value] of Object.entries(landed[at] ?? {})) if (value !== undefined) known[key] = value;
      changes.push(...moved(ticket, 'done', setFields(ticket.text, { landed: known, resumes: undefined })), [pendingPath(id), undefined]);
      title = ticket.fields.title;
    }
    return { transition: 'land', ticket: intent.ticket, subject: `land ${tickets.join(', ')}: ${title}`.slice(0, 100), changes: new Map(changes) };
  };
}

/** Takes an intent back: master moved, or the fast-forward must wait. The submissions stay in the queue. */
export function drop(intent: Intent, why: string): Transition {
  return (snapshot) => {
    if (snapshot.intent?.candidate !== intent.candidate) return { refused: 'This landing is no longer intended.' };
    return { transition: 'drop', subject: `drop ${ticketsOf(intent).join(', ')}: ${why}`.slice(0, 100), changes: new Map([[activePath, undefined]]) };
  };
}

export function retry(id: string): Transition {
  return (snapshot) => {
    // A ticket that was stopped is open, and held.
    const isHeld = snapshot.tickets.get(id)?.fields.hold !== undefined;
    const ticket = isHeld ? inState(snapshot, id, 'stuck', 'open') : inState(snapshot, id, 'stuck');
    if ('refused' in ticket) return ticket;
    const { failures, forgiven } = ticket.fields;
    const text = setFields(ticket.text, { failures: 0, forgiven: forgivenWith(forgiven, failures), conflicts: undefined, hold: undefined });
    return { transition: 'retry', ticket: id, subject: `retry ${id}`, changes: new Map(moved(ticket, 'open', text)) };
  };
}

/** What a retry makes of the count of forgiven failures. */
export function forgivenWith(forgiven: number | undefined, failures: number): number | undefined {
  return failures === 0 ? forgiven : (forgiven ?? 0) + failures;
}
