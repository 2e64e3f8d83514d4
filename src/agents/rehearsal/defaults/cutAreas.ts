import { shortName } from '../../../plan/paths.js';
import { sectionsOf } from '../outline.js';
import type { Stage } from '../stage.js';
import { demand } from '../stage.js';

export interface AreaText {
  readonly area: string;
  readonly title: string;
  readonly text: string;
}

/** As the tool shows a plan without a spec. */
const noSpec = /^There is no spec yet\.\s*$/m;

/** Without a scenario each section of the spec is an area; one that is written already as it is to be is left alone. */
export async function cutAreas(stage: Pick<Stage, 'print' | 'tools'>, spec: string): Promise<void> {
  const present = areaTexts(await demand(stage, 'read_plan', { document: 'areas' }));
  for (const { area, title, text } of areasIn(spec)) {
    if (present.get(area) !== text) await demand(stage, 'write_area', { area, title, text });
  }
}

/** An area for each `## ` section; for a spec without one, a single area. */
export function areasIn(spec: string): readonly AreaText[] {
  if (spec.trim() === '' || noSpec.test(spec)) return [];
  const sections = sectionsOf(spec);
  if (sections.length === 0) return [{ area: 'all', title: 'All', text: spec.trim() }];
  const taken = new Set<string>();
  return sections.map(({ heading, text }) => {
    const area = freeName(shortName(heading), taken);
    taken.add(area);
    return { area, title: heading.slice(0, 200), text };
  });
}

/** A name that no section before has; an area's name has at most 40 characters, as a short name has. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2, free = name; ; number += 1) {
    if (!taken.has(free)) return free;
    free = `${name.slice(0, 36).replace(/-+$/, '')}-${String(number)}`;
  }
}

/** The text of each area, by its name, from all areas as the tool shows them: each document below a line with its path. */
export function areaTexts(shown: string): ReadonlyMap<string, string> {
  const parts = shown.split(/^<!-- areas\/([a-z0-9-]+)\.md -->$/m);
  const texts = new Map<string, string>();
  for (let at = 1; at < parts.length; at += 2) {
    texts.set(parts[at] ?? '', (parts[at + 1] ?? '').replace(/^\s*---\r?\n[\s\S]*?\r?\n---[ \t]*(?:\r?\n|$)/, '').trim());
  }
  return texts;
}
