import assert from 'node:assert/strict';
import { editDocument } from '../../src/engine/editing/editDocument.js';
import { configPath, leasePath } from '../../src/plan/paths.js';
import { eventually } from '../support/eventually.js';
import type { EngineStage } from '../support/engineStage.js';
import { HostStage, onHost } from './support/hostStage.js';
import type { VsCodeWindow } from './support/vsCodeWindow.js';

/** Without an engine: what is written here is the engineer's alone. */
const onlooking = { settings: { 'sanctum.runEngine': false } };

/** Opens a document of the plan as a person finds it. */
async function open(window: VsCodeWindow, title: string): Promise<void> {
  await window.command('Sanctum: Open Plan Document…');
  await window.pick(title);
  await window.page.locator('.editor-group-container.active .view-lines').first().waitFor();
}

/** Sees the text of the active editor. */
function shows(window: VsCodeWindow, text: string): Promise<true> {
  return eventually(`"${text}" in the editor`, async () => (await window.editorText()).includes(text) || undefined);
}

/** Moves the cursor to the end of the line that holds a text. */
async function goTo(window: VsCodeWindow, text: string): Promise<void> {
  await window.page.locator('.editor-group-container.active .view-line', { hasText: text }).first().click();
  await window.page.keyboard.press('End');
}

async function save(window: VsCodeWindow): Promise<void> {
  await window.page.keyboard.press('Control+s');
}

/** Sees a notification where all of them are kept: the window of a test has no focus, and VS Code then raises none. */
async function isTold(window: VsCodeWindow, text: string): Promise<string> {
  await window.command('Notifications: Show Notifications');
  const told = window.page.locator('.notifications-center .notification-list-item').filter({ hasText: text }).first();
  await told.waitFor();
  return told.innerText();
}

async function isDirty(window: VsCodeWindow): Promise<boolean> {
  return (await window.page.locator('.editor-group-container.active .tab.active.dirty').count()) > 0;
}

/** Sees that a ticket on the plan holds a text. */
function onPlan(stage: EngineStage, id: string, text: RegExp): Promise<true> {
  return stage.planSays(String(text), ({ tickets }) => text.test(tickets.get(id)?.text ?? '') || undefined);
}

async function textOf(stage: EngineStage, id: string): Promise<string> {
  return (await stage.ticket(id)).text;
}

/** Somebody else edits a ticket. */
function editElsewhere(stage: EngineStage, id: string, change: (text: string) => string): Promise<unknown> {
  return stage.withProject(async (project) => {
    const ticket = (await project.store.read()).tickets.get(id);
    assert.ok(ticket !== undefined);
    await editDocument(project, { path: ticket.path, before: ticket.text, text: change(ticket.text) });
  });
}

