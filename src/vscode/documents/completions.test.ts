import assert from 'node:assert/strict';
import { planWithNames } from '../../../test/support/planWithNames.js';
import { proposalsAt } from './completions.js';
import { indexPlan } from './planIndex.js';

const index = indexPlan(planWithNames, ['D-0001-plain-text.md']);
const areas = new Map([['parsing', 'Parsing']]);

/** The proposals where `|` stands, each as what would then be written from the beginning of the line on. */
function proposed(text: string, path = 'tickets/open/0001-greet.md'): readonly string[] {
  const offset = text.indexOf('|');
  const whole = text.replace('|', '');
  return proposalsAt(path, whole, offset, index, areas).map(({ text: written, instead }) => `${whole.slice(whole.lastIndexOf('\n', offset - 1) + 1, offset - instead)}${written}`);
}

describe('what can be written in a plan document', () => {
  it('is, in front matter, a field that is not there yet and is the engineer’s to write', () => {
    assert.deepEqual(proposed('---\nid: "0001"\ntitle: x\npri|\nkind: fix\n---\n'), ['priority: ', 'area: ', 'depends-on:\n  - ', 'plan-version: ', 'criteria:\n  - ', 'files:\n  - ', 'prediction:\n  ', 'budget:\n  ']);
    assert.deepEqual(proposed('---\n|---\n', 'areas/parsing.md'), ['area: ', 'title: ']);
  });

  it('is a value that the schema knows', () => {
    assert.deepEqual(proposed('---\npriority: h|\n---\n'), ['priority: critical', 'priority: high', 'priority: medium', 'priority: low']);
    assert.deepEqual(proposed('---\narea: |\n---\n'), ['area: parsing']);
  });

  it('is the id of a ticket where tickets are listed, in quotes and once', () => {
    assert.deepEqual(proposed('---\ndepends-on:\n  - |\n---\n'), ['  - "0001"', '  - "0002"']);
    assert.deepEqual(proposed('---\ndepends-on:\n  - "0001"\n  - "00|\n---\n'), ['  - "0001"', '  - "0002"']);
    assert.deepEqual(proposed('---\ndepends-on: [|]\n---\n'), ['depends-on: ["0001"', 'depends-on: ["0002"']);
  });

  it('is, in the text, whatever has an id, found by id or title', () => {
    assert.deepEqual(proposed('---\nid: "0001"\n---\n\nSee Q|'), ['See 0001', 'See 0002', 'See Q-0001', 'See D-0001', 'See v1']);
    assert.deepEqual(proposed('---\nid: "0001"\n---\n\nSee |'), []);
  });

  it('is nothing where the schema has nothing to say', () => {
    assert.deepEqual(proposed('---\ntitle: |\n---\n'), []);
    assert.deepEqual(proposed('---\ncriteria:\n  - |\n---\n'), []);
    assert.deepEqual(proposed('---\n|\n---\n', 'spec.md'), []);
  });
});
