import { start } from '../plan/transitions.js';
import { isoSeconds } from '../platform/clock.js';
import { sweep } from '../platform/processes.js';
import { landCandidate, recoverLanding } from '../queue/landing.js';
import { laneTags } from '../queue/lane.js';
import { collectRun } from './collect.js';
import type { Action } from './decide.js';
import { launchRun } from './launch.js';
import type { Observation } from './observe.js';
import type { Performing } from './performing.js';
import { ActionPostponed, ticketOf } from './performing.js';
import { testMaster, testSubmission } from './testing.js';

/** Does one action, as decided from `observation`. Throws ActionPostponed, or any error of the machine's. */
export async function perform(performing: Performing, action: Action, observation: Observation): Promise<void> {
  switch (action.kind) {
    case 'sweep':
      return sweepLanes(performing);
    case 'recover':
      return recover(performing, observation);
    case 'start':
      return startTicket(performing, observation, action.ticket);
    case 'launch':
      return launchRun(performing, observation, action.ticket);
    case 'collect':
      return collectRun(performing, observation, action.ticket);
    case 'test-master':
      return testMaster(performing, observation);
    case 'test':
      return testSubmission(performing, observation, action.ticket);
    case 'land':
      return landTicket(performing, observation, action.ticket);
  }
}

async function sweepLanes({ project, queue, log }: Performing): Promise<void> {
  const killed = await sweep(project.ports.processes, laneTags(queue));
  await project.ports.files.removeTree(project.folder.lanes);
  log.write('INFO', `swept the lanes of an engine that was killed (${String(killed)} processes)`);
}

async function recover({ queue, writer, log }: Performing, { snapshot }: Observation): Promise<void> {
  const { intent } = snapshot;
  if (intent === undefined) return;
  const result = await recoverLanding(queue, writer, intent);
  if ('intentStands' in result) throw new ActionPostponed(`ticket ${intent.ticket}, whose landing was cut short, waits: ${result.waits}`);
  log.write('WARN', 'landed' in result ? `finished the landing of ${intent.ticket} that was cut short` : `took back the landing of ${intent.ticket} that was cut short: ${result.waits}`);
}

async function startTicket({ project, writer, log }: Performing, { snapshot, master }: Observation, id: string): Promise<void> {
  const ticket = ticketOf(snapshot, id);
  if (master === undefined) return;
  const { clock, random } = project.ports;
  const attempt = ticket.fields.attempts + 1;
  const stamp = isoSeconds(clock.now()).replace(/[-:Z]/g, '');
  const written = await writer.write(start(id, `R-${stamp}-${id}-${String(attempt)}-${random.hex(4)}`, master, isoSeconds(clock.now())));
  if (!('refused' in written)) log.write('INFO', `${id} started, attempt ${String(attempt)}: ${ticket.fields.title}`);
}

async function landTicket({ queue, writer, log }: Performing, { snapshot, queue: queued, master }: Observation, id: string): Promise<void> {
  const pending = snapshot.pending.get(id);
  const view = queued.find((one) => one.ticket === id);
  if (pending === undefined || view?.candidate === undefined || view.verdict?.result !== 'green' || view.candidate.base !== master) return;
  const name = `${view.verdict.tree}-${view.verdict.fingerprint}`;
  const result = await landCandidate(queue, writer, pending, view.candidate, name);
  if ('landed' in result) log.write('INFO', `${id} landed: ${queue.branch} is ${view.candidate.commit.slice(0, 10)}, tested as tree ${view.candidate.tree.slice(0, 10)}`);
  else throw new ActionPostponed(`${id} does not land yet: ${result.waits}`);
}
