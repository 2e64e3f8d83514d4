import { isArchitects } from '../../plan/changeTransitions.js';
import { workName } from '../../plan/paths.js';
import type { WorkFields } from '../../plan/planningSchemas.js';
import { proposalsToDesign } from '../../plan/proposalTransitions.js';
import { levelOf } from '../../plan/questionTransitions.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { WorkSeed } from '../../plan/workTransitions.js';
import { isApproved, isReviewed } from '../../queue/order.js';

function answersNeeded({ questions }: Snapshot): readonly WorkSeed[] {
  const open = [...questions.values()].filter(({ fields }) => fields.state === 'open');
  return open.flatMap(({ blob, fields }): readonly WorkSeed[] => {
    const level = levelOf(fields);
    if (level === 'engineer' || isArchitects(fields)) return [];
    const kind = fields.change === undefined ? 'answer' : 'change';
    return [{ name: workName(kind, fields.id, level), kind, role: level, of: blob, subject: fields.id }];
  });
}

function reviewsNeeded(snapshot: Snapshot): readonly WorkSeed[] {
  const unseen = [...snapshot.pending.values()].filter((pending) => !isReviewed(snapshot, pending));
  return unseen.map(({ ticket, commit }) => ({ name: workName('review', ticket), kind: 'review', role: 'merging', of: commit, subject: ticket }));
}

/** Whether the level below has not been written yet for a document as it is now; `area` is undefined for the spec. */
function isUncut({ spec, areas, cuts }: Snapshot, area: string | undefined): boolean {
  const content = area === undefined ? spec : areas.get(area)?.blob;
  const isWanted = area === undefined || areas.get(area)?.fields.dropped === undefined;
  return isWanted && content !== undefined && cuts.get(area)?.of !== content;
}

function planningNeeded(snapshot: Snapshot): readonly WorkSeed[] {
  const { spec, areas } = snapshot;
  // A manager who reads an area that is about to be written anew would cut the wrong tickets.
  if (spec !== undefined && isUncut(snapshot, undefined)) return [{ name: workName('areas'), kind: 'areas', role: 'architect', of: spec }];
  const uncut = [...areas.values()].filter(({ fields }) => isUncut(snapshot, fields.area));
  return uncut.map(({ blob, fields }) => ({ name: workName('tickets', fields.area), kind: 'tickets', role: 'manager', of: blob, subject: fields.area }));
}

/** What the engineer's word on proposals asks of the architect: to pitch, and to design what was accepted, in the session that pitched it. */
function proposalsNeeded(snapshot: Snapshot): readonly WorkSeed[] {
  const designs = proposalsToDesign(snapshot).map(({ blob, fields }): WorkSeed => ({ name: workName('design', fields.id), kind: 'design', role: 'architect', of: blob, subject: fields.id, resumes: fields.run }));
  const pitch = snapshot.work.get(workName('pitch'))?.fields;
  return [...designs, ...(pitch === undefined ? [] : [{ name: pitch.name, kind: pitch.kind, role: pitch.role, of: pitch.of }])];
}

/** All that the plan asks of architect, managers and merging agents now, the most pressing first. By content: what was cut once is not cut again. */
export function neededWork(snapshot: Snapshot): readonly WorkSeed[] {
  return [...answersNeeded(snapshot), ...reviewsNeeded(snapshot), ...planningNeeded(snapshot), ...proposalsNeeded(snapshot)];
}

/**
 * Whether a piece of work that was begun serves nobody any more: its question was answered by somebody else, its submission or its area is gone,
 * or the spec or the area is again as it was cut before. Where it changed otherwise the work goes on, and it is cut once more.
 */
export function isMoot(snapshot: Snapshot, work: WorkFields): boolean {
  switch (work.kind) {
    case 'areas':
      return !isUncut(snapshot, undefined);
    case 'tickets':
      return !isUncut(snapshot, work.subject ?? '');
    case 'answer':
    case 'change':
      return !answersNeeded(snapshot).some(({ name }) => name === work.name);
    case 'pitch':
      return false;
    case 'design':
      return !proposalsToDesign(snapshot).some(({ fields }) => fields.id === work.subject);
    case 'review': {
      const pending = snapshot.pending.get(work.subject ?? '');
      return pending?.commit !== work.of || isApproved(snapshot, pending);
    }
  }
}
