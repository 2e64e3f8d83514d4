import assert from 'node:assert/strict';
import { endSurvivors } from '../support/survivors.js';

describe('a run that is reported ended', function () {
  this.timeout(900_000);

  it('has left nothing, not even a daemon that hears no signal, holds the output and starts further ones: 100 of 100', async () => {
    assert.equal((await endSurvivors(100, 2)).length, 100);
  });
});
