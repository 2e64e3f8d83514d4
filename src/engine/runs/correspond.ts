import { settledBefore } from '../../plan/precedents.js';
import { ask, deliver } from '../../plan/questionTransitions.js';
import { isoSeconds } from '../../platform/clock.js';
import type { OfRun } from '../deciding/action.js';
import { assignmentOf } from './assignment.js';
import { mailDue } from './mail.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';

/**
 * Carries what is due between a run and the plan: its questions become documents, and it is told answers and notes. An answer's delivery is on
 * the plan before the run hears of it, so that no crash in between can make it two.
 */
export async function carryMail({ project, runs, writer, log }: Performing, { snapshot, runs: states }: Observation, of: OfRun): Promise<void> {
  const assignment = assignmentOf(snapshot, of);
  const state = assignment === undefined ? undefined : states.get(assignment.run);
  if (assignment === undefined || state === undefined) return;
  const { name, run, role, subject } = assignment;
  const due = mailDue(snapshot, run, state, 'ticket' in of ? of.ticket : undefined);
  const area = subject.area ?? (subject.ticket === undefined ? undefined : snapshot.tickets.get(subject.ticket)?.fields.area);
  for (const { number, question, options, evidence, default: ownWay, deadline, blocking, change, at } of due.asked) {
    const asker = { role, run, number, ...('ticket' in of ? { ticket: of.ticket } : { work: of.work }), ...(area === undefined ? {} : { area }) };
    const more = { ...(evidence === undefined ? {} : { evidence }), ...(change === undefined ? {} : { change }), ...(ownWay === undefined ? {} : { default: ownWay }), ...(deadline === undefined ? {} : { deadline }) };
    const settled = settledBefore(snapshot, { text: question, options });
    const written = await writer.write(ask({ asker, text: question, options, blocking, asked: at, ...more }));
    if (!('refused' in written)) log.write('INFO', `${name} asks: ${question.split('\n')[0] ?? ''}${settled === undefined ? '' : ` (answered by ${settled.decision})`}`);
  }
  for (const question of due.deliveries) await writer.write(deliver(question, run, isoSeconds(project.ports.clock.now())));
  for (const message of due.messages) await runs.tell(run, message);
}
