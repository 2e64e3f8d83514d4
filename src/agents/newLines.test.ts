import assert from 'node:assert/strict';
import { NewLines } from './newLines.js';

describe('the new lines of a log', () => {
  it('are each told once, also when it loses its beginning', () => {
    const lines = new NewLines();
    const looks = [[], ['a', 'b'], ['a', 'b'], ['a', 'b', 'b', 'c'], ['c', 'd'], ['x', 'y']];
    assert.deepEqual(looks.map((look) => lines.take(look)), [[], ['a', 'b'], [], ['b', 'c'], ['d'], ['x', 'y']]);
  });
});
