import type { Ports } from '../platform/ports.js';
import type { KitOptions } from '../agents/kit.js';

/** What every command is given. */
export interface CommandContext {
  readonly ports: Ports;
  readonly kit: KitOptions;
  /** Where the command was typed. */
  readonly folder: string;
  readonly json: boolean;
  /** Both ends are a terminal, and no program reads the output: somebody is there to be asked. */
  readonly interactive: boolean;
  readonly print: (text: string) => void;
  /** Asks a yes-or-no question at the terminal. */
  readonly ask: (question: string) => Promise<boolean>;
  /** Registers what is to happen at Ctrl-C; the returned function takes it back. */
  readonly onInterrupt: (action: () => void) => () => void;
}

/** Does something that Ctrl-C can end: the signal is aborted then, and what was begun is taken back. */
export async function interruptible<T>(context: CommandContext, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const release = context.onInterrupt(() => {
    stopping.abort();
  });
  try {
    return await work(stopping.signal);
  } finally {
    release();
  }
}

/** Prints a value for programs, or words for people. */
export function answer(context: CommandContext, value: unknown, words: string): void {
  context.print(context.json ? JSON.stringify(value, undefined, 2) : words);
}
