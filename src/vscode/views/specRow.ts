import { specPath } from '../../plan/paths.js';
import { colours, icons } from './signs.js';
import type { ViewNode } from './viewNode.js';
import { joined } from './viewNode.js';

/** What is known of a spec. */
export interface SpecSeen {
  readonly hasSpec: boolean;
  /** The number of the newest accepted version; 0 before the first. */
  readonly version: number;
  readonly hasDraft: boolean;
}

/** The row of a repository's spec. */
export function specRow(key: string, { hasSpec, version, hasDraft }: SpecSeen): ViewNode {
  const waits = hasDraft ? 'a draft waits for you' : undefined;
  const named = !hasSpec ? 'none yet' : version === 0 ? undefined : `v${String(version)}`;
  return {
    id: `${key}/spec`,
    kind: 'spec',
    ...(hasSpec ? { path: specPath } : {}),
    label: 'Spec',
    description: joined([!hasSpec && hasDraft ? undefined : named, waits]),
    icon: hasDraft ? icons.draft : icons.spec,
    ...(hasDraft ? { colour: colours.attention } : {}),
    spoken: joined(['spec', !hasSpec ? 'none yet' : version === 0 ? undefined : `version ${String(version)}`, waits], ', '),
    context: hasDraft ? 'spec.draft' : hasSpec ? 'spec' : 'spec.none',
    click: hasDraft ? { command: 'sanctum.reviewDraft', title: 'Review Draft of the Spec' } : hasSpec ? 'open' : { command: 'sanctum.planSpec', title: 'Plan' },
    tooltip: () => (hasDraft ? 'The architect’s draft of the spec waits: read it, and accept or reject it.' : hasSpec ? `The spec, as you accepted it${version === 0 ? '' : ` (version ${String(version)})`}.` : 'There is no spec yet. Write one with the architect.'),
  };
}
