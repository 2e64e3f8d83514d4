import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { faultIn } from './messageFaults.js';

/** The longest message that is taken, in bytes: a hundred times what any tool takes, and half of what the runner takes. */
export const longestLine = 4 * 1024 * 1024;

/** What is kept of a longer one, at both ends: its id stands there. */
const keptEnd = 512;

/**
 * MCP over stdio: a message a line. Unlike the one of the SDK it answers whatever it cannot take, with words that say what to send, and goes
 * on: an agent that gets no answer waits for ever, and one whose server ends has no tools any more.
 */
export class LineTransport implements Transport {
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;

  private parts: Buffer[] = [];
  private length = 0;
  private head = '';
  private tail = '';

  constructor(
    private readonly input: Readable,
    private readonly output: Writable,
    /** The names of the tools, for who calls none. */
    private readonly tools: readonly string[],
  ) {}

  start(): Promise<void> {
    this.input.on('data', (chunk: Buffer) => this.take(chunk));
    this.input.on('error', (error) => this.onerror?.(error));
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    return this.write(message);
  }

  close(): Promise<void> {
    this.onclose?.();
    return Promise.resolve();
  }

  private take(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      this.collect(chunk.subarray(from, end));
      this.finishLine();
      from = end + 1;
    }
    this.collect(chunk.subarray(from));
  }

  private collect(part: Buffer): void {
    this.length += part.length;
    if (this.length <= longestLine) {
      this.parts.push(part);
      return;
    }
    const whole = Buffer.concat([...this.parts, part]);
    if (this.head === '') this.head = whole.toString('latin1', 0, keptEnd);
    this.tail = (this.tail + whole.toString('latin1', Math.max(0, whole.length - keptEnd))).slice(-keptEnd);
    this.parts = [];
  }

  private finishLine(): void {
    const isTooLong = this.length > longestLine;
    const line = isTooLong ? { head: this.head, tail: this.tail } : Buffer.concat(this.parts).toString('utf8');
    [this.parts, this.length, this.head, this.tail] = [[], 0, '', ''];
    if (typeof line === 'string' && line.trim() === '') return;
    const found = faultIn(line, this.tools);
    if ('fault' in found) void this.write({ jsonrpc: '2.0', id: found.id, error: found.fault });
    else this.onmessage?.(found.message);
  }

  private write(message: unknown): Promise<void> {
    return new Promise((resolve) => {
      if (this.output.write(`${JSON.stringify(message)}\n`)) resolve();
      else this.output.once('drain', resolve);
    });
  }
}
