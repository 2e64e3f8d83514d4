import { nodePorts } from '../../src/platform/ports.js';
import { findSandbox } from '../../src/platform/sandbox.js';
import { actsHeld, actsLeftOut, actsOfNames, actsRed, actsRefused } from '../hostile/actsHandedIn.js';
import { actsOfLongOutput, actsOfOutput, actsOnItself, actsOnSiblings, leftBehind } from '../hostile/actsOfProcesses.js';
import { actsOfTools, speakingSummary } from '../hostile/actsOfTools.js';
import { actsOutside } from '../hostile/actsOutside.js';
import { actsWithin, trapsWithin } from '../hostile/actsWithin.js';
import { playHandedIn } from '../hostile/handedInBattery.js';
import { playLeftBehind, playOnItself, playOnSibling, playPrinting } from '../hostile/processesBattery.js';
import { playOutside } from '../hostile/outsideBattery.js';
import { hostileTable } from '../hostile/table.js';
import { playTools } from '../hostile/toolBattery.js';
import { playWithin } from '../hostile/withinBattery.js';
import { isWritten, putText } from '../support/reliabilityPage.js';

describe('every hostile act', function () {
  this.timeout(1_800_000);
  let isConfinable = false;

  before(async () => {
    isConfinable = (await findSandbox(nodePorts())) !== undefined;
    if (!isConfinable) console.log('      not tested with a sandbox: bubblewrap is not there, or does not work');
  });

  it('that names nothing outside changes nothing outside, without a sandbox', () => playWithin('none', actsWithin, trapsWithin));

  it('that names nothing outside changes nothing outside, with bubblewrap', async function () {
    if (!isConfinable) this.skip();
    await playWithin('bubblewrap', actsWithin, trapsWithin);
  });

  it('that names another place is quarantined, recorded or not seen, as the page says, without a sandbox', async () => {
    await playOutside('none', actsOutside);
  });

  it('that names another place changes nothing, with bubblewrap', async function () {
    if (!isConfinable) this.skip();
    await playOutside('bubblewrap', actsOutside);
  });

  it('that is handed in is refused, left out, red, held or harmless', () => playHandedIn({ refused: actsRefused, leftOut: actsLeftOut, names: actsOfNames, red: actsRed, held: actsHeld }));

  it('that is done to processes ends with its run, and the work lands', async () => {
    await playLeftBehind(leftBehind);
    for (const act of actsOnItself) await playOnItself(act);
    for (const act of actsOnSiblings) await playOnSibling(act);
    await playPrinting([...actsOfOutput, ...actsOfLongOutput]);
  });

  it('by tools is refused', () => playTools(actsOfTools, speakingSummary));

  it('stands in the page on security', async () => {
    if (isWritten) await putText('hostile acts', hostileTable(isConfinable), 'security.md');
  });
});
