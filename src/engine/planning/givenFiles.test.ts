import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryMachine } from '../../../test/support/repository.js';
import { OrderError } from '../orders/orderError.js';
import { largestRequest, readGivenFiles, requestFrom } from './givenFiles.js';

const file = (name: string, content: string | Uint8Array) => ({ name, content: Buffer.from(content) });

describe('files that the architect is to begin from', () => {
  it('stand in the request under their names, in fences that they cannot close', () => {
    assert.equal(requestFrom('A greeter', []), 'A greeter');
    assert.equal(requestFrom(' ', [file('prd.md', '# Greeter\n\n```sh\nhi\n```\n')]), 'Take over prd.md\n\nFrom `prd.md`:\n\n````markdown\n# Greeter\n\n```sh\nhi\n```\n````');
    assert.match(requestFrom('Only the first', [file('a.md', 'A'), file('b.md', 'B')]), /^Only the first\n\nFrom `a\.md`:[^]*From `b\.md`:/);
  });

  it('are refused with the reason: no text, empty, larger than a prompt takes, not there', async () => {
    const refused = (words: RegExp, ...files: readonly ReturnType<typeof file>[]) => {
      assert.throws(() => requestFrom('x', files), (error) => error instanceof OrderError && words.test(error.message));
    };
    refused(/a\.md is no text in UTF-8/, file('a.md', Uint8Array.of(0xff)));
    refused(/a\.md is no text/, file('a.md', 'a\0b'));
    refused(/a\.md is empty/, file('a.md', ' \n'));
    const half = 'x'.repeat(largestRequest / 2);
    refused(/^a\.md, b\.md has \d+ bytes; a request takes 200000/, file('a.md', half), file('b.md', half));
    const { root, ports, dispose } = await temporaryMachine();
    try {
      await ports.files.write(join(root, 'large.md'), 'x'.repeat(largestRequest + 1));
      await ports.files.write(join(root, 'small.md'), 'small');
      await ports.files.makeLink(join(root, 'link.md'), join(root, 'small.md'));
      const read = (...names: string[]) => readGivenFiles(ports.files, root, names);
      assert.deepEqual(await read('link.md', join(root, 'small.md')), [file('link.md', 'small'), file('small.md', 'small')]);
      await assert.rejects(read('large.md'), /large\.md has 200001 bytes/);
      await assert.rejects(read('none.md'), /There is no file "none\.md"/);
      await assert.rejects(read('.'), /"\." is no file/);
    } finally {
      await dispose();
    }
  });
});
