import { writeCommand } from '../../engine/orders/writeCommand.js';
import { openProject } from '../../engine/project.js';
import { priceGround, priceOf, priceWords } from '../../insight/cost.js';
import { pricesPath } from '../../plan/paths.js';
import { updatePrices } from '../../plan/priceTransitions.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

/** Shows what the models of all roles cost, and with `update` writes the prices that Sanctum ships onto the plan. */
export async function prices(context: CommandContext, { update = false }: { readonly update?: boolean }): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    if (update) await writeCommand(project, updatePrices);
    const snapshot = await project.store.read();
    const ground = priceGround(snapshot);
    const models = [...new Set(Object.values(snapshot.config?.roles ?? {}).flatMap((ladder) => ladder ?? []))].map((model) => ({ model, price: priceOf(ground, model) }));
    const { dated, source } = ground.prices;
    const problem = snapshot.problems.find(({ path }) => path === pricesPath);
    const missing = problem === undefined ? 'The plan has no prices' : `${pricesPath} on the plan cannot be read: ${problem.words}`;
    const way = problem === undefined ? ' Write them down: sanctum prices --update' : '';
    const origin = snapshot.prices === undefined ? `${missing.replace(/\.$/, '')}; those that Sanctum ships count (${source}, ${dated}).${way}` : `${pricesPath} on the plan: ${source}, ${dated}`;
    const lines = models.map(({ model, price }) => `${model}  ${price === undefined ? 'no price: what its agent tells counts, or nothing. Add it to prices.json' : priceWords(price)}`);
    answer(context, { dated, source, onPlan: snapshot.prices !== undefined, ...(problem === undefined ? {} : { problem: problem.words }), models: models.map(({ model, price }) => ({ model, price: price ?? null })) }, [origin, '', ...lines].join('\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
