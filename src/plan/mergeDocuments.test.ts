import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyDocumentText, damagedDocument } from '../../test/support/documentProperties.js';
import { document } from './transition.js';
import type { FieldValue } from './frontMatter.js';
import { DocumentError, readBody, readFields, setFields } from './frontMatter.js';
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

describe('a merge of any three documents', function () {
  this.timeout(60_000);

  it('takes what one side changed, never loses a field that both left alone, and fails in no other way than by a conflict', async () => {
    const values = fc.constantFrom<FieldValue | undefined>('x', 7, ['a', 'b'], { a: 1 }, undefined);
    const change = fc.tuple(fc.constantFrom('title', 'id', 'new-field', 'other-field'), values);
    await fc.assert(
      fc.asyncProperty(damagedDocument, change, change, async ({ text: base }, [planKey, planValue], [myKey, myValue]) => {
        const edited = (key: string, value: FieldValue | undefined): string | undefined => {
          try {
            return setFields(base, { [key]: value });
          } catch (error) {
            if (error instanceof DocumentError) return undefined;
            throw error;
          }
        };
        const [plan, mine] = [edited(planKey, planValue), edited(myKey, myValue)];
        if (plan === undefined || mine === undefined) return;
        const merged = await mergeDocuments({ base, plan, mine }, () => Promise.resolve(undefined));
        if (merged === undefined) {
          assert.equal(planKey, myKey, 'only the same field can be a conflict');
          return;
        }
        assert.equal(readBody(merged), readBody(base));
        const [before, after] = [readFields(base) as Record<string, unknown>, readFields(merged) as Record<string, unknown>];
        const wanted = { ...before, ...(plan === base ? {} : { [planKey]: planValue }), ...(mine === base ? {} : { [myKey]: myValue }) };
        for (const key of new Set([...Object.keys(wanted), ...Object.keys(after)])) assert.deepEqual(after[key], wanted[key], key);
      }),
      { numRuns: 400 },
    );
  });

  it('comes to an end, whatever the texts are', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocumentText, anyDocumentText, anyDocumentText, async (base, plan, mine) => {
        const merged = await mergeDocuments({ base, plan, mine }, () => Promise.resolve(undefined));
        assert.ok(merged === undefined || typeof merged === 'string');
        assert.equal(await mergeDocuments({ base, plan: base, mine }, () => Promise.resolve(undefined)), mine);
        assert.equal(await mergeDocuments({ base, plan, mine: base }, () => Promise.resolve(undefined)), plan === base ? base : plan);
      }),
      { numRuns: 400 },
    );
  });
});
