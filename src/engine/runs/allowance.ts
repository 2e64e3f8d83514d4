import { RunFolder, undamaged } from '../../agents/runFolder.js';
import type { RunOrder } from '../../agents/runOrder.js';
import { budgetsOf, leftOf } from '../../insight/budgets.js';
import { priceGround, priceOf } from '../../insight/cost.js';
import type { OfRun } from '../deciding/action.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';
import type { Assignment } from './assignment.js';

/** How much a run may cost that is about to begin: the least that is left of the budgets that hold for it; undefined where none does. */
export async function allowanceOf({ project }: Pick<Performing, 'project'>, { snapshot, account }: Pick<Observation, 'snapshot' | 'account'>, of: OfRun, { run, role, model, resumes }: Assignment, session: 'new' | 'resumed'): Promise<RunOrder['allowance']> {
  if (account === undefined) return undefined;
  const budgets = budgetsOf(snapshot, account, { role, run, ...of });
  const dollars = leftOf(budgets);
  if (dollars === undefined) return undefined;
  const price = priceOf(priceGround(snapshot), model);
  const earlier = resumes === undefined || session === 'new' ? undefined : await undamaged(new RunFolder(project.ports.files, project.folder.run(resumes)).exit());
  const before = earlier?.account?.whole;
  return { dollars, ...(price === undefined ? {} : { price }), ...(before === undefined ? {} : { before }), budgets: [...budgets] };
}
