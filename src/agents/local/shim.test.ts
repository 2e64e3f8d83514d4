import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeClock } from '../../platform/nodeClock.js';
import { NodeWeb } from '../../platform/nodeWeb.js';
import type { AnswerSample } from './answerMeter.js';
import { startShim } from './shim.js';

const token = 'a-token-of-one-run';
const stream = { 'content-type': 'text/event-stream' };
const line = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;
const call = { type: 'response.output_item.done', item: { type: 'function_call', name: 'mcp__sanctum__submit_pr', arguments: '{}' } };
const completed = { type: 'response.completed', response: { usage: { output_tokens: 3 } } };
const asked = JSON.stringify({ input: [], tools: [{ type: 'namespace', name: 'mcp__sanctum', tools: [{ type: 'function', name: 'submit_pr' }] }] });

interface Shimmed {
  readonly ask: (more?: { readonly signal?: AbortSignal; readonly shown?: string; readonly path?: string; readonly body?: string }) => Promise<Response>;
  readonly samples: readonly AnswerSample[];
}

/** A shim before a server that answers so. */
async function on(answer: (request: IncomingMessage, response: ServerResponse) => void, play: (shimmed: Shimmed) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const samples: AnswerSample[] = [];
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const shim = await startShim({ web: new NodeWeb(), clock: new NodeClock(), endpoint: { name: 'local', url, keyVariable: 'LOCAL_KEY' }, token, onAnswer: (sample) => samples.push(sample) });
  try {
    await play({
      samples,
      ask: ({ signal, shown = token, path = '/v1/responses', body = asked } = {}) => fetch(`${shim.address}${path}`, { method: 'POST', headers: { authorization: `Bearer ${shown}` }, body, ...(signal === undefined ? {} : { signal }) }),
    });
  } finally {
    await shim.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('the shim', () => {
  it('hands each event on as it comes, with the calls in codex’s own names, and tells of the answer', () => {
    let goOn: () => void = () => undefined;
    return on(
      (request, response) => {
        assert.deepEqual([request.url, request.headers.authorization], ['/v1/responses', undefined]);
        response.writeHead(200, stream).write(`event: x\n${line(call)}`);
        goOn = () => void response.end(`${line(completed)}data: [DONE]\n\n`);
      },
      async ({ ask, samples }) => {
        const { body } = await ask();
        assert.ok(body !== null);
        let text = '';
        for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
          text += chunk;
          if (text.endsWith('\n\n')) goOn();
        }
        assert.equal(text, `event: x\n${line({ ...call, item: { ...call.item, name: 'submit_pr', namespace: 'mcp__sanctum' } })}${line(completed)}data: [DONE]\n\n`);
        assert.deepEqual(samples, [{ calledTool: true }]);
      },
    );
  });

  it('hands a refusal on as it is, with the time after which it may be asked again', () =>
    on(
      (_, response) => void response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '7', 'x-more': 'y' }).end('{"error":{"message":"Slowly"}}'),
      async ({ ask, samples }) => {
        const response = await ask();
        assert.deepEqual([response.status, response.headers.get('retry-after'), await response.json()], [429, '7', { error: { message: 'Slowly' } }]);
        assert.deepEqual(samples, []);
      },
    ));

  it('says of a refused key which variable holds it, since codex would name its own login', () =>
    on(
      (_, response) => void response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"message":"No."}}'),
      async ({ ask }) => {
        const response = await ask();
        assert.deepEqual([response.status, ((await response.json()) as { error: { message: string } }).error.message], [401, 'The endpoint local refused the key (401); set LOCAL_KEY to the right one where Sanctum is started.']);
      },
    ));

  it('breaks off where the server does, so that codex does not take half an answer for a whole one', () =>
    on(
      (_, response) => {
        response.writeHead(200, stream).write(line(call), () => response.destroy());
      },
      async ({ ask, samples }) => {
        await assert.rejects((await ask()).text());
        assert.deepEqual(samples, []);
      },
    ));

  it('lets the server stop when codex is gone', () => {
    let stopped: () => void = () => undefined;
    const isStopped = new Promise<void>((resolve) => (stopped = resolve));
    const gone = new AbortController();
    return on(
      (_, response) => {
        response.once('close', stopped);
        response.writeHead(200, stream).write(line(call));
      },
      async ({ ask }) => {
        await ask({ signal: gone.signal });
        gone.abort();
        await isStopped;
      },
    );
  });

  it('serves nobody without the token, and nothing but answers', () =>
    on(
      () => assert.fail('nothing comes this far'),
      async ({ ask }) => {
        const asks = [{ shown: 'another' }, { shown: '' }, { path: '/v1/models' }, { body: 'no JSON' }];
        assert.deepEqual(await Promise.all(asks.map(async (one) => (await ask(one)).status)), [401, 401, 404, 400]);
      },
    ));
});
