import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Tokens } from '../../src/plan/schemas.js';

/** One answer of the model, as every dialect knows it. With `status` it is a refusal, with `cut` a stream that breaks off. */
export interface AnyStep {
  readonly text?: string;
  readonly status?: number;
  readonly cut?: true;
}

/** What every dialect tells of a request. */
export interface AnyRequest {
  /** What the session, the thread or the conversation is told by. */
  readonly thread: string;
  readonly model: string;
  /** The whole conversation as JSON. */
  readonly conversation: string;
  /** What was added since the model spoke last. */
  readonly news: string;
  readonly authorization: string | undefined;
}

/** What the server counted of one answer, as the plan counts: `input` is all that was sent, whether the cache had it or not, `output` all that was written, what was thought with it. */
export interface Booked {
  readonly thread: string;
  readonly model: string;
  readonly tokens: Tokens;
}

/** A step may depend on what the model was told, and may take its time. */
export type ScriptOf<Step, Request> = readonly (Step | ((request: Request) => Step | Promise<Step>))[];

/** A call of the server's API, with its whole body. */
export interface Asked {
  /** `POST /v1/messages?beta=true`. */
  readonly where: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** Ends the turn. */
export const done = { text: 'Done.' };

/**
 * A model that thinks nothing, on 127.0.0.1: one step for each request of a thread. Which script a thread plays is chosen by its first request. What
 * a request looks like, and how a step is told, is for a dialect to say.
 */
export abstract class ScriptedServer<Step extends AnyStep, Request extends AnyRequest> {
  readonly requests: Request[] = [];
  /** What did not fit: a request to another address, or one more than there are steps. */
  readonly surprises: string[] = [];
  /** The server's own books: an answer that it could not tell to its end is not in them. */
  readonly books: Booked[] = [];
  private readonly threads = new Map<string, { readonly script: ScriptOf<Step, Request>; next: number }>();
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  protected constructor(private readonly scriptFor: (request: Request) => ScriptOf<Step, Request>) {}

  /** Where it listens, without a path. */
  get origin(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Answers what is no step of a script; true where it has. */
  protected aside(_asked: Asked, _response: ServerResponse): boolean {
    return false;
  }

  /** What is asked for, or undefined for a request that the dialect does not know. */
  protected abstract requestOf(asked: Asked): Request | undefined;

  protected abstract send(step: Step, request: Request, response: ServerResponse): void;

  protected async listening(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** What a server that refuses says. */
  protected refuse(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const asked: Asked = { where: `${incoming.method ?? ''} ${incoming.url ?? ''}`, body: Buffer.concat(parts).toString('utf8'), headers: incoming.headers };
    if (this.aside(asked, response)) return;
    const request = this.requestOf(asked);
    if (request === undefined) {
      this.surprises.push(asked.where);
      response.writeHead(404).end();
      return;
    }
    this.requests.push(request);
    this.send(await this.step(request), request, response);
  }

  private async step(request: Request): Promise<Step> {
    const thread = this.threads.get(request.thread) ?? { script: this.scriptFor(request), next: 0 };
    this.threads.set(request.thread, thread);
    const found = thread.script[thread.next];
    thread.next += 1;
    if (found === undefined) this.surprises.push(`request ${String(thread.next)} of a script with ${String(thread.script.length)} steps`);
    const step = typeof found === 'function' ? await found(request) : (found ?? (done as Step));
    // Whoever is refused or cut off may ask again, and meets the same.
    if (step.status !== undefined || step.cut === true) thread.next -= 1;
    return step;
  }
}

/** The body of a request as JSON, where it is one to this address. */
export function bodyAt(address: string | RegExp, { where, body }: Asked): unknown {
  return (typeof address === 'string' ? where === address : address.test(where)) ? JSON.parse(body) : undefined;
}

/** Tells server-sent events, named or not. */
export function eventsTo(response: ServerResponse, headers: Readonly<Record<string, string>> = {}): (type: string, more: object) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
  return (type, more) => void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
}
