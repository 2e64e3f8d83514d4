import type { Phase } from '../../engine/status/status.js';
import type { WorkPhase } from '../../engine/status/workStatus.js';

/** A product icon and, where it helps, a colour of the theme; the word of the phase always stands beside it. */
export interface Sign {
  readonly icon: string;
  readonly colour?: string;
}

const attention = 'list.warningForeground';
const failed = 'list.errorForeground';
const passed = 'testing.iconPassed';
const active = 'charts.blue';
const faint = 'disabledForeground';

export const phaseIcons: Readonly<Record<Phase, Sign>> = {
  open: { icon: 'circle-large-outline' },
  waiting: { icon: 'watch' },
  held: { icon: 'debug-pause' },
  parked: { icon: 'question', colour: attention },
  starting: { icon: 'rocket', colour: active },
  coding: { icon: 'edit', colour: active },
  collecting: { icon: 'inbox', colour: active },
  testing: { icon: 'beaker', colour: active },
  reviewing: { icon: 'eye', colour: active },
  landing: { icon: 'git-merge', colour: active },
  done: { icon: 'pass-filled', colour: passed },
  stuck: { icon: 'error', colour: failed },
  cancelled: { icon: 'circle-slash', colour: faint },
};

export const workIcons: Readonly<Record<WorkPhase, Sign>> = {
  starting: phaseIcons.starting,
  working: phaseIcons.coding,
  parked: phaseIcons.parked,
  stuck: phaseIcons.stuck,
};

/** The icons of all other rows. */
export const icons = {
  repository: 'repo',
  spec: 'book',
  area: 'symbol-namespace',
  group: 'list-unordered',
  page: 'folder',
  queue: 'list-ordered',
  decisions: 'law',
  problem: 'warning',
  answered: 'pass',
  withdrawn: 'circle-slash',
  others: 'organization',
  approval: 'shield',
  draft: 'git-pull-request',
  proposal: 'lightbulb',
  wait: 'bell',
} as const;

export const colours = { attention, failed, passed, active, faint } as const;
