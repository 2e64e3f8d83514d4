import { join } from 'node:path';
import { prompted } from '../prompted.js';
import { ScenarioError } from '../scenario.js';
import type { Stage } from '../stage.js';
import { demand } from '../stage.js';

/** Without a scenario a request becomes a section at the end of `spec.md`. */
export async function reviseSpec(stage: Stage, prompt: string): Promise<void> {
  const request = prompted(prompt, 'request')?.trim();
  if (request === undefined || request === '') throw new ScenarioError('The prompt holds no request between <request> and </request>.');
  const file = join(stage.worktree, 'spec.md');
  const earlier = (await stage.files.readIfThere(file))?.toString('utf8').trimEnd() ?? '';
  await stage.files.write(file, `${earlier === '' ? '# Specification' : earlier}\n\n${sectionFor(request)}\n`);
  await demand(stage, 'report_progress', { text: 'Added a section to spec.md.' });
}

/** Its first line as the heading, and the rest below; a request of one line stands there as a bullet, from which a ticket can be cut. */
export function sectionFor(request: string): string {
  const [first = '', ...rest] = request.trim().split(/\r?\n/);
  const heading = first.replace(/^#+\s+/, '').trim();
  const body = rest.join('\n').trim();
  return `## ${heading}\n\n${body === '' ? `- ${heading}` : body}`;
}
