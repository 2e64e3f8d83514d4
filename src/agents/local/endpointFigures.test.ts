import assert from 'node:assert/strict';
import { temporaryMachine } from '../../../test/support/repository.js';
import type { AnswerSample } from './answerMeter.js';
import { AnswerMeter } from './answerMeter.js';
import { addSample, readFigures } from './endpointFigures.js';
import { endpointAddress } from './endpointAddress.js';
import { silenceFor } from './silenceFor.js';

/** An answer whose events come at these times, in milliseconds. */
function measured(tokens: number | undefined, times: { readonly created: number; readonly first: number; readonly end: number }, call = false): AnswerSample | undefined {
  const meter = new AnswerMeter();
  assert.equal(meter.event({ type: 'response.created', response: {} }, times.created), undefined);
  assert.equal(meter.event({ type: 'response.output_item.done', item: { type: call ? 'function_call' : 'message' } }, times.first), undefined);
  return meter.event({ type: 'response.completed', response: tokens === undefined ? {} : { usage: { output_tokens: tokens } } }, times.end);
}

describe('the speed of a model at an endpoint', () => {
  it('is what it writes in the time in which it writes, not in that in which it reads', () => {
    assert.deepEqual(measured(50, { created: 0, first: 60_000, end: 62_000 }), { calledTool: false, tokensPerSecond: 25 });
  });

  it('is not told by an answer that is short, quick or not counted', () => {
    for (const sample of [measured(19, { created: 0, first: 0, end: 2000 }), measured(5000, { created: 0, first: 0, end: 499 }), measured(undefined, { created: 0, first: 0, end: 9000 })]) {
      assert.deepEqual(sample, { calledTool: false });
    }
    assert.equal(measured(1, { created: 0, first: 0, end: 1 }, true)?.calledTool, true);
  });

  it('is kept for each model of each endpoint, later answers weighing more than long past ones', async () => {
    const { ports: { files }, root, dispose } = await temporaryMachine();
    try {
      const at = { url: 'http://127.0.0.1:8080/v1', model: 'gpt-oss-20b' };
      for (const tokensPerSecond of [10, 20]) await addSample(files, root, at, { calledTool: tokensPerSecond === 20, tokensPerSecond });
      await addSample(files, root, at, { calledTool: false });
      assert.deepEqual(await readFigures(files, root, at), { ...at, answers: 3, toolCalls: 1, tokensPerSecond: 13 });
      const other = { ...at, model: 'gpt-oss-120b' };
      assert.deepEqual(await readFigures(files, root, other), { ...other, answers: 0, toolCalls: 0 });
      const [file] = await files.list(`${root}/endpoints`);
      await files.write(`${root}/endpoints/${file?.name ?? ''}`, '{"half');
      assert.equal((await readFigures(files, root, at)).answers, 0);
    } finally {
      await dispose();
    }
  });
});

describe('how long an agent at an endpoint may be silent', () => {
  it('is longer the slower its model is and the more it has to read, within bounds', () => {
    assert.equal(silenceFor({}), 1229);
    assert.equal(silenceFor({ tokensPerSecond: 5, context: 131_072 }), 4915);
    assert.equal(silenceFor({ tokensPerSecond: 40, context: 32_768 }), 307);
    assert.equal(silenceFor({ tokensPerSecond: 4000 }), 180);
    assert.equal(silenceFor({ tokensPerSecond: 0.01 }), 4 * 3600);
  });
});

describe('the address of a function of an endpoint', () => {
  it('is below its own, which may leave out /v1', () => {
    for (const url of ['http://h:1', 'http://h:1/', 'http://h:1/v1', 'http://h:1/v1/']) assert.equal(endpointAddress(url, 'models'), 'http://h:1/v1/models');
    assert.equal(endpointAddress('https://h/api/openai', 'responses'), 'https://h/api/openai/responses');
  });
});
