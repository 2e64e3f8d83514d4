import assert from 'node:assert/strict';
import type { Planned } from '../../../test/support/plannedRecord.js';
import { byEngine, recordOf } from '../../../test/support/plannedRecord.js';
import { someTime } from '../../../test/support/planStage.js';
import { printDocument } from '../frontMatter.js';
import { documentsValid } from './documentsValid.js';
import { PlanRecord } from './planRecord.js';

const area = (text: string, title = 'Greetings') => printDocument({ area: 'greetings', title }, text);
const cut = (text: string, sequence = 1): Planned => byEngine('cut-areas', sequence, { 'areas/greetings.md': text });
const key = `AKIA${'Z7'.repeat(8)}`;

const wordsOf = (record: PlanRecord) => documentsValid(record).map(({ words }) => words);

describe('documents', () => {
  it('may say anything that their kind has room for', () => {
    const ticket = printDocument({ id: '0001', title: 'Greet', created: someTime }, 'Please.');
    assert.deepEqual(wordsOf(recordOf([cut(area('All of it.')), byEngine('cut-tickets', 2, { 'tickets/open/0001-greet.md': ticket, 'spec.md': '# Spec' })])), []);
  });

  it('may hold what no engine has looked at yet, and what a repair took back', () => {
    const byHand: Planned = { message: {}, files: { 'areas/greetings.md': `A key: ${key}` } };
    assert.deepEqual(wordsOf(recordOf([cut(area('Fine.')), byHand])), []);
    assert.deepEqual(wordsOf(recordOf([cut(area('Fine.')), byHand, byEngine('repair', 2, { 'areas/greetings.md': area('Fine.') }, ['k1'])])), []);
  });

  it('must be what their kind asks for', () => {
    assert.deepEqual(wordsOf(recordOf([cut('No front matter.')])), ['areas/greetings.md cannot be read: It must begin with a line "---" and YAML front matter.']);
    assert.deepEqual(wordsOf(recordOf([byEngine('cut-tickets', 1, { 'tickets/open/0001-greet.md': printDocument({ id: '0001' }, '') })])).length, 1);
    assert.deepEqual(wordsOf(recordOf([byEngine('acknowledge', 1, { 'sanctum.json': '{' })])).length, 1);
  });

  it('must hold no secret, each told of once', () => {
    const planted = cut(area(`The key is ${key}.`));
    assert.deepEqual(wordsOf(recordOf([planted, byEngine('lease', 2, {})])), ['areas/greetings.md holds what looks like an AWS access key.']);
  });

  it('must be UTF-8', () => {
    const text = area('Gr\ufffd\ufffde');
    const { steps, texts } = recordOf([cut(text)]);
    assert.deepEqual(wordsOf(new PlanRecord(steps, texts, new Set([text]))), ['areas/greetings.md is not UTF-8.']);
  });
});
