import assert from 'node:assert/strict';
import { HostStage, onHost } from './support/hostStage.js';

const greeter = (options = ''): string => `steps:\n  - ask: { question: "Whom do we greet?"${options} }\n  - write: { path: greeting.txt, text: "Hello {{answer}}\\n" }\n  - submit: it greets\n`;

describe('a question', () => {
  it('is answered with a click on an option', () =>
    onHost(HostStage.make({ settings: { 'sanctum.notifications.delay': 1 } }), async (host) => {
      const { stage } = host;
      const id = await stage.add('Greet', greeter(', options: ["Ada *Lovelace* (1815)", Bob]'));
      const window = await host.open();
      const notification = await window.seesNotification('Whom do we greet?');
      await window.picture('/tmp/pics/q-notification.png');
      await notification.locator('.monaco-button', { hasText: 'Show' }).click();
      const thread = window.page.locator('.review-widget').first();
      await thread.waitFor();
      await window.picture('/tmp/pics/q-thread.png');
      await thread.locator('a', { hasText: 'Answer: Ada' }).click();
      await window.page.locator('.review-widget', { hasText: 'answered by you' }).waitFor({ state: 'attached' });
      await window.picture('/tmp/pics/q-answered.png');
      await window.seesRow('Plan', `${id} Greet`, 'done');
      assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello Ada *Lovelace* (1815)');
    }));
});
