import type { TransitionName } from '../../src/plan/lifecycle.js';
import { lifecycle } from '../../src/plan/lifecycle.js';
import { cloneDoings, pushEnds } from '../../src/sim/clone.js';
import { recoveryRows } from '../../src/sim/recovery.js';
import { deaths, faultKinds, pushDeaths } from '../../src/sim/scenario.js';
import type { SimResult } from '../../src/sim/simulate.js';
import type { Site } from '../../src/sim/sites.js';

/** What of the plan's life the simulation does not play, and why. All else must be seen over the corpus of seeds. */
const notPlayed: Readonly<Partial<Record<TransitionName, string>>> = {
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
  'deliver': 'an agent that asks ends at once, so that what is answered goes into its next run',
  'withdraw': 'no ticket is cancelled, so that each question has somebody to hear its answer',
  'drop-work': 'the engineer answers no question that lies with somebody else, so that all work is needed until it ends',
  'acknowledge': 'the next commit of the engine says what it has seen',
};

/** Where nobody can be struck down in the simulation, and why. */
const neverReached: Readonly<Partial<Record<Site, string>>> = {
  'make link': 'no agent of the simulation has a home with links',
  'git: init': 'the repository is made before anything goes wrong',
};

/** Where a process comes a few times in a night, or in few nights. */
const rarelyReached: readonly Site[] = ['append', 'rename', 'copy', 'write new: remove', 'look for processes', 'close socket', 'git: note head', 'git: delete ref'];

/** What is too rare for the few seeds of every day; the long corpus must show it. */
export const rare: ReadonlySet<string> = new Set([
  ...['stop', 'eject', 'drop', 'retry', 'park-work', 'hold', 'release', 'reorder'].map((name) => `transition ${name}`),
  ...recoveryRows.filter((row) => !row.startsWith('a run ') && row !== 'a lease of another machine').map((row) => `recovery: ${row}`),
  ...rarelyReached.flatMap((site) => [`died before ${site}`, `died after ${site}`]),
  'push: accepted unheard',
  ...['git: write ref', 'git: log ref', 'git: rename ref'].map((site) => `a push died after ${site}`),
]);

/** All that must be seen over a corpus of seeds: kinds of fault, transitions of the plan, deaths before and after each kind of step, what an engine finds at its start, and what a colleague does and what becomes of it. */
function wanted(): readonly string[] {
  return [
    ...[...faultKinds].map((kind) => `fault: ${kind}`),
    ...(Object.keys(lifecycle) as TransitionName[]).filter((name) => notPlayed[name] === undefined).map((name) => `transition ${name}`),
    ...deaths.filter(({ site }) => neverReached[site] === undefined).map(({ site, side }) => `died ${side} ${site}`),
    ...recoveryRows.map((row) => `recovery: ${row}`),
    ...cloneDoings.map((doing) => `colleague: ${doing}`),
    ...pushEnds.map((end) => `push: ${end}`),
    ...pushDeaths.map(({ site, side }) => `a push died ${side} ${site}`),
  ];
}

/** What some seeds came to. */
export class Coverage {
  readonly seen = new Set<string>();

  add({ sites, transitions }: SimResult): void {
    for (const site of sites.keys()) this.seen.add(site);
    for (const name of transitions) this.seen.add(`transition ${name}`);
  }

  /** What no seed came to. */
  missing(): readonly string[] {
    return wanted().filter((one) => !this.seen.has(one));
  }
}
