import type { PlanDocument } from '../tools.js';
import type { Part, WorkKind } from './part.js';
import { kindOfWork } from './part.js';
import type { Scenario } from './scenario.js';
import { parseScenario, ScenarioError } from './scenario.js';
import type { BlockNature } from './scenarioBlock.js';
import { scenarioBlock } from './scenarioBlock.js';
import type { Stage } from './stage.js';

/** What a part's scenario is looked for in, when no file has it. */
type Source = BlockNature & { readonly document: PlanDocument };

const whole = { info: 'rehearsal', indent: 3 } as const;
/** Lower documents are cut from these: a block in a list item is one of theirs. */
const higher = { info: 'rehearsal', indent: 0 } as const;

const codingSource: Source = { document: 'ticket', ...whole };
const sources: Readonly<Record<WorkKind, Source>> = {
  areas: { document: 'spec', ...higher },
  spec: { document: 'spec', ...higher },
  ask: { document: 'spec', ...higher },
  pitch: { document: 'spec', ...higher },
  design: { document: 'proposal', ...higher },
  tickets: { document: 'area', ...higher },
  'answer-manager': { document: 'question', ...whole },
  'answer-architect': { document: 'question', ...whole },
  'change-manager': { document: 'question', ...whole },
  'change-architect': { document: 'question', ...whole },
  review: { document: 'ticket', info: 'rehearsal-review', indent: 3 },
};

/** What is to be played: a scenario, or the default, made from the document that the part is about. */
export type Found = { readonly scenario: Scenario } | { readonly kind: WorkKind | 'coding'; readonly document: string };

/** From the file that was named, else from the document of the part; where neither knows the part, the default. */
export async function findScenario(stage: Pick<Stage, 'files' | 'tools'>, part: Part, file: string | undefined): Promise<Found> {
  const fromFile = file === undefined ? undefined : parseScenario(await readScenario(stage, file), part);
  if (fromFile !== undefined) return { scenario: fromFile };
  const kind = part.work === undefined ? 'coding' : kindOfWork(part.work);
  if (kind === undefined) throw new ScenarioError(`Nothing is known to play for the work "${part.work ?? ''}".`);
  const source = kind === 'coding' ? codingSource : sources[kind];
  const { accepted, text } = await stage.tools.call('read_plan', { document: source.document });
  if (!accepted) throw new ScenarioError(`The ${source.document} cannot be read: ${text}`);
  const block = scenarioBlock(text, source);
  const own = block === undefined ? undefined : parseScenario(block, part);
  return own === undefined ? { kind, document: text } : { scenario: own };
}

async function readScenario({ files }: Pick<Stage, 'files'>, file: string): Promise<string> {
  const text = await files.readIfThere(file);
  if (text === undefined) throw new ScenarioError(`There is no scenario file ${file}.`);
  return text.toString('utf8');
}
