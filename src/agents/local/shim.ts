import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../../platform/clock.js';
import type { Web, WebAnswer, WebServer } from '../../platform/web.js';
import type { AnswerSample } from './answerMeter.js';
import { AnswerMeter } from './answerMeter.js';
import { endpointAddress } from './endpointAddress.js';
import { eventData, linesOf } from './eventStream.js';
import type { FlatNames } from './flatTools.js';
import { flatRequest, namespacedEvent } from './flatTools.js';

export interface ShimOptions {
  readonly web: Web;
  readonly clock: Clock;
  readonly endpoint: { readonly name: string; readonly url: string; readonly keyVariable?: string | undefined; readonly key?: string | undefined };
  /** What codex must show. */
  readonly token: string;
  /** Hears of every answer that came to its end. */
  readonly onAnswer: (sample: AnswerSample) => void;
}

const bodySchema = z.looseObject({});

function refusal(status: number, message: string): Response {
  return Response.json({ error: { message, type: 'sanctum' } }, { status });
}

/** What the engineer must do: of keys of endpoints codex knows nothing. The reader of codex's output knows these words. */
function keyRefused({ name, keyVariable }: ShimOptions['endpoint'], status: number): string {
  if (keyVariable === undefined) return `The endpoint ${name} wants a key (${String(status)}); name the variable that holds it as keyVariable in sanctum.json.`;
  return `The endpoint ${name} refused the key (${String(status)}); set ${keyVariable} to the right one where Sanctum is started.`;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Stands between one run's codex and its endpoint, so that codex's MCP tools can be called there. Nobody is served who does not show the token. */
export function startShim(options: ShimOptions): Promise<WebServer> {
  const { web, token } = options;
  const shown = digest(`Bearer ${token}`);
  return web.serve(async (request) => {
    if (!timingSafeEqual(digest(request.headers.get('authorization') ?? ''), shown)) return refusal(401, 'This address serves one run of Sanctum, and you are not it.');
    const { pathname } = new URL(request.url);
    if (request.method !== 'POST' || pathname !== '/v1/responses') return refusal(404, `There is no ${request.method} ${pathname} here.`);
    const body = bodySchema.safeParse(await request.json().catch(() => undefined));
    if (!body.success) return refusal(400, 'Send a JSON object.');
    return passOn(options, body.data, request.signal);
  });
}

async function passOn({ web, clock, endpoint, onAnswer }: ShimOptions, asked: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Response> {
  const { body, names } = flatRequest(asked);
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', ...(endpoint.key === undefined ? {} : { authorization: `Bearer ${endpoint.key}` }) };
  let answer: WebAnswer;
  try {
    answer = await web.ask({ method: 'POST', url: endpointAddress(endpoint.url, 'responses'), headers, body: JSON.stringify(body), signal });
  } catch (error) {
    return refusal(502, `The endpoint ${endpoint.name} (${endpoint.url}) cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (answer.status === 401 || answer.status === 403) return refusal(answer.status, keyRefused(endpoint, answer.status));
  const type = answer.headers['content-type'] ?? '';
  const isStream = answer.status === 200 && type.startsWith('text/event-stream');
  const more = answer.headers['retry-after'];
  const kept = { 'content-type': type, ...(more === undefined ? {} : { 'retry-after': more }) };
  return new Response(streamOf(isStream ? translated(answer.body, names, clock, onAnswer) : answer.body), { status: answer.status, headers: kept });
}

async function* translated(body: AsyncIterable<Uint8Array>, names: FlatNames, clock: Clock, onAnswer: (sample: AnswerSample) => void): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const meter = new AnswerMeter();
  for await (const line of linesOf(body)) {
    const event = eventData(line);
    const sample = event === undefined ? undefined : meter.event(event, clock.monotonic());
    if (sample !== undefined) onAnswer(sample);
    yield encoder.encode(`${event === undefined ? line : `data: ${JSON.stringify(namespacedEvent(event, names))}`}\n`);
  }
}

/** Breaks off where its source does. */
function streamOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
