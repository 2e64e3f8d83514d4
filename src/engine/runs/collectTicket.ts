import type { Failure, TicketRun } from '../../plan/transitions.js';
import { failRun, park, submit } from '../../plan/transitions.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';
import { ticketOf } from '../performing.js';
import { budgetWords } from '../../insight/budgets.js';
import { askForMoney, frozenFor, isHeld } from './frozen.js';
import { askOnBehalf } from './askOnBehalf.js';
import { outcomeOf } from './consequences.js';
import type { EndedRun } from './endedRun.js';
import { endingFailure } from './endedRun.js';

type Reason = Omit<Failure, 'report'> & { readonly asks?: boolean };

/** Why a coding run's work is not handed on, or undefined when it is. */
function failureOf({ exit, snapshot, record, failure: told, course, stallsBefore }: EndedRun, heldBy: 'engineer' | 'nobody'): Reason | undefined {
  if (exit === undefined && record.reason === 'stopped') return { reason: 'The run was stopped before it began.', own: false, unbegun: true };
  if (exit !== undefined && snapshot === undefined) return endingFailure(exit, stallsBefore) ?? { reason: 'Its worktree is gone.', own: false };
  const isForMoney = exit?.reason === 'budget' || (exit?.reason === 'stopped' && heldBy === 'nobody');
  // What was handed in before the money was gone stands.
  const failure = isForMoney && exit.submission !== undefined ? undefined : endingFailure(exit, stallsBefore);
  // A runner that was killed says nothing against its agent's session, nor does a lack of money.
  if (failure !== undefined) return { ...failure, goesOn: exit === undefined || isForMoney };
  if (exit?.submission === undefined && told !== undefined) return { reason: told.words, ...outcomeOf(told.cause, course) };
  if (exit?.submission === undefined) return { reason: 'The agent ended without handing in its work (submit_pr was not called).', own: true };
  return snapshot?.refusals.length === 0 ? undefined : { reason: 'The submission was refused.', own: true };
}

/** Ends a coding run: hands its submission on to the queue, parks its ticket, or opens it again with the reason. */
export async function collectTicket(performing: Performing, observation: Observation, id: string, ended: EndedRun): Promise<void> {
  const { project, writer, log } = performing;
  const { exit, snapshot, waitsFor, assignment } = ended;
  const failure = failureOf(ended, isHeld(observation.snapshot, id, assignment.run) ? 'engineer' : 'nobody');
  const record = { ...ended.record, ticket: id, submitted: failure === undefined, outcome: failure?.reason ?? 'submitted' };
  if (exit?.submission === undefined && waitsFor !== undefined) {
    await writer.write(park({ ...record, outcome: `waits for ${waitsFor}` }, waitsFor));
    log.write('INFO', `${id} is parked until ${waitsFor} is answered`);
    return;
  }
  const budget = frozenFor(observation, { role: 'coding', ticket: id }, ended);
  if (budget !== undefined) {
    const frozen = await askForMoney(performing, observation.snapshot, { role: 'coding', ticket: id }, budget, ended);
    if ('asked' in frozen) {
      await writer.write(park({ ...record, outcome: `frozen: ${budgetWords(budget)}` }, frozen.asked));
      log.write('WARN', `${id} is frozen: ${budgetWords(budget)} is used up; asked: ${frozen.asked}`);
      return;
    }
    const reason = `It was frozen, since ${frozen.words}; ${frozen.waitsBehind} asks for more.`;
    await writer.write(failRun({ ...record, outcome: reason }, { reason, report: ended.report, own: false, goesOn: true }));
    log.write('WARN', `${id} is frozen: ${frozen.words}`);
    return;
  }
  if (failure?.asks === true) return askManager(performing, observation, record);
  if (failure !== undefined || snapshot === undefined || exit?.submission === undefined) {
    const reason = failure?.reason ?? 'Nothing was handed in.';
    await writer.write(failRun(record, { ...failure, reason, report: ended.report, own: failure?.own ?? true }));
    log.write('WARN', `${id} run ended: ${reason}`);
    return;
  }
  const { summary, criteria, findings } = exit.submission;
  const pending = { ticket: id, run: assignment.run, attempt: assignment.attempt, base: assignment.base, commit: snapshot.commit, tree: snapshot.tree, summary, model: record.model, submitted: new Date(project.ports.clock.now()).toISOString(), ...(findings === undefined ? {} : { findings }) };
  await writer.write(submit(record, pending, criteria));
  log.write('INFO', `${id} handed in: ${summary.split('\n')[0] ?? ''}`);
}

/**
 * What was too much for one session would be too much for the next: the manager is asked what is to be left out, or how the ticket is to be cut.
 * The answer goes to a new session. Safe to repeat: a run has one such question.
 */
async function askManager({ project, writer, log }: Performing, { snapshot }: Observation, record: TicketRun): Promise<void> {
  const { fields } = ticketOf(snapshot, record.ticket);
  const text = `Ticket ${record.ticket} (${fields.title}) was too much for one session: ${record.outcome}\n\nA new session begins from the work so far. Which part of the ticket is it to do now, with which files alone, and what is to be left for other tickets?`;
  const question = await askOnBehalf({ project, writer }, { ...record, area: fields.area }, text);
  if (question === undefined) return;
  await writer.write(park(record, question, true));
  log.write('WARN', `${record.ticket} run ended: ${record.outcome} Its manager is asked: ${question}`);
}
