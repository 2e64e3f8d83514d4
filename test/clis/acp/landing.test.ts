import assert from 'node:assert/strict';
import { inParallel } from '../../support/inParallel.js';
import type { Step } from '../chatServer.js';
import { done } from '../chatServer.js';
import type { LandingAgent } from '../landing.js';
import { held, killed, parked, refused, reviewed, unanswered } from '../landing.js';
import type { AcpAgent } from './acpStage.js';
import { acpAgents, onAcp, qwen } from './acpStage.js';

function stalled(agent: LandingAgent<Step>): Promise<void> {
  return unanswered(agent, { silenceSeconds: 10, toolSeconds: 10 }, ([first, ...others], { text, fields }) => {
    assert.match(text, /## Attempt 1\n\nThe run had stalled and was ended: /);
    assert.match(first?.outcome ?? '', /^The run had stalled and was ended: /);
    assert.deepEqual([fields.failures, others.at(-1)?.outcome, others.at(-1)?.resumes], [0, 'submitted', undefined]);
  });
}

const stories: Readonly<Record<string, (agent: LandingAgent<Step>) => Promise<void>>> = {
  'that asks is parked, and goes on in the same session with the answer; the tokens of each run are its own': (agent) => parked(agent),
  'that is answered while its call is held goes on at once, in the same run': held,
  'whose work the gate refuses is told why in the same session, and mends what it had': refused,
  'that is asked for changes by a review hears the numbered findings in the same session': (agent) => reviewed(agent),
  'that is killed in the middle of its work: goes on in the same session, and no attempt has failed': (agent) => killed(agent, ['agent']),
  'that is killed together with its engine: the next engine has it go on in the same session': (agent) => killed(agent, ['engine', 'agent']),
  "whose model's server never answers is ended by the clock, and begun anew at no cost": stalled,
};

/** What happens to the engine alone, and is the same for whatever agent. */
const engines: typeof stories = { 'whose engine is killed goes on, and the next engine lands what it did': (agent) => killed(agent, ['engine']) };

function landing(agent: AcpAgent): LandingAgent<Step> {
  const { model, process, shell, tool } = agent;
  return { model, process, shell, tool, done, on: (scriptFor, config, play) => onAcp(agent, scriptFor, { config }, play) };
}

for (const agent of acpAgents) {
  const played = Object.entries({ ...stories, ...(agent === qwen ? engines : {}) });
  inParallel(agent.name, 2, Object.fromEntries(played.map(([title, story]) => [title, () => story(landing(agent))])));
}
