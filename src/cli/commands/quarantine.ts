import { giveOrder } from '../../engine/orders/writeCommand.js';
import { typedText } from '../../engine/orders/typedText.js';
import { openProject } from '../../engine/project.js';
import { flakyLine, flakyTests } from '../../insight/flaky.js';
import { quarantine as quarantineTransition } from '../../plan/mendTransitions.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

/** Puts a test into quarantine, or takes it out; without one, tells which tests are flaky and which are in quarantine. */
export async function quarantine(context: CommandContext, typed: string | undefined, isRelease: boolean): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    if (typed === undefined) {
      const snapshot = await project.store.read();
      const quarantined = snapshot.config?.quarantine ?? [];
      const flaky = flakyTests(await project.store.verdicts.all(snapshot));
      const steady = quarantined.filter((name) => !flaky.some((one) => one.name === name)).map((name) => `${name}: not seen flaky, in quarantine`);
      const lines = [...flaky.map((one) => flakyLine(one, quarantined)), ...steady];
      answer(context, { flaky, quarantine: quarantined }, lines.length === 0 ? 'No test was seen to be flaky, and none is in quarantine.' : lines.join('\n'));
      return exitCodes.done;
    }
    const test = typedText('The name of the test', typed).trim();
    const { commit } = await giveOrder(project, () => quarantineTransition([test], isRelease));
    const words = isRelease ? `"${test}" counts again. What stands is tested anew.` : `"${test}" is in quarantine: where it alone fails, the gate passes, and the verdict says so. What stands is tested anew. To let it count again: sanctum quarantine --release "${test}"`;
    answer(context, { test, quarantined: !isRelease, commit }, words);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
