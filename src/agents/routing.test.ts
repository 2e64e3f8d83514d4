import assert from 'node:assert/strict';
import { routeModel, RoutingError } from './routing.js';

describe('a model name', () => {
  it('leads to its backend', () => {
    assert.deepEqual(routeModel('rehearsal'), { backend: 'rehearsal', model: 'rehearsal' });
    assert.deepEqual(routeModel('rehearsal:rehearsal'), { backend: 'rehearsal', model: 'rehearsal' });
    assert.deepEqual(routeModel('rehearsal:/a/b c:d.yaml'), { backend: 'rehearsal', model: '/a/b c:d.yaml' });
    assert.deepEqual(routeModel('gpt-5.5'), { backend: 'codex', model: 'gpt-5.5' });
    assert.deepEqual(routeModel('codex'), { backend: 'codex', model: 'codex' });
    assert.deepEqual(routeModel('codex:anything'), { backend: 'codex', model: 'anything' });
    assert.deepEqual(routeModel('opencode:local/gpt-oss:20b'), { backend: 'opencode', model: 'local/gpt-oss:20b' });
    assert.deepEqual(routeModel('qwen:qwen3-coder'), { backend: 'qwen', model: 'qwen3-coder' });
  });

  const refused: readonly (readonly [name: string, words: RegExp])[] = [
    ['gpt', /No backend knows the model "gpt"/],
    ['codex:', /"codex:" names no model/],
    ['llama', /No backend knows the model "llama"/],
    ['', /No backend knows/],
    ['nobody:llama', /No backend knows/],
    ['rehearsal:scenario.yaml', /by an absolute path/],
  ];
  for (const [name, words] of refused) {
    it(`"${name}" is refused with the choices that there are`, () => {
      assert.throws(
        () => routeModel(name),
        (error) => error instanceof RoutingError && words.test(error.message) && error.message.endsWith('Choose one of: rehearsal, rehearsal:<absolute path of a scenario file>, gpt-<version>, codex, codex:<model>, opencode:<provider>/<model>, qwen:<model>, gemini:<model> (unverified), copilot:<model> (unverified).'),
      );
    });
  }
});
