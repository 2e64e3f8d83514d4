import assert from 'node:assert/strict';
import { EngineStage } from '../support/engineStage.js';

describe('a criterion that is given with a ticket', () => {
  it('is written with its test or its command, which the engineer has approved by typing it', async () => {
    const stage = await EngineStage.make();
    try {
      const added = await stage.sanctum('add', 'Greet', '--criterion', 'The manual tells of it', '--criterion', 'It greets [test: greets Ada]', '--criterion', 'It is there [command: test -f a.txt]');
      assert.equal(added.code, 0, added.output);
      const { fields } = await stage.ticket('0001');
      assert.deepEqual(fields.criteria, ['The manual tells of it', { text: 'It greets', test: 'greets Ada' }, { text: 'It is there', command: 'test -f a.txt' }]);
      assert.match((await stage.sanctum('trust')).output, /Approved for criteria of tickets:\n {2}test -f a\.txt/);
      const refused = await stage.sanctum('add', 'Greet', '--criterion', 'It greets [test: --all]');
      assert.deepEqual([refused.code, /cannot be written: .*does not begin with a dash[^]*For instance: --criterion/.test(refused.output)], [2, true], refused.output);
      assert.deepEqual((await stage.look()).broken, []);
    } finally {
      await stage.close();
    }
  });
});
