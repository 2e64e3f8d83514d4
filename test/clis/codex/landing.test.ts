import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.js';
import { inParallel } from '../../support/inParallel.js';
import type { LandingAgent } from '../landing.js';
import { held, killed, parked, refused, reviewed } from '../landing.js';
import { onCodex } from './codexStage.js';
import type { Step } from './modelServer.js';
import { done, patch, shell, submit, tool } from './modelServer.js';

const codex: LandingAgent<Step> = {
  model: 'gpt-5.5',
  process: /\/bin\/codex exec /,
  shell,
  tool,
  done,
  on: (scriptFor, config, play) => onCodex(scriptFor, { config }, play),
};

inParallel('codex', 2, {
  'that asks is parked, and goes on in the same thread with the answer; the tokens of each run are its own': () => parked(codex),
  'that is answered while its call is held goes on at once, in the same run': () => held(codex),
  'whose work the gate refuses is told why in the same thread, and mends what it had': () => refused(codex),
  'that is asked for changes by a review hears the numbered findings in the same thread, also where master has moved': () => reviewed(codex, true),

  'builds two tickets side by side': () => {
    const begun = new Set<string>();
    return onCodex(
      ({ ticket }) => [
        async () => {
          begun.add(ticket);
          await eventually('both at work', () => begun.size === 2 || undefined);
          return patch(`${ticket}.txt`, ticket);
        },
        submit,
        done,
      ],
      { config: { limits: { agents: 2 } } },
      async ({ stage, add }) => {
        const ids = [await add('One'), await add('Other')];
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        for (const id of ids) assert.equal(await stage.repo.git('show', `master:${id}.txt`), id);
      },
    );
  },

  'that is killed in the middle of a command: goes on in the same thread, and no attempt has failed': () => killed(codex, ['agent'], { during: 'command' }),
  'that is killed with its engine goes on as well': () => killed(codex, ['engine', 'agent'], { during: 'command' }),
  'that is killed with all that watches over it goes on as well': () => killed(codex, ['engine', 'runner', 'agent'], { during: 'command' }),
});
