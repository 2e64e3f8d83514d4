import type { Transition } from '../../plan/transition.js';
import { pitch } from '../../plan/proposalTransitions.js';
import { readRef } from '../../git/refReader.js';
import { OrderError } from '../orders/orderError.js';
import type { Project } from '../project.js';

/** Where a repository says where its product is to go; on master. */
export const visionPath = 'VISION.md';

/** The order that has the architect pitch, by the vision on master and by the spec. Throws OrderError when there is neither, NoPlanError. */
export async function pitchOrder({ ports, place, store }: Project): Promise<Transition> {
  const snapshot = await store.read();
  const branch = snapshot.config?.branch;
  const master = branch === undefined ? undefined : await readRef(ports.files, place.commonDir, `refs/heads/${branch}`);
  if (master === undefined) throw new OrderError(`The branch ${branch ?? 'that is kept green'} does not exist, and nothing can be pitched beside it.`);
  const hasVision = (await store.snapshots.text(master, visionPath)) !== undefined;
  if (snapshot.spec === undefined && !hasVision) {
    throw new OrderError(`There is nothing to pitch by: no ${visionPath} on ${branch ?? ''}, and no spec. Say in ${visionPath} where the product is to go and commit it, or write a spec: sanctum plan`);
  }
  return pitch(snapshot.spec ?? master);
}
