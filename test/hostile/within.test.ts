import { actsWithin, trapsWithin } from './actsWithin.js';
import { sampleOf } from './sampleOf.js';
import { playWithin } from './withinBattery.js';

describe('an agent that nothing confines, and that names nothing outside its worktree,', function () {
  this.timeout(240_000);

  it('changes nothing of the engineer, whatever it does to its git', () => playWithin('none', actsWithin, sampleOf(trapsWithin, 5)));
});
