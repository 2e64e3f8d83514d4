import { documentProperties, tryProperty } from '../../test/support/documentProperties.js';

/** In `test/long` it is a million of all together. */
const cases = 400;

describe('a document of the plan', function () {
  this.timeout(60_000);

  for (const property of documentProperties) {
    it(property.name, () => {
      tryProperty(property, cases);
    });
  }
});