describe('a document of the plan', () => {
  it('is found, edited, saved as one plan commit of the engineer’s, and compared with what it was', () =>
    onHost(HostStage.make(onlooking), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', 'steps:\n  - submit: b\n');
      const window = await host.open();
      await window.seesRow('Plan', `${id} Write b`);
      await open(window, `${id} Write b`);
      await window.page.keyboard.press('Control+End');
      await window.page.keyboard.type('It has one line.');
      await save(window);
      await onPlan(stage, id, /It has one line\.$/);
      const { transitions, broken } = await stage.look();
      assert.deepEqual([transitions.slice(1), broken], [[`add ${id}`, `edit ${id}`], []]);
      await window.command('Sanctum: Compare with Version…');
      await window.pick(`add ${id}`);
      await window.page.locator('.monaco-diff-editor .editor.modified .view-line', { hasText: 'It has one line.' }).waitFor();
      assert.equal(await window.page.locator('.monaco-diff-editor .editor.original .view-line', { hasText: 'It has one line.' }).count(), 0);
      await window.command('Sanctum: Search in the Plan…');
      await window.page.locator('.quick-input-widget input.input').fill('one line');
      assert.match((await window.picks())[0] ?? '', /0001 Write b, open, It has one line\./);
    }));

  it('loses nothing when it was changed elsewhere: both are saved, or the engineer compares and decides', () =>
    onHost(HostStage.make(onlooking), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', 'steps:\n  - submit: b\n');
      const window = await host.open();
      await open(window, `${id} Write b`);
      await goTo(window, 'Do it.');
      await window.page.keyboard.type(' Mine.');
      await editElsewhere(stage, id, (text) => text.replace('title: Write b', 'title: Write b.txt').replace('priority: medium', 'priority: high'));
      await save(window);
      await onPlan(stage, id, /title: Write b\.txt\n[^]*priority: high\n[^]*Do it\. Mine\./);
      await shows(window, 'title: Write b.txt');

      await goTo(window, 'title:');
      await window.page.keyboard.type(' of mine');
      await editElsewhere(stage, id, (text) => text.replace('title: Write b.txt', 'title: Write theirs'));
      await save(window);
      await isTold(window, 'is newer');
      assert.match(await textOf(stage, id), /title: Write theirs\n/);
      assert.ok(await isDirty(window));
      await shows(window, 'title: Write b.txt of mine');
      await window.button('Compare').click();
      await window.page.locator('.monaco-diff-editor .editor.original .view-line', { hasText: 'Write theirs' }).waitFor();
      await window.page.locator('.monaco-diff-editor .editor.modified .view-line', { hasText: 'of mine' }).waitFor();
      await window.page.locator('.editor-group-container.active .editor-actions .action-label[aria-label^="Use your changes"]').click();
      await stage.planSays('the title of mine', ({ tickets }) => tickets.get(id)?.fields.title === 'Write b.txt of mine' || undefined);
      assert.deepEqual((await stage.look()).broken, []);
    }));

  it('says while it is typed what is wrong with it, and is not saved so; completion knows what is right', () =>
    onHost(HostStage.make(onlooking), async (host) => {
      const { stage } = host;
      const [first, id] = [await stage.add('Write a', 'steps:\n  - submit: a\n'), await stage.add('Write b', 'steps:\n  - submit: b\n')];
      const window = await host.open();
      await open(window, `${id} Write b`);
      await goTo(window, 'priority:');
      await window.page.keyboard.press('Control+Backspace');
      await window.page.keyboard.type('urgent');
      await window.page.locator('.editor-group-container.active .squiggly-error').first().waitFor();
      const before = await textOf(stage, id);
      await save(window);
      const told = await isTold(window, '"priority" must be one of');
      assert.ok(told.includes('critical'));
      assert.equal(await textOf(stage, id), before);
      assert.ok(await isDirty(window));
      await goTo(window, 'priority:');
      await window.page.keyboard.press('Control+Backspace');
      await window.page.keyboard.type('h');
      await window.page.keyboard.press('Control+Space');
      const choices = window.page.locator('.suggest-widget.visible .monaco-list-row');
      await choices.filter({ hasText: 'high' }).first().waitFor();
      await window.page.keyboard.press('Enter');
      await window.page.keyboard.press('Enter');
      await window.page.keyboard.type('depends-on: ["');
      await choices.filter({ hasText: `${first} Write a` }).first().waitFor();
      await choices.filter({ hasText: `${first} Write a` }).first().click();
      await window.page.keyboard.press('End');
      await shows(window, `depends-on: ["${first}"`);
      if (!(await window.editorText()).includes(`["${first}"]`)) await window.page.keyboard.type(']');
      await save(window);
      await onPlan(stage, id, new RegExp(first));
      const { fields } = await stage.ticket(id);
      assert.deepEqual([fields.priority, fields['depends-on']], ['high', [first]]);
      await window.page.locator('.editor-group-container.active .squiggly-error').first().waitFor({ state: 'detached' });
      await window.page.locator('.editor-group-container.active .view-line', { hasText: 'depends-on:' }).first().locator('span', { hasText: first }).last().hover();
      await window.page.locator('.monaco-hover .hover-contents', { hasText: `${first} Write a` }).filter({ hasText: 'ticket · open' }).waitFor();
      const link = window.page.locator('.editor-group-container.active .detected-link', { hasText: first }).first();
      // The link is drawn anew while the key is down: a click at its place meets whichever drawing is there.
      await eventually('the ticket behind the link', async () => {
        const box = await link.boundingBox();
        if (box === null) return undefined;
        await window.page.keyboard.down('Control');
        await window.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        await window.page.keyboard.up('Control');
        return (await window.page.locator('.tab.active', { hasText: `${first}-write-a` }).count()) === 1 ? true : undefined;
      });
      await shows(window, 'title: Write a');
    }));

  it('has its ids and words coloured, and so has a run’s log', () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', 'steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n');
      const window = await host.open();
      await window.seesRow('Plan', `${id} Write b`, 'done');
      await open(window, `${id} Write b`);
      const colour = (words: string): string | undefined => /foreground\s+(#\S+)/.exec(words)?.[1];
      await goTo(window, 'Do it.');
      const plain = colour(await window.tokenAtCursor());
      assert.notEqual(plain, undefined);
      for (const [line, scope] of [['priority:', 'constant.language.sanctum'], ['id:', 'constant.other.reference.sanctum']] as const) {
        await goTo(window, line);
        await window.page.keyboard.press('ArrowLeft');
        await window.page.keyboard.press('ArrowLeft');
        const words = await window.tokenAtCursor();
        assert.ok(words.includes(scope), `${line} ${words}`);
        assert.notEqual(colour(words), plain, words);
      }
    }));

  it('that only Sanctum writes is read-only, and says why; the configuration is checked by its schema', () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      const id = await stage.add('Write b', 'steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n');
      const window = await host.open();
      await open(window, `${id} Write b`);
      await window.seesRow('Plan', `${id} Write b`, 'done');
      const lens = window.page.locator('.editor-group-container.active .codelens-decoration', { hasText: 'Read-only.' });
      await lens.filter({ hasText: 'is done' }).waitFor();
      await shows(window, 'landed:');
      await goTo(window, 'Do it.');
      await window.page.keyboard.type('x');
      assert.ok(!(await isDirty(window)));
      await open(window, leasePath.replace('.md', ''));
      await lens.filter({ hasText: 'the engine alone writes it' }).waitFor();
      await open(window, configPath);
      await goTo(window, '"version"');
      await window.page.keyboard.type(' "colour": 1,');
      await window.page.locator('.editor-group-container.active .squiggly-warning').first().waitFor();
      assert.deepEqual((await stage.look()).broken, []);
    }));
});
