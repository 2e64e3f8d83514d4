import type { TaskName } from '../../agents/prompt.js';
import type { RunOrder } from '../../agents/runOrder.js';
import { modelFor } from '../../agents/ladder.js';
import { criteriaForReview, knownCriterion } from '../../plan/criteriaRecord.js';
import { textOf } from '../../plan/criterion.js';
import type { Role } from '../../plan/atoms.js';
import { answerNamed } from '../../plan/answers.js';
import { toldAnswer } from '../../plan/answerWords.js';
import { readBody } from '../../plan/frontMatter.js';
import { precedentsOf, precedentWords } from '../../plan/precedents.js';
import type { WorkFields } from '../../plan/planningSchemas.js';
import { mustsOf, settledLines } from '../../plan/reviewRounds.js';
import { roomForProposals } from '../../plan/proposalTransitions.js';
import { ladderOf, rungOf } from '../../plan/ladder.js';
import type { Snapshot, Ticket } from '../../plan/snapshot.js';
import { baseTestsWords } from '../../queue/baseTests.js';
import type { OfRun } from '../deciding/action.js';
import { configOf, ticketOf, workOf } from '../performing.js';

/** All that a run is to do, as the plan says it. */
export interface Assignment {
  /** The ticket's id, or the name of the piece of work. */
  readonly name: string;
  /** Under what its worktree and its refs lie: a piece of work may be done again with the same name, its runs have names of their own. */
  readonly storedAs: string;
  readonly run: string;
  readonly attempt: number;
  readonly role: Role;
  readonly model: string;
  readonly subject: RunOrder['subject'];
  /** What the criteria of the ticket to be built say. */
  readonly criteria?: readonly string[];
  /** What the last review of the ticket to be built said must be changed. */
  readonly findings?: RunOrder['findings'];
  /** The commit that the plan counts the work from. */
  readonly base: string;
  /** The commit that the worktree shows: the base, or the submission that is reviewed. */
  readonly shown: string;
  /** The snapshot of an earlier attempt that this one goes on from. */
  readonly earlier: string | undefined;
  /** The run whose session goes on. */
  readonly resumes: string | undefined;
  readonly minutes: number;
  /** Coding agents alone need a worktree in which the project runs. */
  readonly setUp: boolean;
  readonly task: TaskName;
  readonly values: Readonly<Record<string, string>>;
}

/** What a session that goes on is told: the answers that it waited for. */
export function resumeValues(snapshot: Snapshot, run: string): { readonly question: string; readonly answer: string } {
  const delivered = [...snapshot.questions.values()].filter(({ fields }) => fields.deliveries.some((delivery) => delivery.run === run));
  return {
    question: delivered.map(({ text }) => readBody(text).trim()).join('\n\n'),
    answer: delivered.map(({ fields }) => toldAnswer(fields, answerNamed(fields, fields.deliveries.find((delivery) => delivery.run === run)?.wording ?? ''))).join('\n\n'),
  };
}

/** The reports of earlier attempts, as they stand in the document. */
function earlierAttempts(text: string): string {
  return /^## Attempt \d+$[^]*/m.exec(readBody(text))?.[0].trim() ?? '';
}

const whereItWas = 'Your folder is as you left it.';
const whereItMoved = 'The branch that you began from has moved on. Your folder is another one now: what you wrote lies in it as uncommitted changes on the branch as it is, with conflict markers where both changed the same.';

/** Where an agent is that has its answer; where that is another folder than it asked in, also what happened since. */
export function answeredPlace({ tickets, work }: Snapshot, { name }: Pick<Assignment, 'name'>, { isAsLeft, since }: { readonly isAsLeft: boolean; readonly since: number | undefined }): string {
  if (isAsLeft) return whereItWas;
  const news = newsSince(earlierAttempts(tickets.get(name)?.text ?? work.get(name)?.text ?? ''), since);
  return news === '' ? whereItMoved : `${whereItMoved} This is what happened since:\n\n${news}`;
}

