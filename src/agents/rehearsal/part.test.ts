import assert from 'node:assert/strict';
import { workName } from '../../plan/paths.js';
import { kindOfWork } from './part.js';

describe('the kind of a piece of work', () => {
  it('follows from its name, whatever it is about', () => {
    const names = [workName('areas'), workName('pitch'), workName('design', 'P-0001'), 'spec', 'ask', workName('tickets', 'manager'), workName('tickets', 'areas'), workName('review', '0002'), workName('answer', 'Q-0001', 'manager'), workName('answer', 'Q-0001', 'architect')];
    assert.deepEqual(names.map(kindOfWork), ['areas', 'pitch', 'design', 'spec', 'ask', 'tickets', 'tickets', 'review', 'answer-manager', 'answer-architect']);
  });

  it('is unknown for a name that is none', () => {
    assert.deepEqual(['', 'tickets', 'answer-Q-0001-engineer', 'areas-x'].map(kindOfWork), [undefined, undefined, undefined, undefined]);
  });
});
