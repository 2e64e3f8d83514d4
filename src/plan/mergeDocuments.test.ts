import assert from 'node:assert/strict';
import { document } from './transition.js';
import { setFields } from './frontMatter.js';
import { mergeDocuments } from './mergeDocuments.js';
import type { ThreeTexts } from './mergeDocuments.js';

const base = document({ id: '0001', title: 'Greet', priority: 'low' }, 'Please.');
const never = () => assert.fail('Nothing is to be merged by lines.');
const conflicting = () => Promise.resolve(undefined);

describe('a document that two changed', () => {
  it('takes what each changed of the front matter, also in lines beside each other', async () => {
    const plan = setFields(base, { priority: 'high', attempts: 1 });
    const mine = setFields(base, { title: 'Greet by name', criteria: ['It greets.'] });
    assert.equal(await mergeDocuments({ base, plan, mine }, never), document({ id: '0001', title: 'Greet by name', priority: 'high', criteria: ['It greets.'], attempts: 1 }, 'Please.'));
  });

  it('takes a field away that the plan took away', async () => {
    const mine = `${base}More.\n`;
    assert.equal(await mergeDocuments({ base, plan: setFields(base, { priority: undefined }), mine }, never), `${setFields(base, { priority: undefined })}More.\n`);
  });

  it('is a conflict when both changed one field', async () => {
    assert.equal(await mergeDocuments({ base, plan: setFields(base, { title: 'A' }), mine: setFields(base, { title: 'B' }) }, never), undefined);
  });

  it('is none when both made the same of it', async () => {
    const both = setFields(base, { title: 'A' });
    assert.equal(await mergeDocuments({ base, plan: both, mine: both }, never), both);
  });

  it('takes the body of the one that changed it', async () => {
    const mine = setFields(base, { title: 'A' });
    assert.equal(await mergeDocuments({ base, plan: `${base}More.\n`, mine }, never), `${mine}More.\n`);
    assert.equal(await mergeDocuments({ base, plan: mine, mine: `${base}More.\n` }, never), `${mine}More.\n`);
  });

  it('merges by lines what both changed of the body, and nothing else', async () => {
    const asked: ThreeTexts[] = [];
    const merged = await mergeDocuments({ base, plan: `${base}Plan.\n`, mine: `${base}Mine.\n` }, async (texts) => {
      asked.push(texts);
      return 'Merged.\n';
    });
    assert.deepEqual(asked, [{ base: '\nPlease.\n', plan: '\nPlease.\nPlan.\n', mine: '\nPlease.\nMine.\n' }]);
    assert.equal(merged, '---\nid: "0001"\ntitle: Greet\npriority: low\n---\nMerged.\n');
    assert.equal(await mergeDocuments({ base, plan: `${base}Plan.\n`, mine: `${base}Mine.\n` }, conflicting), undefined);
  });

  it('is merged by lines as a whole where its front matter cannot be read', async () => {
    assert.equal(await mergeDocuments({ base: 'a', plan: 'b', mine: 'c' }, (texts) => Promise.resolve(Object.values(texts).join())), 'a,b,c');
  });
});
