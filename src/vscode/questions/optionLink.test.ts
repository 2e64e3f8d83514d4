import assert from 'node:assert/strict';
import { commandAddress, readOptionLink } from './optionLink.js';

const link = { secret: 's', key: 'abc/Q-0001', option: 'a) "b" (c) 100% ü' };

describe('the link of an option', () => {
  it('carries the option whole, and nothing that would end it in Markdown', () => {
    const address = commandAddress('sanctum.answerWith', link);
    assert.doesNotMatch(address, /[()\s"]/);
    assert.deepEqual(JSON.parse(decodeURIComponent(address.slice(address.indexOf('?') + 1))), [link]);
  });

  it('is only obeyed when this window made it', () => {
    assert.deepEqual(readOptionLink(link, 's'), link);
    for (const forged of [{ ...link, secret: 'other' }, { key: link.key, option: link.option }, { ...link, option: 1 }, 'text', null, undefined]) assert.equal(readOptionLink(forged, 's'), undefined);
  });
});
