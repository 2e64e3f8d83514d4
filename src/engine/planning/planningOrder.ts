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
  /** `resumed`: the session before lies in the run's home already, and goes on. */
  readonly session: 'new' | 'resumed';
  /** Whether somebody is there who can answer while the architect waits. */
  readonly mayAsk: boolean;
}

/** What a session is told that hears the engineer's next words. */
const goesOn = 'Your session goes on: the engineer says more. Your folder was made anew. What `spec.md` says in it is what the engineer sees now, which may be another text than the one you left: read it again.';

/** The order for an architect that is to work in its checkout for the engineer. */
export async function planningOrder(means: OrderMeans, { snapshot, config, checkout, run, model, task: { task, words }, session, mayAsk }: PlanningOrderRequest): Promise<RunOrder> {
  const { project, kit } = means;
  const folder = new RunFolder(project.ports.files, project.folder.run(run));
  await folder.make();
  const place = { worktree: checkout.worktree, home: folder.home, temporary: folder.temporary };
  const seat = { run, attempt: checkout.number, role: 'architect' as const, model, subject: { work: task === 'ask' ? 'ask' : 'spec' }, place, config };
  const override = await promptOverride(project, snapshot, 'architect');
  const asked = { role: 'architect' as const, task, values: task === 'ask' ? { question: words } : { request: words }, override };
  const prompt = session === 'new' ? await kit.prompt(asked) : `${goesOn}\n\n${await kit.prompt({ ...asked, knowsRole: true })}`;
  const { runMinutes: minutes, holdSeconds } = config.limits;
  return orderFor(means, seat, await boundsOf(means, seat), { prompt, session, minutes, holdSeconds: mayAsk ? holdSeconds : 0 });
}
