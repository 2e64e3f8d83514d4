import { shortName } from '../../../plan/paths.js';
import { documentField } from '../documentField.js';
import { sectionsOf } from '../outline.js';
import { ScenarioError } from '../scenario.js';
import type { Stage } from '../stage.js';
import { demand } from '../stage.js';

/** Without a scenario an accepted proposal becomes one area of its name, with its scope. */
export async function designProposal(stage: Pick<Stage, 'print' | 'tools'>, proposal: string): Promise<void> {
  const title = documentField(proposal, 'title');
  const scope = sectionsOf(proposal).find(({ heading }) => heading === 'Scope')?.text.split('\n').slice(1).join('\n').trim();
  if (title === undefined || scope === undefined) throw new ScenarioError('The proposal has no title, or no scope.');
  await demand(stage, 'write_area', { area: shortName(title), title, text: scope });
}
