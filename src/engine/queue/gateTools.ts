import { recordTools } from '../../plan/toolsTransition.js';
import type { Config } from '../../plan/schemas.js';
import { isoSeconds } from '../../platform/clock.js';
import { versionsOf, versionWords } from '../../queue/gate.js';
import { askTools } from '../../queue/toolVersions.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';
import { ActionPostponed, configOf } from '../performing.js';

/** How long what a tool said is believed. In milliseconds. */
const believedMilliseconds = 60 * 60_000;

/** When an engine asked the tools of the gate last. A machine may have others after any break, so that who starts asks anew. */
export class GateTools {
  private asked: { readonly commands: string; readonly at: number } | undefined;

  /** Whether they are to be asked: `first` where nothing may be tested before that. */
  due(config: Config | undefined, now: number): Observation['tools'] {
    const { tools = [] } = config?.gate ?? {};
    if (tools.length === 0) return undefined;
    if (this.asked?.commands !== JSON.stringify(tools)) return 'first';
    return now - this.asked.at >= believedMilliseconds ? 'again' : undefined;
  }

  answered({ gate: { tools = [] } }: Config, now: number): void {
    this.asked = { commands: JSON.stringify(tools), at: now };
  }
}

/** Asks the tools of the gate for their versions, and writes down what is new. */
export async function learnTools({ project, lanes, writer, log, stopping, tools }: Performing, { snapshot, master }: Observation): Promise<void> {
  const config = configOf(snapshot);
  if (master === undefined) return;
  const found = await askTools(lanes, config, master, stopping);
  if (stopping.aborted) throw new ActionPostponed("the versions of the gate's tools were not asked to the end");
  const now = project.ports.clock.now();
  const before = versionsOf(config.gate, snapshot.tools);
  const changed = found.filter(({ command, version }) => before.some((one) => one.command === command && one.version !== version));
  await writer.write(recordTools({ tools: [...found], machine: project.machine.id, at: isoSeconds(now) }));
  tools.answered(config, now);
  if (changed.length > 0) log.write('WARN', `the gate's tools are others than before (${versionWords(changed)}): what was tested with those is tested anew`);
  else if (before.length < found.length) log.write('INFO', `the gate's tools: ${versionWords(found)}`);
}
