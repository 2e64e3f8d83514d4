import assert from 'node:assert/strict';
import type { PlanStage } from '../../test/support/planStage.js';
import { PlanStage as Stage, someConfig, someTime } from '../../test/support/planStage.js';
import { setFields } from './frontMatter.js';
import { walkBack } from './history.js';
import { inspectStep } from './inspect.js';
import type { IllegalChange } from './lifecycle.js';
import { configPath, planRef, ticketPath } from './paths.js';
import { printConfig } from './readDocument.js';

const ticketText = (id: string, more = '') => `---\nid: "${id}"\ntitle: By hand\ncreated: ${someTime}\n${more}---\n`;

/** What is illegal in the plan's newest commit. */
async function inspectTip(stage: PlanStage): Promise<readonly IllegalChange[]> {
  const tip = await stage.tip();
  for await (const step of walkBack(stage.at.repository.reader, stage.store.snapshots.trees, tip)) {
    const before = step.parent === undefined ? undefined : await stage.store.snapshots.read(step.parent);
    return inspectStep(stage.at.repository.reader, before, step);
  }
  return [];
}

describe('a commit that is not the engine\'s', () => {
  let stage: PlanStage;
  let inProgress: string;

  before(async () => {
    stage = await Stage.open();
    await stage.addTicket();
    await stage.addTicket('Another');
    inProgress = await stage.addTicket('In progress');
    await stage.submitTicket(inProgress);
  });

  after(() => stage.dispose());

  const open = ticketPath('open', '0001', 'greet-by-name');
  const textOf = async (path: string) => (await stage.store.snapshots.text(await stage.tip(), path)) ?? '';
  type Changes = Readonly<Record<string, string | undefined>>;

  const legal: readonly (readonly [string, () => Promise<Changes> | Changes])[] = [
    ['a new ticket', () => ({ [ticketPath('open', '0009', 'by-hand')]: ticketText('0009') })],
    ['another title', async () => ({ [open]: setFields(await textOf(open), { title: 'Greet loudly' }) })],
    ['a ticket renamed', async () => ({ [open]: undefined, [ticketPath('open', '0001', 'other')]: await textOf(open) })],
    ['a ticket cancelled', async () => ({ [ticketPath('open', '0002', 'another')]: undefined, [ticketPath('cancelled', '0002', 'another')]: await textOf(ticketPath('open', '0002', 'another')) })],
    ['a ticket that waits for another', async () => ({ [open]: setFields(await textOf(open), { 'depends-on': ['0002'] }) })],
    ['two tickets of which one waits for the other', () => ({ [ticketPath('open', '0008', 'by-hand')]: ticketText('0008', 'depends-on: ["0009"]\n'), [ticketPath('open', '0009', 'by-hand')]: ticketText('0009') })],
    ['a spec', () => ({ 'spec.md': '# Spec\n' })],
    ['another gate', () => ({ [configPath]: printConfig({ ...someConfig, branch: 'main' }) })],
    ['an area', () => ({ 'areas/greetings.md': '---\narea: greetings\ntitle: Greetings\n---\n' })],
    ['nothing at all', () => ({})],
  ];
  for (const [what, changes] of legal) {
    it(`may be ${what}`, async () => {
      const tip = await stage.tip();
      await stage.foreign(await changes());
      assert.deepEqual(await inspectTip(stage), []);
      await stage.at.git('update-ref', planRef, tip);
    });
  }

  const illegal: readonly (readonly [string, RegExp, () => Promise<Changes> | Changes])[] = [
    ['a configuration that is broken', /sanctum\.json: It is not valid JSON/, () => ({ [configPath]: '{' })],
    ['a ticket with a misspelt field', /piority/, () => ({ [ticketPath('open', '0009', 'by-hand')]: ticketText('0009', 'piority: low\n') })],
    ['a ticket whose name says another id', /Its id is 0008, but its name says 0009/, () => ({ [ticketPath('open', '0009', 'by-hand')]: ticketText('0008') })],
    ['a second ticket with an id that is taken', /0001 would be in two places/, () => ({ [ticketPath('open', '0001', 'second')]: ticketText('0001') })],
    ['a ticket that was cancelled and is still open', /0001 cannot go from absent to cancelled/, async () => ({ [ticketPath('cancelled', '0001', 'greet-by-name')]: await textOf(open) })],
    ['a ticket that counts its own attempts', /"attempts" is the engine's/, async () => ({ [open]: setFields(await textOf(open), { attempts: 1 }) })],
    ['a ticket that names a snapshot', /"snapshot" is the engine's/, () => ({ [ticketPath('open', '0009', 'by-hand')]: ticketText('0009', `snapshot: ${'a'.repeat(40)}\n`) })],
    ['failures out of the air', /"failures" is the engine's/, async () => ({ [open]: setFields(await textOf(open), { failures: 2 }) })],
    ['a ticket that is in progress', /0003 cannot go from in-progress to in-progress/, async () => ({ [ticketPath('in-progress', '0003', 'in-progress')]: setFields(await textOf(ticketPath('in-progress', '0003', 'in-progress')), { title: 'x' }) })],
    ['a ticket removed', /0001 cannot go from open to absent/, () => ({ [open]: undefined })],
    ['a ticket done by decree', /0001 cannot go from open to done/, async () => ({ [open]: undefined, [ticketPath('done', '0001', 'greet-by-name')]: await textOf(open) })],
    ['a ticket that waits for none', /0001 would depend on 0077, which is no ticket/, async () => ({ [open]: setFields(await textOf(open), { 'depends-on': ['0077'] }) })],
    ['a ticket that waits for itself', /for ever: 0001 -> 0001/, async () => ({ [open]: setFields(await textOf(open), { 'depends-on': ['0001'] }) })],
    ['tickets that wait for each other', /for ever: 0008 -> 0009 -> 0008/, () => ({ [ticketPath('open', '0008', 'by-hand')]: ticketText('0008', 'depends-on: ["0009"]\n'), [ticketPath('open', '0009', 'by-hand')]: ticketText('0009', 'depends-on: ["0008"]\n') })],
    ['a ticket that waits for one that is refused', /0008 would depend on 0009/, () => ({ [ticketPath('open', '0008', 'by-hand')]: ticketText('0008', 'depends-on: ["0009"]\n'), [ticketPath('open', '0009', 'by-hand')]: ticketText('0009', 'attempts: 3\n') })],
    ['a file of another kind', /not to be changed by hand/, () => ({ 'README.md': 'x' })],
    ['a name with a newline', /not to be changed by hand/, () => ({ 'spec.md\nlease.md': 'x' })],
  ];
  for (const [what, words, changes] of illegal) {
    it(`may not be ${what}`, async () => {
      const tip = await stage.tip();
      const made = await changes();
      await stage.foreign(made);
      const found = await inspectTip(stage);
      assert.match(found.map((one) => one.words).join('\n'), words);
      assert.deepEqual(found.flatMap((one) => one.paths).filter((path) => !(path in made)), []);
      assert.ok(found.every((one) => one.paths.length > 0), 'it could not be put back');
      await stage.at.git('update-ref', planRef, tip);
    });
  }

  it('may not take away a decision', async () => {
    const tip = await stage.tip();
    await stage.foreign({ 'decisions/D-0001-plain.md': 'x' });
    await stage.foreign({ 'decisions/D-0001-plain.md': undefined });
    assert.deepEqual(await inspectTip(stage), [{ paths: ['decisions/D-0001-plain.md'], words: 'decisions/D-0001-plain.md cannot be removed' }]);
    await stage.at.git('update-ref', planRef, tip);
  });

  it('names of a whole commit only what is illegal', async () => {
    const tip = await stage.tip();
    await stage.foreign({ 'spec.md': 'fine', 'lease.md': 'not', [ticketPath('open', '0009', 'by-hand')]: ticketText('0009') });
    assert.deepEqual((await inspectTip(stage)).flatMap((one) => one.paths), ['lease.md']);
    await stage.at.git('update-ref', planRef, tip);
  });

  it('may not be a command under a name that is the engine\'s, or nobody\'s', async () => {
    for (const name of ['land', 'repair', 'nonsense', 'toString']) {
      const tip = await stage.tip();
      await stage.foreign({ 'spec.md': 'x' }, `x\n\nSanctum-Transition: ${name}\nSanctum-Command: me n`);
      assert.match((await inspectTip(stage))[0]?.words ?? '', /is not a command's to make/);
      await stage.at.git('update-ref', planRef, tip);
    }
  });

  it('may not begin a plan that is there', async () => {
    const tip = await stage.tip();
    await stage.foreign({ 'lease.md': 'x' }, 'x\n\nSanctum-Transition: init\nSanctum-Command: me n');
    assert.deepEqual((await inspectTip(stage)).flatMap((one) => one.paths), ['lease.md']);
    await stage.at.git('update-ref', planRef, tip);
  });

  it('may not be a submodule where a document should be', async () => {
    const tip = await stage.tip();
    const { repository, git } = stage.at;
    const tree = await repository.treeOf(tip);
    const entries = await repository.reader.tree(tree);
    const withLink = await repository.objects.tree([...entries, { mode: '160000', name: 'spec.md', id: await stage.master() }]);
    const commit = await git('commit-tree', withLink, '-p', tip, '-m', 'by hand');
    await git('update-ref', planRef, commit);
    assert.match((await inspectTip(stage))[0]?.words ?? '', /spec\.md is not a file/);
    await git('update-ref', planRef, tip);
  });
});
