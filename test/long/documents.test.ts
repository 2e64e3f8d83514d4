import { documentProperties, tryProperty } from '../support/documentProperties.js';

const cases = Math.ceil(1_000_000 / documentProperties.length);

describe('a document of the plan, a million cases in all', function () {
  this.timeout(3_600_000);

  for (const property of documentProperties) {
    it(property.name, () => {
      tryProperty(property, cases);
    });
  }
});
