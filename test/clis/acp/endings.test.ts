import { inParallel } from '../../support/inParallel.js';
import { served, unserved } from './acpEnding.js';
import type { AcpAgent } from './acpStage.js';
import { opencode, qwen } from './acpStage.js';
import type { Script } from '../chatServer.js';
import { done } from '../chatServer.js';

type Stories = Readonly<Record<string, (agent: AcpAgent) => Promise<void>>>;

/** What each must say of the same misfortunes. A server that says when it serves again makes the agents' own tries short; what takes them a minute is in `test/long/`. */
const misfortunes: Stories = {
  'a key that is refused': (agent) => unserved(agent, { script: [{ status: 401 }] }, 'login', /the model's server refused the key \(401\); set .* It said: .*Not today/),
  'too many requests': (agent) => unserved(agent, { script: [{ status: 429, retryAfter: 1 }] }, 'rate-limit', /takes no more requests for now \(429\)/),
  'a server that fails': (agent) => unserved(agent, { script: [{ status: 503, retryAfter: 1 }] }, 'outage', /the model's server failed \(503\)/),
  'tools that do not start': (agent) => unserved(agent, { tools: '/nowhere/tools' }, 'tools', /Sanctum's tools did not start/),
};

/** Breaks off the first time that it is asked. */
function once(): Script {
  let asked = 0;
  return [() => ((asked += 1) === 1 ? { text: 'I will', cut: true } : done)];
}

const ownMisfortunes: Readonly<Record<string, Stories>> = {
  opencode: { 'a stream that breaks off, and is begun again': (agent) => served(agent, once()) },
  qwen: {
    'served': (agent) => served(agent),
    'a stream that breaks off': (agent) => unserved(agent, { script: [{ text: 'I will', cut: true }] }, 'outage', /could not be reached, or broke off/),
  },
};

for (const agent of [opencode, qwen]) {
  const stories = Object.entries({ ...misfortunes, ...ownMisfortunes[agent.name] });
  inParallel(`${agent.name}, when it ends, is understood:`, 2, Object.fromEntries(stories.map(([what, play]) => [what, () => play(agent)])));
}
