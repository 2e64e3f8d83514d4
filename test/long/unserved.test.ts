import { unserved } from '../clis/acp/acpEnding.js';
import { opencode, qwen } from '../clis/acp/acpStage.js';
import { inParallel } from '../support/inParallel.js';

// Each of them tries again by itself for more than a minute, which no setting of its shortens. `npm run test:agents` installs the programs.
inParallel('an agent that speaks ACP and waits for its server in vain, is understood when it has given up:', 4, {
  'opencode, whose stream breaks off each time': () => unserved(opencode, { script: [{ text: 'I will', cut: true }] }, 'outage', /could not be reached, or broke off/),
  'opencode, whose connection is refused': () => unserved(opencode, { url: 'http://127.0.0.1:9/v1' }, 'outage', /could not be reached, or broke off/),
  'qwen, whose server fails': () => unserved(qwen, { script: [{ status: 500 }] }, 'outage', /the model's server failed \(500\)/),
  'qwen, whose connection is refused': () => unserved(qwen, { url: 'http://127.0.0.1:9/v1' }, 'outage', /could not be reached, or broke off/),
});
