import { RunFolder } from '../../agents/runFolder.js';
import type { RunOrder } from '../../agents/runOrder.js';
import type { Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { OrderMeans } from '../runs/order.js';
import { boundsOf, orderFor, promptOverride } from '../runs/order.js';
import type { PlanningCheckout } from './planningCheckout.js';
import { specWork } from './planningCheckout.js';

export interface PlanningOrderRequest {
  readonly snapshot: Snapshot;
  readonly config: Config;
  readonly checkout: PlanningCheckout;
  readonly run: string;
  readonly model: string;
  /** What the engineer wants changed. */
  readonly request: string;
  /** Whether somebody is there who can answer while the architect waits. */
  readonly mayAsk: boolean;
}

/** The order for an architect that is to revise the spec in its checkout. */
export async function planningOrder(means: OrderMeans, { snapshot, config, checkout, run, model, request, mayAsk }: PlanningOrderRequest): Promise<RunOrder> {
  const { project, kit } = means;
  const folder = new RunFolder(project.ports.files, project.folder.run(run));
  await folder.make();
  const place = { worktree: checkout.worktree, home: folder.home, temporary: folder.temporary };
  const seat = { run, attempt: checkout.number, role: 'architect' as const, model, subject: { work: specWork }, place, config };
  const override = await promptOverride(project, snapshot, 'architect');
  const prompt = await kit.prompt({ role: 'architect', task: 'spec', values: { request }, override });
  const { runMinutes: minutes, holdSeconds } = config.limits;
  return orderFor(means, seat, await boundsOf(means, seat), { prompt, session: 'new', minutes, holdSeconds: mayAsk ? holdSeconds : 0 });
}
