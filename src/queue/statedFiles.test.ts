import assert from 'node:assert/strict';
import { sharedFiles } from './statedFiles.js';

const cases: readonly (readonly [one: string, other: string, meet: boolean])[] = [
  ['src/a.ts', 'src/a.ts', true],
  ['src/a.ts', 'src/b.ts', false],
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/deep/a.ts', false],
  ['src/**', 'src/deep/a.ts', true],
  ['src/**/a.ts', 'src/*/deep/*.ts', true],
  ['src/**/a.ts', 'src/deep/b.ts', false],
  ['src/queue', 'src/queue/lane.ts', true],
  ['src/queue/', 'src/queues.ts', false],
  ['a*c.ts', 'lib/abc.ts', true],
  ['a?c.ts', 'abc.ts', true],
  ['*.md', 'docs/*/x.md', true],
  ['package.json', 'sub/package.json', false],
];

describe('the files that two tickets state', () => {
  for (const [one, other, meet] of cases) {
    it(`${one} and ${other} ${meet ? 'meet' : 'do not meet'}`, () => {
      assert.deepEqual(sharedFiles([one, 'other.txt'], [other]), meet ? [one] : []);
      assert.deepEqual(sharedFiles([other], [one]), meet ? [other] : []);
    });
  }
});
