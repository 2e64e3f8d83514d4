import assert from 'node:assert/strict';
import { nodePorts } from '../platform/ports.js';
import type { BackendRequest } from './backend.js';
import { RehearsalBackend } from './rehearsalBackend.js';

const backend = new RehearsalBackend(nodePorts().files, '/bin/node', '/dist/rehearsal.cjs');
const request: BackendRequest = {
  model: 'rehearsal',
  worktree: '/w',
  home: '/h',
  runFolder: '/r',
  mcp: { command: ['/bin/node', '/dist/mcp.cjs'], env: { SOCKET: 's' } },
  environment: { HOME: '/h' },
  subject: { ticket: '0001' },
  attempt: 1,
  confined: true,
  session: 'new',
};

describe('the rehearsal backend', () => {
  it('plays what the plan says, or the file that the model names', async () => {
    const args = async (model: string): Promise<readonly string[] | undefined> => {
      const command = await backend.command({ ...request, model });
      return 'unavailable' in command ? undefined : command.args;
    };
    assert.deepEqual([await args('rehearsal'), await args(import.meta.filename)], [['/dist/rehearsal.cjs'], ['/dist/rehearsal.cjs', '--scenario', import.meta.filename]]);
  });

  it('goes on with a session when it is told to', async () => {
    const command = await backend.command({ ...request, model: import.meta.filename, session: 'resumed' });
    assert.ok(backend.capabilities.resume && !('unavailable' in command));
    assert.deepEqual(command.args, ['/dist/rehearsal.cjs', '--scenario', import.meta.filename, '--resume']);
  });

  it('cannot run without the file that the model names, and says what to do', async () => {
    const command = await backend.command({ ...request, model: '/nowhere/scenario.yaml' });
    assert.ok('unavailable' in command && /\/nowhere\/scenario\.yaml does not exist\. Write it, or use/.test(command.unavailable));
  });
});
