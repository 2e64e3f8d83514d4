import assert from 'node:assert/strict';
import type { FlatNames } from './flatTools.js';
import { flatRequest, namespacedEvent } from './flatTools.js';

const submit = { type: 'function', name: 'submit_pr', parameters: { type: 'object' } };
const shell = { type: 'function', name: 'exec_command', parameters: {} };
const request = {
  model: 'm',
  client_metadata: { thread_id: 't' },
  tools: [shell, { type: 'namespace', name: 'mcp__sanctum', tools: [submit, { type: 'function', name: 'exec_command' }] }, { type: 'web_search' }, { type: 'custom', name: 'apply_patch' }],
  input: [
    { type: 'message', role: 'user', content: [] },
    { type: 'function_call', name: 'submit_pr', namespace: 'mcp__sanctum', call_id: 'c1', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c1', output: [{ type: 'input_text', text: 'Wall time' }, { type: 'input_text', text: 'ok' }] },
    { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_image', image_url: 'data:' }] },
    { type: 'function_call', name: 'exec_command', call_id: 'c3', arguments: '{}' },
  ],
};

function callOf(names: FlatNames, name: string): unknown {
  const { item } = namespacedEvent({ type: 'response.output_item.done', item: { type: 'function_call', call_id: 'c', name, arguments: '{"a":1}' } }, names);
  const { namespace, name: plain, ...rest } = item as Readonly<Record<string, unknown>>;
  assert.deepEqual(rest, { type: 'function_call', call_id: 'c', arguments: '{"a":1}' });
  return namespace === undefined ? plain : [namespace, plain].join(':');
}

describe('a request for a server that knows functions alone', () => {
  const { body, names } = flatRequest(request);

  it('offers the tools of a namespace as functions, and no tool of another kind', () => {
    assert.deepEqual(body['tools'], [shell, { ...submit, name: 'mcp__sanctum__submit_pr' }, { type: 'function', name: 'mcp__sanctum__exec_command' }]);
    assert.ok(!('client_metadata' in body) && body['model'] === 'm');
  });

  it('names the calls of the conversation as they were offered, and gives their results as one text where they are text', () => {
    const [message, call, text, image, plain] = body['input'] as readonly unknown[];
    assert.deepEqual(message, request.input[0]);
    assert.deepEqual(call, { type: 'function_call', name: 'mcp__sanctum__submit_pr', call_id: 'c1', arguments: '{}' });
    assert.deepEqual(text, { type: 'function_call_output', call_id: 'c1', output: 'Wall time\nok' });
    assert.deepEqual([image, plain], [request.input[3], request.input[4]]);
  });

  for (const [called, tool] of [
    ['mcp__sanctum__submit_pr', 'mcp__sanctum:submit_pr'],
    ['mcp__sanctum.submit_pr', 'mcp__sanctum:submit_pr'],
    ['mcp__sanctum/submit_pr', 'mcp__sanctum:submit_pr'],
    ['submit_pr', 'mcp__sanctum:submit_pr'],
    ['functions.submit_pr<|channel|>commentary', 'mcp__sanctum:submit_pr'],
    ['exec_command', 'exec_command'],
    ['mcp__sanctum__exec_command', 'mcp__sanctum:exec_command'],
    ['unknown', 'unknown'],
  ] as const) {
    it(`takes a call of ${called} for one of ${tool}`, () => assert.equal(callOf(names, called), tool));
  }

  it('gives back what holds no call as it was, and the calls of a whole answer as well', () => {
    const delta = { type: 'response.output_text.delta', delta: 'x' };
    assert.deepEqual(namespacedEvent(delta, names), delta);
    const answer = { type: 'response.completed', response: { id: 'r', output: [{ type: 'function_call', name: 'submit_pr' }] } };
    assert.deepEqual(namespacedEvent(answer, names)['response'], { id: 'r', output: [{ type: 'function_call', name: 'submit_pr', namespace: 'mcp__sanctum' }] });
  });

  it('is passed on where it has no tools', () => assert.deepEqual(flatRequest({ model: 'm', input: 'Hello' }).body, { model: 'm', input: 'Hello' }));
});
