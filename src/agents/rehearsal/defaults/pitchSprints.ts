import { join } from 'node:path';
import { shortName } from '../../../plan/paths.js';
import { sectionsOf } from '../outline.js';
import type { Stage } from '../stage.js';
import { demand, use } from '../stage.js';

/** Without a scenario each section of `VISION.md`, or of the spec where there is no vision, is pitched that was not pitched before, as long as more are taken. */
export async function pitchSprints(stage: Pick<Stage, 'files' | 'print' | 'tools' | 'worktree'>, spec: string): Promise<void> {
  const vision = (await stage.files.readIfThere(join(stage.worktree, 'VISION.md')))?.toString('utf8');
  const known = proposalNames(await demand(stage, 'read_plan', { document: 'proposals' }));
  for (const { heading, text } of sectionsOf(vision ?? spec)) {
    const title = heading.slice(0, 200);
    if (known.has(shortName(title))) continue;
    const scope = text.split('\n').slice(1).join('\n').trim();
    const sprint = { title, goal: `There is what the vision calls ${title}.`, scope: scope === '' ? `- ${title}` : scope, prediction: { minutes: [10, 60], dollars: [0, 1] } };
    if (!(await use(stage, 'propose', sprint)).accepted) return;
  }
}

/** The short names of all proposals, from their documents as the tool shows them: each below a line with its path. */
export function proposalNames(shown: string): ReadonlySet<string> {
  return new Set([...shown.matchAll(/^<!-- proposals\/P-\d{4,}-([a-z0-9-]+)\.md -->$/gm)].map(([, name = '']) => name));
}
