import { inParallel } from '../support/inParallel.js';
import { actsOfOutput, actsOnItself, actsOnSiblings, leftBehind } from './actsOfProcesses.js';
import { playLeftBehind, playOnItself, playOnSibling, playPrinting } from './processesBattery.js';

inParallel('the processes and folders of an agent that nothing confines', 2, {
  [`are ended with its run, whatever it left: ${leftBehind.map(({ name }) => name).join(', ')}`]: () => playLeftBehind(leftBehind),
  [`may print what they like: ${actsOfOutput.map(({ name }) => name).join(', ')}`]: () => playPrinting(actsOfOutput),
  ...Object.fromEntries(actsOnItself.map((act) => [`are begun anew, or land, after ${act.name}; nothing of the engineer's is handed in`, () => playOnItself(act)])),
  ...Object.fromEntries(actsOnSiblings.map((act) => [`are begun anew, and land, beside ${act.name}`, () => playOnSibling(act)])),
});
