import { actsHeld, actsLeftOut, actsOfNames, actsRed, actsRefused } from './actsHandedIn.js';
import { playHandedIn } from './handedInBattery.js';

describe('what an agent hands in', function () {
  this.timeout(240_000);

  it('is refused, left out, red or held where it would do harm, and else lands as it is', () => playHandedIn({ refused: actsRefused, leftOut: actsLeftOut, names: actsOfNames, red: actsRed, held: actsHeld }));
});
