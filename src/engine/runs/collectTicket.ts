import type { Failure } from '../../plan/transitions.js';
import { failRun, park, submit } from '../../plan/transitions.js';
import type { Performing } from '../performing.js';
import type { EndedRun } from './endedRun.js';
import { endingFailure } from './endedRun.js';

/** Why a coding run's work is not handed on, or undefined when it is. */
function failureOf({ exit, snapshot, record, unserved }: EndedRun): Omit<Failure, 'report'> | undefined {
  if (exit === undefined && record.reason === 'stopped') return { reason: 'The run was stopped before it began.', own: false };
  if (exit !== undefined && snapshot === undefined) return endingFailure(exit) ?? { reason: 'Its worktree is gone.', own: false };
  const failure = endingFailure(exit);
  if (failure !== undefined) return failure;
  if (exit?.submission === undefined && unserved !== undefined) return { reason: unserved, own: false };
  if (exit?.submission === undefined) return { reason: 'The agent ended without handing in its work (submit_pr was not called).', own: true };
  return snapshot?.refusals.length === 0 ? undefined : { reason: 'The submission was refused.', own: true };
}

/** Ends a coding run: hands its submission on to the queue, parks its ticket, or opens it again with the reason. */
export async function collectTicket({ project, writer, log }: Performing, id: string, ended: EndedRun): Promise<'unserved' | 'over'> {
  const { exit, snapshot, waitsFor, assignment } = ended;
  const failure = failureOf(ended);
  const record = { ...ended.record, ticket: id, submitted: failure === undefined, outcome: failure?.reason ?? 'submitted' };
  if (exit?.submission === undefined && waitsFor !== undefined) {
    await writer.write(park({ ...record, outcome: `waits for ${waitsFor}` }, waitsFor));
    log.write('INFO', `${id} is parked until ${waitsFor} is answered`);
    return 'over';
  }
  if (failure !== undefined || snapshot === undefined || exit?.submission === undefined) {
    const reason = failure?.reason ?? 'Nothing was handed in.';
    const whole: Failure = { reason, report: ended.report, own: failure?.own ?? true, halts: failure?.halts ?? false };
    await writer.write(failRun(record, whole));
    if (reason === ended.unserved) return 'unserved';
    log.write('WARN', `${id} run ended: ${reason}`);
    return 'over';
  }
  const { summary } = exit.submission;
  const pending = { ticket: id, run: assignment.run, attempt: assignment.attempt, base: assignment.base, commit: snapshot.commit, tree: snapshot.tree, summary, model: record.model, submitted: new Date(project.ports.clock.now()).toISOString() };
  await writer.write(submit(record, pending));
  log.write('INFO', `${id} handed in: ${summary.split('\n')[0] ?? ''}`);
  return 'over';
}
