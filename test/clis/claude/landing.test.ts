import assert from 'node:assert/strict';
import type { RunFields } from '../../../src/plan/schemas.js';
import { inParallel } from '../../support/inParallel.js';
import { countedIn } from '../books.js';
import type { LandingAgent } from '../landing.js';
import { held, killed, parked, unanswered } from '../landing.js';
import { model, onClaude } from './claudeStage.js';
import type { ModelServer, Step } from './modelServer.js';
import { done, shell, tool } from './modelServer.js';

let books: ModelServer['books'] = [];

const claude: LandingAgent<Step> = {
  model,
  process: /\/claude --print /,
  shell,
  tool,
  done,
  on: (scriptFor, config, play) => onClaude(scriptFor, { config }, play),
};

/** With the model's server and its own books. */
const watched: LandingAgent<Step> = {
  ...claude,
  on: (scriptFor, config, play) =>
    onClaude(scriptFor, { config }, (on) => {
      ({ books } = on.server);
      return play(on);
    }),
};

/** What the first one was sent is known; of what it wrote, only that it began. */
const check = (records: readonly RunFields[]): void => assert.deepEqual(records.map(({ tokens }) => tokens?.input), [100, 300]);

inParallel('Claude Code', 2, {
  'that asks is parked, and goes on in the same session with the answer; the tokens and the cost of each run are its own': () =>
    parked(watched, {
      first: (step) => ({ ...step, usage: { input: 120, output: 15, written: 1000 } }),
      second: (step) => ({ ...step, usage: { input: 30, output: 25, cached: 1000 } }),
      check: (records, requests) => {
        const kept = books.filter(({ thread }) => thread === requests[0]?.thread);
        assert.deepEqual(records.map(({ tokens }) => tokens), [countedIn(kept.slice(0, 3)), countedIn(kept.slice(3))]);
        // The first wrote to the cache and the second read from it, which is cheaper: a cost that counted on would be the greater one.
        const [before = 0, after = 0] = records.map(({ cost }) => cost);
        assert.ok(after > 0 && before > after, `${String(before)}, ${String(after)}`);
      },
    }),
  'that is answered while its call is held goes on at once, in the same run': () => held(claude),
  'that is killed in the middle of its work: goes on in the same session, and no attempt has failed': () => killed(claude, ['agent'], { check }),
  'whose engine is killed works on, and the next engine lands what it made': () => killed(claude, ['engine']),
  'that is killed together with its engine loses nothing either': () => killed(claude, ['engine', 'agent'], { check }),
  'whose model never answers is ended by the clock of its run': () =>
    unanswered(claude, { runMinutes: 0.05 }, (records) => assert.deepEqual(records.map(({ reason }) => reason), ['time-cap', 'exited'])),
});
