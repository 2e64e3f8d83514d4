import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Web, WebAnswer, WebQuestion, WebServer } from './web.js';

/** More than any conversation with a model, and more than any tool's arguments. */
const longestBody = 256 * 1024 * 1024;

/** The web, by Node's own HTTP; `fetch` would give an answer up for lost that takes five minutes to begin. */
export class NodeWeb implements Web {
  async serve(answer: (request: Request) => Promise<Response>): Promise<WebServer> {
    const server = createServer((incoming, outgoing) => {
      handOver(incoming, outgoing, answer).catch(() => outgoing.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    return {
      address: `http://127.0.0.1:${String(port)}`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  }

  ask({ method, url, headers, body, signal }: WebQuestion): Promise<WebAnswer> {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const asking = send(url, { method, headers: { ...headers }, ...(signal === undefined ? {} : { signal }) }, (incoming) => {
        resolve({ status: incoming.statusCode ?? 0, headers: plain(incoming), body: incoming });
      });
      asking.once('error', reject);
      asking.end(body);
    });
  }
}

function plain({ headers }: IncomingMessage): Record<string, string> {
  const given = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]]));
  return Object.fromEntries(given) as Record<string, string>;
}

async function handOver(incoming: IncomingMessage, outgoing: ServerResponse, answer: (request: Request) => Promise<Response>): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestBody) {
      outgoing.writeHead(413).end();
      return;
    }
    parts.push(part);
  }
  const { method = 'GET', url = '/' } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const request = new Request(`http://127.0.0.1${url}`, { method, headers: plain(incoming), signal: gone.signal, ...(hasBody ? { body: Buffer.concat(parts) } : {}) });
  const response = await answer(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) {
    outgoing.end();
    return;
  }
  const stream = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  stream.once('error', () => outgoing.destroy());
  outgoing.once('close', () => stream.destroy());
  stream.pipe(outgoing);
}
