import { answerEngineer } from './defaults/answerEngineer.js';
import { answerQuestion } from './defaults/answerQuestion.js';
import { approve } from './defaults/approve.js';
import { cutAreas } from './defaults/cutAreas.js';
import { cutTickets } from './defaults/cutTickets.js';
import { designProposal } from './defaults/designProposal.js';
import { pitchSprints } from './defaults/pitchSprints.js';
import { playCoding } from './defaults/playCoding.js';
import { reviseSpec } from './defaults/reviseSpec.js';
import type { Part, WorkKind } from './part.js';
import { ScenarioError } from './scenario.js';
import type { Stage } from './stage.js';
import { demand } from './stage.js';

export interface DefaultPart {
  readonly part: Part;
  readonly kind: WorkKind | 'coding';
  /** The document that the part is about. */
  readonly document: string;
  readonly prompt: string;
}

/** Plays a part that has no scenario, so that everything works on any repository. Throws ScenarioError. */
export async function playDefault(stage: Stage, { part, kind, document, prompt }: DefaultPart): Promise<void> {
  try {
    switch (kind) {
      case 'coding':
        await playCoding(stage, document, part.ticket ?? '');
        break;
      case 'spec':
        await reviseSpec(stage, prompt);
        break;
      case 'ask':
        await answerEngineer(stage, document, prompt);
        break;
      case 'areas':
        await cutAreas(stage, document);
        break;
      case 'pitch':
        await pitchSprints(stage, document);
        break;
      case 'design':
        await designProposal(stage, document);
        break;
      case 'tickets':
        await cutTickets(stage, document);
        break;
      case 'answer-manager':
      case 'answer-architect':
        await answerQuestion(stage, document);
        break;
      case 'change-manager':
      case 'change-architect':
        await demand(stage, 'pass_up', { view: 'I cannot tell whether the plan should change.' });
        break;
      case 'review':
        await approve(stage);
        break;
    }
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    throw new ScenarioError(`By default (${kind}): ${error instanceof Error ? error.message : String(error)}`);
  }
}
