import assert from 'node:assert/strict';
import { documentProperties, tryProperty } from '../support/documentProperties.js';
import { isWritten, putText } from '../support/reliabilityPage.js';

/** Of all properties together. */
const inAll = Number(process.env['SANCTUM_DOCUMENTS'] ?? 1_000_000);
const cases = Math.ceil(inAll / documentProperties.length);

describe(`a document of the plan, ${String(inAll)} cases in all`, function () {
  this.timeout(3_600_000);
  const held: string[] = [];

  for (const property of documentProperties) {
    it(property.name, () => {
      tryProperty(property, cases);
      held.push(property.name);
    });
  }

  it('stands on the page on reliability', async () => {
    assert.equal(held.length, documentProperties.length);
    if (!isWritten) return;
    const lines = held.map((name) => `- ${name}`);
    await putText('documents', `${String(cases * held.length)} documents in all, ${String(cases)} for each of these properties; none broke one. A document of the plan…\n\n${lines.join('\n')}\n`);
  });
});
