import type { RunFolder } from './runFolder.js';
import { longestOutputBytes } from './runFolder.js';
import type { ExitRecord, RunOrder } from './runOrder.js';
import { readStream } from './stream/readStream.js';
import type { RunAccount } from './stream/runAccount.js';
import { runAccount } from './stream/runAccount.js';

async function output(folder: RunFolder): Promise<string> {
  return (await folder.readStreamEnd(longestOutputBytes)).toString('utf8');
}

/** What a run that is over came to, from the output that is kept of it; `earlier` is the run whose session it went on with. */
export async function endedAccount(folder: RunFolder, { stream }: Pick<RunOrder, 'stream'>, exit: ExitRecord | undefined, earlier: RunFolder | undefined): Promise<RunAccount> {
  const end = { exitCode: exit?.exitCode, asked: exit?.reason !== 'exited' };
  const before = earlier === undefined ? [] : readStream(stream, await output(earlier));
  return runAccount(readStream(stream, await output(folder), end), before);
}
