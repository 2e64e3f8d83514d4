import { RunFileError, longestOutputBytes } from './runFolder.js';
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

async function exitOf(folder: RunFolder): Promise<ExitRecord | undefined> {
  try {
    return await folder.exit();
  } catch (error) {
    if (error instanceof RunFileError) return undefined;
    throw error;
  }
}

/** What a run that is over came to; `earlier` is the run whose session it went on with. */
export async function endedAccount(folder: RunFolder, order: Pick<RunOrder, 'stream'>, exit: ExitRecord | undefined, earlier: RunFolder | undefined): Promise<RunAccount> {
  const before = earlier === undefined ? undefined : await toldIn(earlier, order, await exitOf(earlier));
  return settledAccount(await toldIn(folder, order, exit), before);
}
