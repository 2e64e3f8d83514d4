import { createInterface } from 'node:readline/promises';

/** Asks for a line at the terminal; undefined when there was none before `over`, or the input ended. */
export async function askLine(question: string, over: AbortSignal): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C is the command's: the terminal hands it to readline while that reads.
  lines.on('SIGINT', () => process.emit('SIGINT'));
  const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  try {
    return await Promise.race([lines.question(question, { signal: over }), ended]);
  } catch (error) {
    if (over.aborted) return undefined;
    throw error;
  } finally {
    lines.close();
  }
}
