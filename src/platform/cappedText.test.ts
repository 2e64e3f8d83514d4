import assert from 'node:assert/strict';
import { CappedText } from './cappedText.js';

describe('capped text', () => {
  it('is the whole stream when that is short, also where a character lies on the seam', () => {
    const text = new CappedText(5, 10);
    for (const byte of Buffer.from('äöüßé')) text.add(Buffer.from([byte]));
    assert.equal(text.text(), 'äöüßé');
  });

  it('says how much it left out, and cuts no character', () => {
    for (let head = 4; head < 9; head += 1) {
      const text = new CappedText(head, 7);
      text.add(Buffer.from('äö€😀'.repeat(100)));
      const shown = text.text();
      assert.doesNotMatch(shown, /\ufffd/);
      assert.match(shown, /^ä.*\n\[… \d+ bytes left out …\]\n.*😀$/su);
    }
  });

  it('holds no more than twice its limits', () => {
    const text = new CappedText(10, 10);
    for (let at = 0; at < 1000; at += 1) text.add(Buffer.from(`${String(at)}\n`));
    assert.match(text.text(), /^0\n1\n2\n3\n4\n\n\[… \d+ bytes left out …\]\n8\n999\n$|^0\n1\n2\n3\n4\n\n\[… \d+ bytes left out …\]\n.*999\n$/s);
  });
});
