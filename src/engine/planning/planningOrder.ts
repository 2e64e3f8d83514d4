import { RunFolder } from '../../agents/runFolder.js';
import type { RunOrder } from '../../agents/runOrder.js';
import type { Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { OrderMeans } from '../runs/order.js';
import { boundsOf, orderFor, promptOverride } from '../runs/order.js';
import type { PlanningCheckout } from './planningCheckout.js';

/** What the engineer wants of the architect: a change of the spec, a first spec of what is there already, or an answer. */
export interface ArchitectTask {
  readonly task: 'spec' | 'describe' | 'ask';
  /** The request or the question, as the engineer wrote it. */
  readonly words: string;
}

export interface PlanningOrderRequest {
  readonly snapshot: Snapshot;
  readonly config: Config;
  readonly checkout: PlanningCheckout;
  readonly run: string;
  readonly model: string;
  readonly task: ArchitectTask;
  /** Whether somebody is there who can answer while the architect waits. */
  readonly mayAsk: boolean;
}

/** The order for an architect that is to work in its checkout for the engineer. */
export async function planningOrder(means: OrderMeans, { snapshot, config, checkout, run, model, task: { task, words }, mayAsk }: PlanningOrderRequest): Promise<RunOrder> {
  const { project, kit } = means;
  const folder = new RunFolder(project.ports.files, project.folder.run(run));
  await folder.make();
  const place = { worktree: checkout.worktree, home: folder.home, temporary: folder.temporary };
  const seat = { run, attempt: checkout.number, role: 'architect' as const, model, subject: { work: task === 'ask' ? 'ask' : 'spec' }, place, config };
  const override = await promptOverride(project, snapshot, 'architect');
  const prompt = await kit.prompt({ role: 'architect', task, values: task === 'ask' ? { question: words } : { request: words }, override });
  const { runMinutes: minutes, holdSeconds } = config.limits;
  return orderFor(means, seat, await boundsOf(means, seat), { prompt, session: 'new', minutes, holdSeconds: mayAsk ? holdSeconds : 0 });
}
