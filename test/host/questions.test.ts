import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { levelOf } from '../../src/plan/questionTransitions.js';
import { eventually } from '../support/eventually.js';
import { inParallel } from '../support/inParallel.js';
import type { EngineStage } from '../support/engineStage.js';
import { HostStage, onHost } from './support/hostStage.js';
import type { VsCodeWindow } from './support/vsCodeWindow.js';

/** An agent that asks whom to greet, and writes what it was told. */
function greeter(question: string, options?: string): string {
  const choice = options === undefined ? '' : `, options: ${options}`;
  return `steps:\n  - ask: { question: "${question}"${choice} }\n  - write: { path: "${question.replace(/\W/g, '')}.txt", text: "Hello {{answer}}\\n" }\n  - submit: it greets\n`;
}

/** Waits until a question with this text lies with the engineer; its id. */
function reaches(stage: EngineStage, text: string): Promise<string> {
  return stage.planSays(`"${text}" with the engineer`, ({ questions }) => {
    const question = [...questions.values()].find((one) => one.text.includes(text));
    return question !== undefined && levelOf(question.fields) === 'engineer' ? question.fields.id : undefined;
  });
}

/** The ticket landed, and says what its agent was told. */
async function landed(stage: EngineStage, ticket: string, question: string, answer: string): Promise<void> {
  await stage.planSays(`${ticket} landed`, ({ tickets }) => tickets.get(ticket)?.state === 'done' || undefined);
  assert.equal(await stage.repo.git('show', `master:${question.replace(/\W/g, '')}.txt`), `Hello ${answer}`);
}

/** Opens a question's thread from the inbox. */
async function openThread(window: VsCodeWindow, question: string): Promise<Locator> {
  await window.command('Sanctum: Answer Question…');
  const row = window.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: question }).first();
  await row.hover();
  await row.locator('.action-label[aria-label="Open Thread"]').click();
  const thread = threadOf(window, question);
  await thread.waitFor();
  return thread;
}

function threadOf(window: VsCodeWindow, question: string): Locator {
  return window.page.locator('.review-widget').filter({ hasText: question }).first();
}

/** Types into a thread's reply box. */
async function writeReply(window: VsCodeWindow, thread: Locator, text: string): Promise<void> {
  await thread.locator('.review-thread-reply-button').click();
  await thread.locator('.comment-form .monaco-editor').click();
  await window.page.keyboard.type(text);
}

/** The thread closed over its answer; opened again it says who answered, and takes no reply any more. */
async function isResolved(window: VsCodeWindow, id: string, words: string): Promise<void> {
  const marks = window.page.locator('.editor-group-container.active .comment-range-glyph.comment-thread');
  await window.page.locator('.editor-group-container.active .comment-thread-unresolved').waitFor({ state: 'detached' });
  const thread = threadOf(window, `${id} was answered by you`);
  const answer = thread.locator('.review-comment', { hasText: words }).last();
  // It closes a moment after its mark has changed, so that the first click may only have helped it.
  await eventually(`the thread of ${id}, opened again`, async () => {
    if (!(await answer.isVisible())) await marks.first().click();
    return answer.waitFor({ timeout: 1500 }).then(() => true as const, () => undefined);
  }, 30_000);
  assert.equal(await thread.locator('.review-thread-reply-button').isVisible(), false);
}

/** Waits for the options of a question: the list before it names them too. */
async function optionsOf(window: VsCodeWindow, id: string): Promise<void> {
  await window.page.locator('.quick-input-titlebar', { hasText: `${id}: ` }).waitFor();
}

const quiet = { settings: { 'sanctum.notifications.delay': 3600, 'comments.openView': 'never' } };

