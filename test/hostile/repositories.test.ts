import { hostileRepositories } from './hostileRepositories.js';
import { openUntrusted } from './openUntrusted.js';
import { sampleOf } from './sampleOf.js';

describe('a hostile repository that the command line opens before its commands were approved', function () {
  this.timeout(240_000);

  it('starts no process of its own and makes no connection; then it does what it is there for', async () => {
    await openUntrusted(sampleOf(hostileRepositories, 14));
  });
});
