import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryRepository } from '../../test/support/repository.js';
import { GateLog, isEnded } from './gateLog.js';

describe('the log of a gate', () => {
  it('that cannot be written ends nothing, and says why at its end', async () => {
    const { ports, path, dispose } = await temporaryRepository({ files: { 'a.txt': 'a\n' } });
    try {
      const lost = GateLog.begin(ports, join(path, 'a.txt', 'x.log'), 'abc');
      lost.take(Buffer.from('out'));
      assert.match((await lost.end({ words: 'The gate passed.' })) ?? '', /a\.txt/);
      const kept = GateLog.begin(ports, join(path, 'x.log'), 'abc');
      kept.take(Buffer.from('out'));
      assert.equal(await kept.end({ words: 'The gate passed.' }), undefined);
      assert.ok(isEnded((await ports.files.read(join(path, 'x.log'))).toString('utf8')));
    } finally {
      await dispose();
    }
  });
});
