import { hostileRepositories, openUntrusted } from './hostileRepositories.js';
import { sampleOf } from './sampleOf.js';

describe('a hostile repository that the command line opens before its commands were approved', function () {
  this.timeout(240_000);

  it('starts no process of its own and makes no connection', () => openUntrusted(sampleOf(hostileRepositories, 14)));
});
