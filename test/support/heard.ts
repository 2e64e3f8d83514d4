import { RunFolder } from '../../src/agents/runFolder.js';
import type { RunOrder } from '../../src/agents/runOrder.js';
import type { EngineStage } from './engineStage.js';
import { eventually } from './eventually.js';

/** One run as its agent saw it. */
export interface HeardRun {
  readonly run: string;
  readonly attempt: number;
  readonly place: RunOrder['place'];
  /** It went on with an earlier session. */
  readonly resumed: boolean;
  /** The prompt, and then all that a tool said, in order. */
  readonly heard: readonly string[];
  /** The keys of the messages that it was given. */
  readonly handed: readonly string[];
}

const streamBytes = 1024 * 1024;

/** The runs of a ticket or a piece of work, the first one first. */
export function runsOf(stage: EngineStage, name: string): Promise<readonly HeardRun[]> {
  return stage.withProject(async ({ ports, folder }) => {
    const names = (await ports.files.list(folder.run(''))).map((entry) => entry.name);
    const runs = names.filter((run) => new RegExp(`^R-\\w+-${name}-\\d+-\\w+$`).test(run));
    const all = await Promise.all(runs.map((run) => heardBy(new RunFolder(ports.files, folder.run(run)))));
    return all.flat().sort((one, other) => one.attempt - other.attempt);
  });
}

async function heardBy(folder: RunFolder): Promise<readonly HeardRun[]> {
  const order = await folder.order();
  if (order === undefined) return [];
  const lines = (await folder.readStreamEnd(streamBytes)).toString('utf8').split('\n').filter((line) => line.startsWith('{"type":"tool"'));
  const said = lines.map((line) => (JSON.parse(line) as { readonly text: string }).text);
  const { run, attempt, place, prompt, command } = order;
  return [{ run, attempt, place, resumed: command.args.includes('--resume'), heard: [prompt, ...said], handed: await folder.handed() }];
}

/** How often words reached the agents of a ticket or a piece of work, run by run. */
export async function timesHeard(stage: EngineStage, name: string, words: string): Promise<readonly number[]> {
  return (await runsOf(stage, name)).map(({ heard }) => heard.join('\n').split(words).length - 1);
}

/** Waits for something in the folder of a ticket's present run. */
export async function ofRun<Value>(stage: EngineStage, id: string, what: string, look: (folder: RunFolder) => Promise<Value | undefined>): Promise<Value> {
  const { run = '' } = (await stage.ticket(id)).fields;
  return stage.withProject(({ ports, folder }) => eventually(what, () => look(new RunFolder(ports.files, folder.run(run))), 60_000));
}

/** Waits until a ticket's present run was told something; its agent may not have heard it yet. */
export function told(stage: EngineStage, id: string, key: string): Promise<true> {
  return ofRun(stage, id, `${key} told`, async (folder) => (await folder.mailFiles()).told.includes(key) || undefined);
}
