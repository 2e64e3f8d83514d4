import type { RunContainment } from '../../platform/sandbox.js';

const lines: Readonly<Record<RunContainment, string>> = {
  contained: 'Contained: it can write in its own folders alone.',
  detected: 'Detected: it can write wherever you can; what it changes in this repository outside its worktree is found when it ends.',
  none: 'Not contained: it can write wherever you can.',
};

/** Whether an agent at work can write outside its own folders, in a sentence. */
export function containmentLine(containment: RunContainment): string {
  return lines[containment];
}
