/** A server on the loopback of this machine, that of nobody else. */
export interface WebServer {
  /** `http://127.0.0.1:<port>`. */
  readonly address: string;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As it comes in. Throws when the server breaks off. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface WebQuestion {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** HTTP, to programs that know no other way. */
export interface Web {
  /** Listens on a free port of 127.0.0.1. The request's signal is aborted when whoever asked is gone. */
  serve(answer: (request: Request) => Promise<Response>): Promise<WebServer>;
  /** Asks a server, and waits as long as it takes: a model may think for many minutes before its first word. Throws when there is no answer at all. */
  ask(question: WebQuestion): Promise<WebAnswer>;
}
