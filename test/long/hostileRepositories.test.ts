import { hostileRepositories } from '../hostile/hostileRepositories.js';
import { openUntrusted } from '../hostile/openUntrusted.js';
import { repositoriesTable } from '../hostile/repositoriesTable.js';
import { isWritten, putText } from '../support/reliabilityPage.js';

describe(`${String(hostileRepositories.length)} hostile repositories that the command line opens before their commands were approved`, function () {
  this.timeout(900_000);

  it('start no process of their own and make no connection; then each does what it is there for', async () => {
    const opened = await openUntrusted(hostileRepositories);
    if (isWritten) await putText('hostile repositories', repositoriesTable(hostileRepositories, opened), 'security.md');
  });
});
