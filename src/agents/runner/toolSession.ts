import { createHash, timingSafeEqual } from 'node:crypto';
import type { Connection } from '../../platform/sockets.js';
import type { Answer } from '../runnerProtocol.js';
import { callSchema, greetingSchema } from '../runnerProtocol.js';
import { canBeHeld } from '../tools.js';

/** What the session asks of the runner. */
export interface SessionHost {
  /** Answers one call; never throws. Undefined: nobody waits for the answer any more. */
  answer(tool: string, input: unknown): Promise<Omit<Answer, 'id'> | undefined>;
  /** The token was shown for the first time. */
  onOpened(): void;
  /** Somebody else holds the token: the run can no longer be told from a forgery. */
  onSecondConnection(): void;
  /** The agent's connection is gone; there will be no other. */
  onClosed(): void;
}

/**
 * The agent's one connection. The first message must show the token; whoever cannot is closed. A second connection that can means
 * that the token is in other hands than the MCP server's: from then on nothing is answered.
 */
export class ToolSession {
  private opened = false;
  private refusedCount = 0;
  private shut = false;
  private answering: Promise<void> = Promise.resolve();
  private readonly held = new Set<Promise<void>>();

  constructor(
    private readonly token: string,
    private readonly host: SessionHost,
  ) {}

  /** How many connections could not show the token. */
  get refused(): number {
    return this.refusedCount;
  }

  /** Takes a new connection in. */
  connect(connection: Connection): void {
    let greeted = false;
    connection.onMessage((message) => {
      if (this.shut) {
        connection.close();
      } else if (greeted) {
        this.take(connection, message);
      } else if (this.isGreeting(message)) {
        greeted = true;
        this.admit(connection);
      } else {
        this.refusedCount += 1;
        connection.close();
      }
    });
  }

  /** Refuses everything that comes from now on; resolves when what came before was answered. */
  async shutDown(): Promise<void> {
    this.shut = true;
    await Promise.all([this.answering, ...this.held]);
  }

  private admit(connection: Connection): void {
    if (this.opened) {
      this.shut = true;
      connection.close();
      this.host.onSecondConnection();
      return;
    }
    this.opened = true;
    this.host.onOpened();
    connection.onClose(() => this.host.onClosed());
  }

  private isGreeting(message: unknown): boolean {
    const greeting = greetingSchema.safeParse(message);
    return greeting.success && timingSafeEqual(digest(greeting.data.token), digest(this.token));
  }

  /** One call after the other, so that of two submissions the later one holds; only one that can be held stands in nobody's way. */
  private take(connection: Connection, message: unknown): void {
    const call = callSchema.safeParse(message);
    if (!call.success) {
      connection.close();
      return;
    }
    const { id, tool, arguments: input } = call.data;
    const reply = async (): Promise<void> => {
      const answer = await this.host.answer(tool, input);
      if (answer !== undefined) connection.send({ id, ...answer } satisfies Answer);
    };
    if (canBeHeld(tool)) {
      const held = reply().finally(() => this.held.delete(held));
      this.held.add(held);
    } else {
      this.answering = this.answering.then(reply);
    }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
