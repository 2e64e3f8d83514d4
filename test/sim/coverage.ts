import type { TransitionName } from '../../src/plan/lifecycle.js';

/** What of the plan's life the simulation does not play, and why. All else must be seen over the corpus of seeds. */
export const notPlayed: Readonly<Partial<Record<TransitionName, string>>> = {
  'import': 'another system’s plan is brought once, at rest',
  'configure': 'no configuration is changed in a night',
  'edit': 'nobody edits documents',
  'approve': 'there is no spec, and so no draft',
  'approve-submission': 'there are no reviews',
  'approve-protected': 'nothing is protected in the repository of the simulation',
  'pitch': 'no architect is at work',
  'accept-proposal': 'no architect is at work',
  'reject-proposal': 'no architect is at work',
  'propose': 'no architect is at work',
  'file-proposal': 'no architect is at work',
  'mend': 'the engineer mends a red master by hand',
  'tolerate': 'the engineer mends a red master by hand',
  'drop-mend': 'the engineer mends a red master by hand',
  'cut-areas': 'there is no spec',
  'cut-tickets': 'there is no spec',
  'change-plan': 'nobody asks for a change of the plan',
  'retry-work': 'the engineer answers where others are stuck',
  'wake': 'no provider rests',
  'retest': 'the engineer asks for no other verdict',
  'promote': 'there is one model',
  'exhaust': 'no agent tells what it costs',
  'hand-in': 'the engineer hands in nothing',
  'hand-back': 'the engineer hands in nothing',
  'revert': 'the engineer takes no landing back',
  'review': 'there are no reviews',
  'default': 'no question has a deadline',
  'correct': 'the engineer corrects no answer',
  'base-tests': 'there are no tests that could be changed',
  'tools': 'the gate names no tools',
  'repair': 'nobody writes the plan by hand',
};

/** What is too rare for the few seeds of every day; the long corpus must show it. */
export const rare: readonly TransitionName[] = ['stop', 'eject', 'drop', 'retry', 'acknowledge', 'withdraw', 'deliver', 'drop-work', 'park-work', 'hold', 'release', 'reorder'];
