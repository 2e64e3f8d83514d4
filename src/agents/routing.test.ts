import assert from 'node:assert/strict';
import { backendRows } from './backends.js';
import { endpointOf, routeModel, RoutingError } from './routing.js';

describe('a model name', () => {
  it('leads to its backend', () => {
    assert.deepEqual(routeModel('rehearsal'), { backend: 'rehearsal', model: 'rehearsal' });
    assert.deepEqual(routeModel('rehearsal:rehearsal'), { backend: 'rehearsal', model: 'rehearsal' });
    assert.deepEqual(routeModel('rehearsal:/a/b c:d.yaml'), { backend: 'rehearsal', model: '/a/b c:d.yaml' });
    assert.deepEqual(routeModel('gpt-5.5'), { backend: 'codex', model: 'gpt-5.5' });
    assert.deepEqual(routeModel('codex'), { backend: 'codex', model: 'codex' });
    assert.deepEqual(routeModel('codex:anything'), { backend: 'codex', model: 'anything' });
    assert.deepEqual(routeModel('claude-opus-5-1'), { backend: 'claude', model: 'claude-opus-5-1' });
    assert.deepEqual([routeModel('claude'), routeModel('claude:sonnet')], [{ backend: 'claude', model: 'claude' }, { backend: 'claude', model: 'sonnet' }]);
    assert.deepEqual(routeModel('opencode:local/gpt-oss:20b'), { backend: 'opencode', model: 'local/gpt-oss:20b' });
    assert.deepEqual(routeModel('qwen:qwen3-coder'), { backend: 'qwen', model: 'qwen3-coder' });
    assert.deepEqual(routeModel('typoi'), { backend: 'typoi', model: 'typoi' });
    assert.deepEqual(routeModel('typoi:gpt-5.5'), { backend: 'typoi', model: 'gpt-5.5' });
  });

  it('leads to an endpoint where it says so, and gpt-oss alone to the one called local', () => {
    const at = (model: string, endpoint: string) => ({ backend: 'codex', model, endpoint });
    assert.deepEqual(routeModel('codex:gpt-oss-120b@big-one'), at('gpt-oss-120b', 'big-one'));
    assert.deepEqual(routeModel('codex:org/model.gguf@local'), at('org/model.gguf', 'local'));
    assert.deepEqual(routeModel('gpt-5.5@proxy'), at('gpt-5.5', 'proxy'));
    assert.deepEqual([routeModel('gpt-oss-20b'), routeModel('gpt-oss:20b')], [at('gpt-oss-20b', 'local'), at('gpt-oss:20b', 'local')]);
    assert.deepEqual(routeModel('codex:gpt-oss-20b'), { backend: 'codex', model: 'gpt-oss-20b' });
    assert.deepEqual(routeModel('rehearsal:/a/b@c'), { backend: 'rehearsal', model: '/a/b@c' });
  });

  it('says how hard the model is to think, where its backend can be told', () => {
    assert.deepEqual(routeModel('gpt-5.5#high'), { backend: 'codex', model: 'gpt-5.5', effort: 'high' });
    assert.deepEqual(routeModel('codex:gpt-oss-120b@big-one#low'), { backend: 'codex', model: 'gpt-oss-120b', endpoint: 'big-one', effort: 'low' });
    assert.deepEqual(routeModel('claude-opus-5-1#max'), { backend: 'claude', model: 'claude-opus-5-1', effort: 'max' });
    assert.throws(() => routeModel('gpt-5.5#max'), /asks for an effort that codex does not know\. Choose one of: minimal, low, medium, high, xhigh\./);
    assert.throws(() => routeModel('qwen:qwen3-coder#high'), /asks for an effort that qwen does not know\. It takes none: write "qwen:qwen3-coder"\./);
  });

  it('at an endpoint that sanctum.json does not name is refused with those that there are', () => {
    const there = { url: 'http://127.0.0.1:8080/v1', slots: 2 };
    assert.deepEqual(endpointOf(routeModel('gpt-oss-20b'), { local: there }), { name: 'local', ...there });
    assert.equal(endpointOf(routeModel('gpt-5.5'), undefined), undefined);
    assert.throws(() => endpointOf(routeModel('codex:m@other'), { local: there, second: there }), /sanctum\.json names no endpoint "other"\. Those there are: local, second\. Add it there: "endpoints": \{ "other": /);
    assert.throws(() => endpointOf(routeModel('codex:m@other'), undefined), RoutingError);
  });

  const refused: readonly (readonly [name: string, words: RegExp])[] = [
    ['gpt', /No backend knows the model "gpt"/],
    ['codex:', /"codex:" names no model/],
    ['codex:@local', /names no model/],
    ['codex:codex@local', /names no model/],
    ['codex@local', /No backend knows/],
    ['llama', /No backend knows the model "llama"/],
    ['', /No backend knows/],
    ['nobody:llama', /No backend knows/],
    ['rehearsal:scenario.yaml', /by an absolute path/],
  ];
  for (const [name, words] of refused) {
    it(`"${name}" is refused with the choices that there are`, () => {
      assert.throws(
        () => routeModel(name),
        (error) => error instanceof RoutingError && words.test(error.message) && error.message.endsWith(`Choose one of: ${backendRows.flatMap(({ choices }) => choices).join(', ')}.`),
      );
    });
  }
});