/** What became of the attempts from the one on that the session was at last (`since`; of the last one alone where that is not known). */
function newsSince(reports: string, since: number | undefined): string {
  const told = reports.split(/^## Attempt (\d+)$/m).slice(1);
  const all = told.flatMap((text, at) => (at % 2 === 1 ? [{ number: Number(told[at - 1]), text: text.trim() }] : []));
  const unheard = all.filter(({ number }) => since !== undefined && number >= since);
  return (unheard.length === 0 ? all.slice(-1) : unheard).map(({ text }) => text).join('\n\n');
}

/** What a session that goes on without an answer is told: the reports since it was ended, and where it is. */
export function goOnValues({ tickets, work }: Snapshot, { name, attempt }: Pick<Assignment, 'name' | 'attempt'>, { isAsLeft, since }: { readonly isAsLeft: boolean; readonly since: number | undefined }): { readonly attempt: string; readonly news: string; readonly place: string } {
  const news = newsSince(earlierAttempts(tickets.get(name)?.text ?? work.get(name)?.text ?? ''), since);
  return { attempt: String(attempt), news: news === '' ? 'The session was ended from outside.' : news, place: isAsLeft ? whereItWas : whereItMoved };
}

/** More would be an old story. */
const mostEarlierAnswers = 10;

/** For a session that begins anew where others were before: what those asked about the ticket or the piece of work, and what was answered. */
export function earlierAnswers(snapshot: Snapshot, name: string): string {
  const answered = [...snapshot.questions.values()].filter(({ fields: { asker, answer } }) => (asker.ticket ?? asker.work) === name && answer !== undefined);
  const told = answered.slice(-mostEarlierAnswers).map(({ text, fields }) => `An earlier session asked:\n\n${readBody(text).trim()}\n\nThe answer:\n\n${toldAnswer(fields)}\n`);
  return told.map((words) => `\n${words}`).join('');
}

/** For whoever is to answer a question: what was settled before on one that is worded alike. */
export function settledAlike(snapshot: Snapshot, id: string | undefined): string {
  const question = snapshot.questions.get(id ?? '');
  return question === undefined ? '' : precedentWords(precedentsOf(snapshot, question));
}

function codingAssignment(snapshot: Snapshot, { fields, text }: Ticket): Assignment | undefined {
  const { id, run, base, attempts } = fields;
  if (run === undefined || base === undefined) return undefined;
  const { roles, limits } = configOf(snapshot);
  return {
    name: id,
    storedAs: id,
    run,
    attempt: attempts,
    role: 'coding',
    model: modelFor(ladderOf(roles, fields), rungOf(fields)),
    subject: { ticket: id, ...(fields.area === undefined ? {} : { area: fields.area }) },
    criteria: fields.criteria.map(textOf),
    findings: mustsOf(snapshot.reviews.get(id)),
    base,
    shown: base,
    earlier: fields.snapshot,
    resumes: fields.resumes,
    minutes: Math.min(limits.runMinutes, fields.budget?.minutes ?? limits.runMinutes),
    setUp: true,
    task: fields.mends === undefined ? 'code' : 'mend',
    values: { ticket: id, title: fields.title, attempt: String(attempts), earlier: earlierAttempts(text) },
  };
}

/** What a reviewer is told of the ticket's criteria. */
function criteriaValue({ criteria }: Snapshot, { fields }: Ticket): string {
  if (fields.criteria.length === 0) return 'It has none: its title and text are what the submission is measured by.';
  return criteriaForReview(criteria.get(fields.id)?.criteria ?? fields.criteria.map((criterion) => knownCriterion(criterion)));
}

/** What a reviewer is told of the tests that the submission changes, where that was found out already. */
function baseTestsValue({ baseTests, pending }: Snapshot, ticket: string): string {
  const found = baseTests?.get(ticket);
  return found === undefined || found.commit !== pending.get(ticket)?.commit ? '' : `\n\nIt changes existing tests. ${baseTestsWords(found)}`;
}

/** What a reviewer is told of the review before, where that asked for changes. */
function findingsValue({ reviews, pending }: Snapshot, ticket: string): string {
  const review = reviews.get(ticket);
  if (review?.verdict !== 'request-changes') return '';
  const lines = settledLines(review.findings, pending.get(ticket)?.findings ?? []);
  return `The review before asked for changes. See of each finding whether it was seen to; a rebuttal may be right:\n\n${lines.join('\n')}\n\n`;
}

function taskOf(snapshot: Snapshot, work: WorkFields): Pick<Assignment, 'task' | 'values' | 'subject' | 'shown'> {
  const subject = work.subject ?? '';
  const base = work.base ?? '';
  switch (work.kind) {
    case 'areas':
      return { task: 'areas', values: { version: String(snapshot.version) }, subject: { work: work.name }, shown: base };
    case 'tickets':
      return { task: 'tickets', values: { area: subject, title: snapshot.areas.get(subject)?.fields.title ?? subject }, subject: { work: work.name, area: subject }, shown: base };
    case 'answer':
      return { task: 'answer', values: { question: subject }, subject: { work: work.name, question: subject }, shown: base };
    case 'pitch':
      return { task: 'pitch', values: { most: String(roomForProposals(snapshot)) }, subject: { work: work.name }, shown: base };
    case 'design': {
      const proposal = snapshot.proposals.get(subject)?.fields;
      const values = { proposal: subject, title: proposal?.title ?? subject, guidance: proposal?.accepted?.guidance ?? 'Nothing beyond that: as it was pitched.' };
      return { task: 'design', values, subject: { work: work.name, proposal: subject }, shown: base };
    }
    case 'change': {
      const area = snapshot.questions.get(subject)?.fields.asker.area;
      return { task: 'change', values: { question: subject }, subject: { work: work.name, question: subject, ...(area === undefined ? {} : { area }) }, shown: base };
    }
    case 'review': {
      const ticket = ticketOf(snapshot, subject);
      const submitted = snapshot.pending.get(subject);
      return { task: 'review', values: { ticket: subject, title: ticket.fields.title, base: submitted?.base ?? base, criteria: `${criteriaValue(snapshot, ticket)}${baseTestsValue(snapshot, subject)}`, findings: findingsValue(snapshot, subject) }, subject: { work: work.name, ticket: subject }, shown: work.of };
    }
  }
}

function workAssignment(snapshot: Snapshot, work: WorkFields): Assignment | undefined {
  const { name, run, base, attempts, failures, role } = work;
  if (run === undefined || base === undefined) return undefined;
  const { roles, limits } = configOf(snapshot);
  return { name, storedAs: run, run, attempt: attempts, role, model: modelFor(roles[role], failures), base, earlier: undefined, resumes: work.resumes, minutes: limits.runMinutes, setUp: false, ...taskOf(snapshot, work) };
}

/** What the present run of a ticket or a piece of work is to do; undefined when it has none. */
export function assignmentOf(snapshot: Snapshot, of: OfRun): Assignment | undefined {
  return 'ticket' in of ? codingAssignment(snapshot, ticketOf(snapshot, of.ticket)) : workAssignment(snapshot, workOf(snapshot, of.work).fields);
}
