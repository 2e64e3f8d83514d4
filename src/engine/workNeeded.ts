import { workName } from '../plan/paths.js';
import type { WorkFields } from '../plan/planningSchemas.js';
import { levelOf } from '../plan/questionTransitions.js';
import type { Snapshot } from '../plan/snapshot.js';
import type { WorkSeed } from '../plan/workTransitions.js';
import { isReviewed } from '../queue/order.js';

function answersNeeded({ questions }: Snapshot): readonly WorkSeed[] {
  const open = [...questions.values()].filter(({ fields }) => fields.state === 'open');
  return open.flatMap(({ blob, fields }): readonly WorkSeed[] => {
    const level = levelOf(fields);
    return level === 'engineer' ? [] : [{ name: workName('answer', fields.id, level), kind: 'answer', role: level, of: blob, subject: fields.id }];
  });
}

function reviewsNeeded(snapshot: Snapshot): readonly WorkSeed[] {
  const unseen = [...snapshot.pending.values()].filter((pending) => !isReviewed(snapshot, pending));
  return unseen.map(({ ticket, commit }) => ({ name: workName('review', ticket), kind: 'review', role: 'merging', of: commit, subject: ticket }));
}

function planningNeeded({ spec, areas, cuts }: Snapshot): readonly WorkSeed[] {
  if (spec === undefined) return [];
  // A manager who reads an area that is about to be written anew would cut the wrong tickets.
  if (cuts.get(undefined)?.of !== spec) return [{ name: workName('areas'), kind: 'areas', role: 'architect', of: spec }];
  const uncut = [...areas.values()].filter(({ blob, fields }) => cuts.get(fields.area)?.of !== blob);
  return uncut.map(({ blob, fields }) => ({ name: workName('tickets', fields.area), kind: 'tickets', role: 'manager', of: blob, subject: fields.area }));
}

/** All that the plan asks of architect, managers and merging agents now, the most pressing first. By content: what was cut once is not cut again. */
export function neededWork(snapshot: Snapshot): readonly WorkSeed[] {
  return [...answersNeeded(snapshot), ...reviewsNeeded(snapshot), ...planningNeeded(snapshot)];
}

/**
 * Whether a piece of work that was begun serves nobody any more: its question was answered by somebody else, its submission is gone, or its
 * area. What the spec or an area was cut for before it changed is kept: it is cut once more.
 */
export function isMoot(snapshot: Snapshot, work: WorkFields): boolean {
  switch (work.kind) {
    case 'areas':
      return false;
    case 'tickets':
      return !snapshot.areas.has(work.subject ?? '');
    case 'answer':
      return !answersNeeded(snapshot).some(({ name }) => name === work.name);
    case 'review':
      return snapshot.pending.get(work.subject ?? '')?.commit !== work.of;
  }
}
