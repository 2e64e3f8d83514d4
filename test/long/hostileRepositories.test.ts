import { hostileRepositories, openUntrusted } from '../hostile/hostileRepositories.js';

describe(`${String(hostileRepositories.length)} hostile repositories that the command line opens before their commands were approved`, function () {
  this.timeout(900_000);

  it('start no process of their own and make no connection', () => openUntrusted(hostileRepositories));
});
