import { longestOutputBytes, undamaged } from './runFolder.js';
import type { RunFolder } from './runFolder.js';
import type { ExitRecord, RunOrder } from './runOrder.js';
import { readStream } from './stream/readStream.js';
import type { RunAccount } from './stream/runAccount.js';
import { settledAccount } from './stream/runAccount.js';
import type { ToldAccount } from './stream/toldAccount.js';
import { toldAccount } from './stream/toldAccount.js';

/** From the runner's record, which heard all of it; from the output that is kept where there is no record. */
async function toldIn(folder: RunFolder, { stream }: Pick<RunOrder, 'stream'>, exit: ExitRecord | undefined): Promise<ToldAccount> {
  if (exit?.account !== undefined) return exit.account;
  const output = (await folder.readStreamEnd(longestOutputBytes)).toString('utf8');
  return toldAccount(readStream(stream, output, { exitCode: exit?.exitCode, asked: exit?.reason !== 'exited' }));
}

/** What a run that is over came to; `earlier` are the runs whose session it went on with, the last one first. */
export async function endedAccount(folder: RunFolder, order: Pick<RunOrder, 'stream'>, exit: ExitRecord | undefined, earlier: readonly RunFolder[]): Promise<RunAccount> {
  const told = await toldIn(folder, order, exit);
  if (told.whole.tokens === undefined && told.whole.cost === undefined) return settledAccount(told, undefined);
  for (const one of earlier) {
    const before = await toldIn(one, order, await undamaged(one.exit()));
    // One that was killed has told nothing of the whole, and what it used is a part of this run's.
    if (before.session === told.session && (before.whole.tokens !== undefined || before.whole.cost !== undefined)) return settledAccount(told, before);
  }
  return settledAccount(told, undefined);
}
