import { actsOutside } from './actsOutside.js';
import { playOutside } from './outsideBattery.js';
import { sampleOf } from './sampleOf.js';

describe('an agent that nothing confines, and that names places outside its worktree,', function () {
  this.timeout(280_000);

  it('is quarantined, or told of in its record, as the page on security says', async () => {
    await playOutside('none', sampleOf(actsOutside, 14));
  });
});
