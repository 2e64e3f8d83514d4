import * as z from 'zod';
import type { AgentEvent, FailureCause } from '../stream/agentEvent.js';
import { jsonLine } from '../stream/jsonLine.js';
import type { StreamEnd, StreamReader } from '../stream/streamReader.js';

/** The lines of `typoi --json-stream`, as its source has them; it has neither sessions nor counts of tokens. */
const lineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('status'), text: z.string() }),
  /** A piece of what the model says. */
  z.object({ type: z.literal('message'), text: z.string() }),
  /** A tool that has ended, and what came of it. */
  z.object({ type: z.literal('tool'), name: z.string(), text: z.string() }),
]);

/** A message that is longer is told in several, so that one without an end does not fill the memory. In characters. */
const longestMessage = 64 * 1024;

/** More than typoi prints when it cannot begin. */
const plainLimit = 8192;

const falseStarts: readonly (readonly [said: RegExp, cause: FailureCause, words: string])[] = [
  [/Sanctum's tools did not start: ([^\n]*)/, 'tools', "Sanctum's tools did not start"],
  [/(Unknown option[^\n]*)/i, 'settings', 'it does not know an option'],
];

/** Reads the output of `typoi --json-stream`, with what it says on standard error in between. */
export class TypoiReader implements StreamReader {
  badLines = 0;
  private plain = '';
  private message = '';
  private tools = 0;
  private over = false;

  line(text: string): readonly AgentEvent[] {
    const value = jsonLine(text);
    if (value === undefined) {
      if (this.plain.length < plainLimit) this.plain += `${text}\n`;
      return [];
    }
    const parsed = value === 'damaged' ? undefined : lineSchema.safeParse(value);
    if (parsed?.success !== true) {
      if (value === 'damaged') this.badLines += 1;
      return [{ kind: 'alive' }];
    }
    const { data } = parsed;
    switch (data.type) {
      case 'message':
        this.message += data.text;
        return this.message.length > longestMessage ? this.said() : [{ kind: 'alive' }];
      case 'tool': {
        this.tools += 1;
        return [...this.said(), { kind: 'tool', id: String(this.tools), name: data.name, state: 'completed', output: data.text }];
      }
      case 'status':
        if (data.text === 'init') return [{ kind: 'started' }];
        if (data.text !== 'done') return [...this.said(), { kind: 'alive' }];
        this.over = true;
        return [...this.said(), { kind: 'end', outcome: 'completed' }];
    }
  }

  end({ exitCode, asked }: StreamEnd): readonly AgentEvent[] {
    const said = this.said();
    if (this.over) return said;
    if (asked) return [...said, { kind: 'end', outcome: 'interrupted' }];
    if (exitCode === 0) return [...said, { kind: 'end', outcome: 'completed' }];
    return [...said, { kind: 'end', outcome: 'failed', failure: this.failure() }];
  }

  /** A message comes in pieces; it is told as one when something else comes. */
  private said(): readonly AgentEvent[] {
    const text = this.message;
    this.message = '';
    return text === '' ? [] : [{ kind: 'message', text }];
  }

  private failure(): { readonly cause: FailureCause; readonly words: string } {
    for (const [said, cause, words] of falseStarts) {
      const match = said.exec(this.plain);
      if (match !== null) return { cause, words: `typoi: ${words}. It said: ${match[1] ?? ''}` };
    }
    const said = this.plain.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
    return { cause: 'crash', words: `typoi: it ended in the middle of its work.${said === '' ? '' : ` It said: ${said}`}` };
  }
}
