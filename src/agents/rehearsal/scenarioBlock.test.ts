import assert from 'node:assert/strict';
import { ScenarioError } from './scenario.js';
import { scenarioBlock } from './scenarioBlock.js';

const own = { info: 'rehearsal', indent: 3 } as const;

describe("a document's scenario", () => {
  it('is its first rehearsal block', () => {
    const ticket = 'Text\n```js\nno\n```\n~~~~ rehearsal\nsteps:\n  - say: "```"\n~~~~\n```rehearsal\nsecond\n```\n';
    assert.equal(scenarioBlock(ticket, own), 'steps:\n  - say: "```"');
  });

  it('is none where there is no such block', () => {
    assert.equal(scenarioBlock('``` rehearsals\nx\n```\n```rehearsal-review\ny\n```\n', own), undefined);
  });

  it('for its review is the block of that name', () => {
    assert.equal(scenarioBlock('```rehearsal\nx\n```\n```rehearsal-review\ny\n```\n', { info: 'rehearsal-review', indent: 3 }), 'y');
  });

  it('is not that of a ticket in a list, where tickets are cut from the document', () => {
    const area = '- Ticket\n  ```rehearsal\n  theirs\n  ```\n\n```rehearsal\nours\n```\n';
    assert.deepEqual([scenarioBlock(area, { info: 'rehearsal', indent: 0 }), scenarioBlock(area, own)], ['ours', 'theirs']);
  });

  it('must be closed', () => {
    const isRightError = (error: unknown): boolean => error instanceof ScenarioError && /begins in line 2 .* not closed/.test(error.message);
    assert.throws(() => scenarioBlock('a\n```rehearsal\nsteps: []\n', own), isRightError);
  });
});
