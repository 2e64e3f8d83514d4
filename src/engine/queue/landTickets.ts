import { gateFingerprint } from '../../queue/gate.js';
import { landStack } from '../../queue/landing.js';
import { engineersReview, mayLand, unapprovedChanges, unapprovedWords } from '../../queue/order.js';
import { findProtected } from '../../queue/protection/findProtected.js';
import { stackKey } from '../../queue/planner/queuePlan.js';
import { releaseStacks } from '../../queue/stacks.js';
import type { Action } from '../deciding/action.js';
import type { Observation } from '../deciding/observe.js';
import type { QueuePerforming } from '../performing.js';
import { ActionPostponed, configOf } from '../performing.js';
import { partsOf } from './stackTest.js';

/** Lands a stack that is proved, in one step: master becomes the very commit whose tree was tested. */
export async function landTickets({ queue, writer, log, project }: QueuePerforming, observation: Observation, { stack }: Action & { readonly kind: 'land' }): Promise<void> {
  const { snapshot, master, known, testing } = observation;
  const parts = partsOf(observation, stack);
  if (parts === undefined || master === undefined || known.get(stackKey(stack)) !== 'green') return;
  const mayAllLand = parts.every(({ pending }) => mayLand(snapshot, pending, observation.queue.find(({ ticket }) => ticket === pending.ticket)?.unapproved ?? []));
  if (!mayAllLand) return;
  const { candidates } = await queue.stacks.build(queue, master, parts);
  const top = candidates.at(-1);
  const cars = parts.flatMap(({ pending }, at) => {
    const candidate = candidates[at];
    return candidate === undefined ? [] : [{ pending, candidate }];
  });
  const verdict = `${top?.tree ?? ''}-${gateFingerprint(configOf(snapshot), snapshot.tools)}`;
  if (top === undefined || cars.length < stack.length || !snapshot.verdicts.has(verdict)) return;
  // What was looked at may have been another stack: nothing is landed but what was approved as it lands.
  for (const { pending, candidate } of cars) {
    const changes = await findProtected(project.repository.reader, configOf(snapshot), candidate.base, candidate.commit);
    const unapproved = unapprovedChanges(snapshot, pending, [...changes, ...engineersReview(snapshot, pending)]);
    if (!mayLand(snapshot, pending, unapproved)) throw new ActionPostponed(`${stack.join(', ')} ${stack.length === 1 ? 'does' : 'do'} not land yet: of ${pending.ticket}, ${unapprovedWords(unapproved)}`);
  }
  const result = await landStack(queue, writer, cars, verdict);
  if (!('landed' in result)) throw new ActionPostponed(`${stack.join(', ')} ${stack.length === 1 ? 'does' : 'do'} not land yet: ${result.waits}`);
  for (const id of stack) log.write('INFO', `${id} landed: ${queue.branch} is ${top.commit.slice(0, 10)}, tested as tree ${top.tree.slice(0, 10)}`);
  const latest = parts.map(({ pending }) => pending.submitted).sort().at(-1) ?? '';
  const passed = [...snapshot.pending.values()].filter(({ ticket, submitted }) => !stack.includes(ticket) && submitted < latest).map(({ commit }) => commit);
  queue.stacks.landed(master, top.commit, passed, testing.flatMap(({ base }) => base ?? []));
  await releaseStacks(queue, new Set([...snapshot.pending.keys()].filter((id) => !stack.includes(id))), top.commit);
}
