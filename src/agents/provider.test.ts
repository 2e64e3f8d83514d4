import assert from 'node:assert/strict';
import { isModel, providerOf } from './provider.js';

describe('the provider of a model', () => {
  it('is its backend, with the endpoint that the model is at, also where its name does not say it', () => {
    const models = ['gpt-5.5', 'codex:m@big', 'gpt-oss-20b', 'claude-opus-5-1', 'opencode:local/m', 'rehearsal:/a/b@c', 'nowhere'];
    assert.deepEqual(models.map(providerOf), ['codex', 'codex@big', 'codex@local', 'claude', 'opencode', 'rehearsal', 'nowhere']);
  });

  it('stands for itself, and is known by name', () => {
    const providers = ['codex', 'codex@local', 'claude', 'opencode'];
    assert.deepEqual(providers.map(providerOf), providers);
    assert.deepEqual([...providers, 'gpt-5.5', 'nowhere'].map(isModel), [true, true, true, true, true, false]);
  });
});
