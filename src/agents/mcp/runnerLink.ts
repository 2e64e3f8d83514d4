import type { Connection } from '../../platform/sockets.js';
import type { Answer, Call, Greeting } from '../runnerProtocol.js';
import { answerSchema } from '../runnerProtocol.js';

/** The MCP server's way to the runner: calls out, answers back, matched by id. */
export class RunnerLink {
  private nextId = 1;
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  /** Shows the token at once. */
  constructor(
    private readonly connection: Connection,
    token: string,
  ) {
    connection.onMessage((message) => {
      const answer = answerSchema.safeParse(message);
      if (!answer.success) return;
      this.waiting.get(answer.data.id)?.(answer.data);
      this.waiting.delete(answer.data.id);
    });
    connection.send({ token } satisfies Greeting);
  }

  /** Resolves with the runner's answer. When the runner goes away it never does: the process ends then. */
  call(tool: string, input: unknown): Promise<Answer> {
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.connection.send({ id, tool, arguments: input } satisfies Call);
    });
  }
}