inParallel('a question', 2, {
  'is answered in its thread, with an option or in words, and the agent goes on': () =>
    onHost(HostStage.make(quiet), async (host) => {
      const { stage } = host;
      const [whom, how] = ['Whom do we greet?', 'How do we greet?'];
      const first = await stage.add('Greet', greeter(whom, '["Ada *Lovelace* (1815)", Bob]'));
      const window = await host.open();
      const firstId = await reaches(stage, whom);
      const thread = await openThread(window, whom);
      await thread.locator('a', { hasText: 'Answer: Ada' }).click();
      await isResolved(window, firstId, 'Ada *Lovelace* (1815)');
      await landed(stage, first, whom, 'Ada *Lovelace* (1815)');
      const second = await stage.add('Greet well', greeter(how));
      const secondId = await reaches(stage, how);
      const other = await openThread(window, how);
      await writeReply(window, other, 'with a bow');
      await other.locator('.monaco-button', { hasText: 'Answer for Good' }).click();
      await isResolved(window, secondId, 'with a bow');
      await landed(stage, second, how, 'with a bow');
      assert.deepEqual([...(await stage.snapshot()).decided.values()].map(({ fields: { title, question, by } }) => [title, question, by]), [[how, secondId, 'engineer']]);
      await stage.add('Greet once more', greeter('How do we greet them?'));
      const thirdId = await reaches(stage, 'How do we greet them?');
      const alike = await openThread(window, 'How do we greet them?');
      await alike.locator('.review-comment', { hasText: 'Settled before on something like it:' }).filter({ hasText: 'D-0001' }).filter({ hasText: 'with a bow' }).waitFor();
      await window.page.keyboard.press('Escape');
      await stage.sanctum('answer', thirdId, 'So');
      assert.deepEqual((await stage.look()).broken, []);
    }),

  'is answered in the inbox, by the command line and in a notification, and all others know of it': () =>
    onHost(HostStage.make({ settings: { 'sanctum.notifications.delay': 0 } }), async (host) => {
      const { stage } = host;
      const [whom, how, when] = ['Whom do we greet?', 'How do we greet?', 'When do we greet?'];
      const window = await host.open();
      const first = await stage.add('Greet', greeter(whom));
      await reaches(stage, whom);
      await (await window.seesNotification(whom)).locator('.monaco-button', { hasText: 'Answer…' }).click();
      await window.type('Ada');
      await landed(stage, first, whom, 'Ada');

      const second = await stage.add('Greet well', greeter(how, '[warmly, coldly]'));
      const howId = await reaches(stage, how);
      const stale = await window.seesNotification(how);
      await window.page.keyboard.press('Control+Alt+Q');
      assert.match((await window.picks()).join(), /^How do we greet\?.*coding agent of 0002.*options: warmly \| coldly/);
      await window.pick(how);
      await optionsOf(window, howId);
      await window.pick('coldly');
      await landed(stage, second, how, 'coldly');
      await stale.locator('.monaco-button', { hasText: 'warmly' }).click();
      await window.seesNotification(`${howId} was answered by you: coldly`);

      const third = await stage.add('Greet in time', greeter(when, '[at noon]'));
      const whenId = await reaches(stage, when);
      const late = await window.seesNotification(when);
      await window.command('Sanctum: Answer Question…');
      await window.pick(when);
      await optionsOf(window, whenId);
      await window.pick('Other answer…');
      const input = window.page.locator('.quick-input-widget');
      await input.locator('input.input[placeholder^="Your answer"]').fill('at midnight');
      assert.equal((await stage.sanctum('answer', whenId, 'at dawn')).code, 0);
      await input.getByText(`${whenId} was answered by you: at dawn`).waitFor();
      await window.page.keyboard.press('Enter');
      await landed(stage, third, when, 'at dawn');
      await window.seesNotification('Your answer is kept in its thread.');
      await late.locator('.monaco-button', { hasText: 'Show' }).click();
      const kept = threadOf(window, `${whenId} was answered by you`).locator('.review-comment', { hasText: 'not sent' });
      await kept.getByText('at midnight').waitFor();
      await kept.hover();
      await kept.locator('.action-label[aria-label^="Discard"]').click();
      await kept.waitFor({ state: 'detached' });
      assert.deepEqual((await stage.look()).broken, []);
    }),

  'shows until when it can be answered and what was tried, takes its default then, and its answer is corrected from the view': () =>
    onHost(HostStage.make(quiet), async (host) => {
      const { stage } = host;
      const whom = 'Whom do we greet?';
      const hurried = greeter(whom).replace(' }', ', default: "Ada", evidence: "The spec names nobody.", default_after_minutes: 0.5 }').replace('  - submit', `  - wait-for: ${stage.mark('go')}\n  - progress: nearly done\n  - submit`);
      await stage.setMark('up.yaml', 'work:\n  answer-manager:\n    steps:\n      - call: { tool: pass_up, arguments: { view: "Ask." } }\n  answer-architect:\n    steps:\n      - call: { tool: pass_up, arguments: { view: "Ask." } }\n');
      const model = [`rehearsal:${stage.mark('up.yaml')}`];
      await stage.configure((present) => ({ ...present, roles: { ...present.roles, manager: model, architect: model } }));
      const ticket = await stage.add('Greet', hurried);
      const window = await host.open();
      const id = await reaches(stage, whom);
      const thread = await openThread(window, whom);
      await thread.getByText('The spec names nobody.').waitFor();
      await thread.getByText(/Without an answer by .*\d\d:\d\d: Ada/).waitFor();
      await stage.planSays('the default taken', ({ questions }) => questions.get(id)?.fields.answered?.by === 'default' || undefined);
      await window.openSanctum();
      await window.toggle('Questions', 'Answered, 1 question');
      await window.seesRow('Questions', id, 'answered by its default');
      await window.contextMenu('Questions', id, 'Correct the Answer…');
      await window.type('Beatrix');
      await window.seesNotification(`${id} has another answer. Built on the one before: ticket ${ticket} Greet: in-progress`);
      await window.seesRow('Questions', id, 'answered by you');
      await window.contextMenu('Questions', id, 'Open Thread');
      const corrected = threadOf(window, `${id} was answered by you`);
      await corrected.getByText('corrected the answer').waitFor();
      await corrected.getByText('answered; corrected since').waitFor();
      await stage.planSays('the correction delivered', ({ questions }) => questions.get(id)?.fields.deliveries.some(({ corrects }) => corrects) || undefined);
      await stage.setMark('go');
      await stage.planSays(`${ticket} landed`, ({ tickets }) => tickets.get(ticket)?.state === 'done' || undefined);
      assert.deepEqual((await stage.look()).broken, []);
    }),

  'stands in its thread again after a reload, and what was typed too late is kept and goes on as a note': () =>
    onHost(HostStage.make(quiet), async (host) => {
      const { stage } = host;
      const whom = 'Whom do we greet?';
      const id = await stage.add('Greet', greeter(whom).replace('  - submit', `  - wait-for: ${stage.mark('go')}\n  - submit`));
      const window = await host.open();
      const question = await reaches(stage, whom);
      await openThread(window, whom);
      await window.load();
      const thread = await openThread(window, whom);
      await writeReply(window, thread, 'Bob, and loudly');
      assert.equal((await stage.sanctum('answer', question, 'Ada')).code, 0);
      await threadOf(window, `${question} was answered by you`).waitFor();
      await thread.locator('.monaco-button', { hasText: 'Send as a Note' }).click();
      const notes = await stage.planSays('the note', ({ notes: all }) => all.get(id));
      assert.match(notes.join(), /Bob, and loudly/);
      await stage.setMark('go');
      await landed(stage, id, whom, 'Ada');
    }),

  'that is answered while no engine runs is heard when VS Code is there again': () =>
    onHost(HostStage.make(quiet), async (host) => {
      const { stage } = host;
      const whom = 'Whom do we greet?';
      const id = await stage.add('Greet', greeter(whom));
      await host.open();
      const question = await reaches(stage, whom);
      await host.crash();
      assert.equal((await stage.sanctum('answer', question, 'Ada')).code, 0);
      const window = await host.open();
      await window.seesRow('Plan', `${id} Greet`, 'done');
      await landed(stage, id, whom, 'Ada');
    }),
});
