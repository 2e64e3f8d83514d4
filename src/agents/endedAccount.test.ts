import assert from 'node:assert/strict';
import { join } from 'node:path';
import { nodePorts } from '../platform/ports.js';
import { endedAccount } from './endedAccount.js';
import { RunFolder } from './runFolder.js';
import type { ExitRecord } from './runOrder.js';

const { files } = nodePorts();
const at = '2026-11-21T04:30:00Z';
const order = { stream: 'codex' } as const;

function exit(account: ExitRecord['account']): ExitRecord {
  return { reason: 'exited', startedAt: at, endedAt: at, streamBytes: 0, survivorsKilled: 0, ...(account === undefined ? {} : { account }) };
}

const whole = (input: number, session = 's'): ExitRecord => exit({ session, run: {}, whole: { tokens: { input, output: 0 } } });
const killed = exit({ session: 's', run: {}, whole: {} });

describe('what a run used that went on with a session', () => {
  let root: string;
  before(async () => (root = await files.makeTemporaryFolder('sanctum-account-')));
  after(() => files.removeTree(root));

  async function input(...exits: readonly ExitRecord[]): Promise<number | undefined> {
    const folders = exits.map((_, n) => new RunFolder(files, join(root, `${String(exits.length)}-${String(n)}`)));
    for (const [n, record] of exits.entries()) {
      await folders[n]?.make();
      await folders[n]?.writeExit(record);
    }
    const [last = new RunFolder(files, root), ...earlier] = folders.reverse();
    return (await endedAccount(last, order, exits.at(-1), earlier)).tokens?.input;
  }

  it('is what the session came to since its run before', async () => assert.equal(await input(whole(100), whole(250)), 150));

  it('is counted once, also where the run before was killed before it could tell', async () => {
    assert.equal(await input(whole(100), killed, whole(250)), 150);
  });

  it('is all of it where the session is another one', async () => assert.equal(await input(whole(100, 'other'), killed, killed, whole(250)), 250));
});
