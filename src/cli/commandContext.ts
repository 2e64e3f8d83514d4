import type { Ports } from '../platform/ports.js';
import type { KitOptions } from '../agents/kit.js';

/** What every command is given. */
export interface CommandContext {
  readonly ports: Ports;
  readonly kit: KitOptions;
  /** Where the command was typed. */
  readonly folder: string;
  readonly json: boolean;
  /** Both ends are a terminal: somebody is there to be asked. */
  readonly interactive: boolean;
  readonly print: (text: string) => void;
  /** Asks a yes-or-no question at the terminal. */
  readonly ask: (question: string) => Promise<boolean>;
  /** Registers what is to happen at Ctrl-C; the returned function takes it back. */
  readonly onInterrupt: (action: () => void) => () => void;
}

/** Prints a value for programs, or words for people. */
export function answer(context: CommandContext, value: unknown, words: string): void {
  context.print(context.json ? JSON.stringify(value, undefined, 2) : words);
}
