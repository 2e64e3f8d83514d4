import { shortModel } from '../agents/ladder.js';
import { routeChange } from '../plan/changeTransitions.js';
import { dropMend } from '../plan/mendTransitions.js';
import { exhaust } from '../plan/budgetTransitions.js';
import { takeDefault, withdraw } from '../plan/questionTransitions.js';
import { start } from '../plan/transitions.js';
import type { WorkSeed } from '../plan/workTransitions.js';
import { beginWork, dropWork } from '../plan/workTransitions.js';
import type { Clock } from '../platform/clock.js';
import { isoSeconds } from '../platform/clock.js';
import { ticketsOf } from '../plan/schemas.js';
import { recoverLanding } from '../queue/landing.js';
import { assignmentOf } from './runs/assignment.js';
import { collectRun } from './runs/collect.js';
import type { Action, OfRun } from './deciding/action.js';
import { carryMail } from './runs/correspond.js';
import { launchRun } from './runs/launch.js';
import type { Observation } from './deciding/observe.js';
import type { Performing } from './performing.js';
import { ActionPostponed, ticketOf } from './performing.js';
import { newRunId } from './runs/runId.js';
import { landTickets } from './queue/landTickets.js';
import { learnTools } from './queue/gateTools.js';
import { settle } from './queue/settle.js';
import { testBaseTests } from './queue/testBaseTests.js';
import { testStack } from './queue/stackTest.js';
import { testMaster } from './testing.js';

/** So long a run that was asked to end is left to it, when nothing is heard. */
const stopMilliseconds = 2000;

/** Does one action, as decided from `observation`. Throws ActionPostponed, or any error of the machine's. */
export async function perform(performing: Performing, action: Action, observation: Observation): Promise<void> {
  switch (action.kind) {
    case 'sweep':
      return sweepLanes(performing);
    case 'clear-worktrees':
      return performing.worktrees.clear(performing, observation);
    case 'recover':
      return recover(performing, observation);
    case 'start':
      return startTicket(performing, observation, action);
    case 'begin':
      return begin(performing, observation, action.seed);
    case 'launch':
      return launchRun(performing, observation, action);
    case 'mail':
      return carryMail(performing, observation, action);
    case 'stop':
      return stopRun(performing, observation, action);
    case 'collect':
      return collectRun(performing, observation, action);
    case 'drop':
      await performing.writer.write(dropWork(action.work));
      return;
    case 'exhaust':
      return exhaustOf(performing, observation, action);
    case 'drop-mend':
      await performing.writer.write(dropMend(action.ticket));
      return;
    case 'withdraw':
      await performing.writer.write(withdraw(action.question));
      return;
    case 'default':
      return takeDefaultOf(performing, action.question);
    case 'route':
      await performing.writer.write(routeChange(action.question, isoSeconds(performing.project.ports.clock.now())));
      return;
    case 'tools':
      return learnTools(performing, observation);
    case 'test-master':
      return testMaster(performing, observation);
    case 'test':
      return testStack(performing, observation, action);
    case 'base-tests':
      return testBaseTests(performing, observation, action);
    case 'settle':
      return settle(performing, observation, action);
    case 'land':
      return landTickets(performing, observation, action);
  }
}

async function exhaustOf({ writer, log }: Performing, { snapshot }: Observation, of: OfRun): Promise<void> {
  const name = 'ticket' in of ? of.ticket : of.work;
  const parked = ('ticket' in of ? snapshot.tickets.get(of.ticket) : snapshot.work.get(of.work))?.fields.parked;
  const written = await writer.write(exhaust(of, parked ?? ''));
  if (!('refused' in written)) log.write('WARN', `${name} is stopped, as ${parked ?? ''} was answered`);
}

async function sweepLanes({ lanes, log }: Performing): Promise<void> {
  const killed = await lanes.sweepStrays();
  log.write('INFO', `swept the lanes of an engine that was killed (${String(killed)} processes)`);
}

async function recover({ queue, writer, log }: Performing, { snapshot }: Observation): Promise<void> {
  const { intent } = snapshot;
  if (intent === undefined) return;
  const result = await recoverLanding(queue, writer, intent);
  const tickets = ticketsOf(intent);
  const names = tickets.join(', ');
  if ('intentStands' in result) throw new ActionPostponed(`${tickets.length === 1 ? 'ticket' : 'tickets'} ${names}, whose landing was cut short, ${tickets.length === 1 ? 'waits' : 'wait'}: ${result.waits}`);
  log.write('WARN', 'landed' in result ? `finished the landing of ${names} that was cut short` : `took back the landing of ${names} that was cut short: ${result.waits}`);
}

async function startTicket(performing: Performing, { snapshot, master }: Observation, { ticket: id, beginning }: Action & { readonly kind: 'start' }): Promise<void> {
  const { project, writer, log } = performing;
  const { fields } = ticketOf(snapshot, id);
  if (master === undefined) return;
  const attempt = fields.attempts + 1;
  const written = await writer.write(start(id, newRunId(project.ports, id, attempt), master, isoSeconds(project.ports.clock.now()), beginning));
  if ('refused' in written) return;
  const verb = fields.parked === undefined ? 'started' : `goes on with the answer to ${fields.parked}`;
  log.write('INFO', `${id} ${verb}, attempt ${String(attempt)}: ${fields.title}`);
  if (beginning !== undefined) log.write('INFO', `${id} begins with ${shortModel(beginning.to)}: ${beginning.reason}`);
}

async function begin(performing: Performing, { snapshot, master }: Observation, seed: WorkSeed): Promise<void> {
  const { project, writer, log } = performing;
  if (master === undefined) return;
  const attempt = (snapshot.work.get(seed.name)?.fields.attempts ?? 0) + 1;
  const written = await writer.write(beginWork(seed, newRunId(project.ports, seed.name, attempt), master, isoSeconds(project.ports.clock.now())));
  if (!('refused' in written)) log.write('INFO', `${seed.name} begun by the ${seed.role === 'merging' ? 'merging agent' : seed.role}, attempt ${String(attempt)}`);
}

async function takeDefaultOf({ project, writer, log }: Performing, question: string): Promise<void> {
  const written = await writer.write(takeDefault(question, isoSeconds(project.ports.clock.now())));
  if (!('refused' in written)) log.write('WARN', `${question} is answered by its default: nobody had answered by its deadline. Another answer takes its place by: sanctum answer ${question} --correct "…"`);
}

/** Asks a run to end, and leaves it some time: asked at every look it would hear nothing but that. */
async function stopRun({ project, runs, log, stopping }: Performing, { snapshot }: Observation, of: OfRun): Promise<void> {
  const assignment = assignmentOf(snapshot, of);
  if (assignment === undefined) return;
  log.write('DEBUG', `ending the run of ${assignment.name}`);
  await runs.stop(assignment.run);
  await changeOf(runs, project.ports.clock, stopping);
}

/** Resolves when something is heard of any run, when the engine is to stop, or after a while. */
function changeOf(runs: Performing['runs'], clock: Clock, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      forget();
      cancel();
      stopping.removeEventListener('abort', done);
      resolve();
    };
    const forget = runs.onChange(done);
    const cancel = clock.after(stopMilliseconds, done);
    if (stopping.aborted) done();
    else stopping.addEventListener('abort', done);
  });
}
