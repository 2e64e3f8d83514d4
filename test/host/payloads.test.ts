import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { stringify } from 'yaml';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';
import { marker, payloadLines, payloads } from './support/payloads.js';
import type { VsCodeWindow } from './support/vsCodeWindow.js';

/** As much of a link as is read here. */
interface PageLink {
  getAttribute(name: string): string | null;
}

/** What no text may bring: each element of the page that runs, calls or fetches something of a stranger's. */
/** What VS Code itself says of tabs in italics. */
const ownHint = 'command:workbench.action.openSettings?%5B%22workbench.editor.enablePreview%22%5D';

const livingOnes = `((stranger, variable) => {
  const found = globalThis[variable] === undefined ? [] : ['a script ran'];
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      const link = /^(?:data-)?href$/.test(name) && element.tagName === 'A';
      const spoken = /^(?:aria-|title$|alt$|value$|custom-hover$|data-(?:uri|resource))/.test(name);
      if (!spoken && !link && value.includes(stranger)) found.push(element.tagName + ' ' + name + '=' + value);
      if (/^on/.test(name)) found.push(element.tagName + ' ' + name);
      if ((link || name === 'src' || name === 'action') && /^\\s*(?:javascript|command|data:text|vscode(?!-)|file):?/i.test(value)) found.push(element.tagName + ' ' + name + '=' + value);
    }
  }
  return found;
})`;

async function lives(window: VsCodeWindow, stranger: string): Promise<readonly string[]> {
  const found = await window.page.evaluate<readonly string[]>(`${livingOnes}(${JSON.stringify(stranger)}, ${JSON.stringify(marker.variable)})`);
  return [...new Set(found)].filter((one) => !one.endsWith(`=${ownHint}`));
}

describe('what an agent writes', () => {
  it('is text wherever the window shows it: no script, no command, no request', async () => {
    const stranger = 'https://stranger.example';
    const quiet = { settings: { 'sanctum.notifications.delay': 0, 'comments.openView': 'never', 'workbench.hover.delay': 1 } };
    const all = payloads(stranger);
    const text = all.join('\n\n');
    await onHost(HostStage.make({ ...quiet, config: { limits: { agents: 2, holdSeconds: 0.2 } }, files: { 'VISION.md': '# Vision\n' } }), async (host) => {
      const { stage } = host;
      const lines = payloadLines(stranger, 180);
      const plays = async (...steps: readonly object[]): Promise<void> => {
        await stage.setMark('architect.yaml', stringify({ work: { pitch: { steps } } }));
        await stage.sanctum('pitch');
        await stage.untilIdle();
      };
      await stage.setMark('architect.yaml', '');
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('architect.yaml')}`] } }));
      await plays({ call: { tool: 'propose', arguments: { title: lines[0], goal: all[0], scope: text, risks: all.slice(0, 3), prediction: { minutes: [1, 2], dollars: [1, 2] } } } });
      await plays({ ask: { question: text, evidence: text.slice(0, 3900), options: lines.slice(0, 4), default: all[0] ?? '' } });
      assert.equal((await stage.sanctum('pause', all[0] ?? '')).code, 0);
      for (const line of lines) await stage.add(line, text);
      const { snapshot } = await stage.look();
      assert.deepEqual([snapshot.questions.size, snapshot.proposals.size, snapshot.tickets.size], [1, 1, lines.length]);
      const requests: string[] = [];
      const window = await host.open();
      const { page } = window;
      page.on('request', (request) => {
        if (request.url().startsWith(stranger)) requests.push(request.url());
      });
      const found: string[] = [];
      const look = async (where: string): Promise<void> => {
        found.push(...(await lives(window, stranger)).map((one) => `${where}: ${one}`));
      };
      const hovers = async (place: Locator, text: string): Promise<void> => {
        await page.mouse.move(900, 500);
        await page.locator('.workbench-hover').waitFor({ state: 'detached' });
        await place.hover();
        await page.locator('.workbench-hover').filter({ hasText: text }).first().waitFor();
        await look(`the tooltip ${text}`);
      };
      await window.seesRow('Plan', 'P-0001');
      await look('the trees');
      await hovers(window.row('Plan', 'P-0001'), 'P-0001');
      await hovers(window.row('Questions', 'Q-0001'), 'Q-0001');
      await hovers(window.statusItem('Sanctum: master'), 'master');
      for (const folded of ['Questions', 'Agents']) await window.view(folded).locator('.pane-header').click();
      for (const ticket of ['0001', '0002']) await hovers(window.row('Plan', ticket), ticket);
      await window.row('Plan', '0001').click();
      await page.locator('.editor-group-container.active .view-line', { hasText: 'newUntitledFile' }).first().waitFor();
      await look('a document');

      const notice = await window.seesNotification('architect asks');
      await look('a notification');
      assert.deepEqual(await notice.locator('.notification-list-item-message a').allInnerTexts(), []);
      assert.deepEqual(await page.locator('.pane-body .message a').allInnerTexts(), []);
      await page.keyboard.press('Escape');

      await window.command('Sanctum: Answer Question…');
      await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      await look('the inbox');
      await window.pick('Yes');
      await page.locator('.quick-input-titlebar', { hasText: 'Q-0001: ' }).waitFor();
      await look('the options');
      await window.pick('Other answer…');
      const prompt = page.locator('.quick-input-message', { hasText: 'Without an answer' });
      await prompt.waitFor();
      await look('a prompt');
      assert.deepEqual(await prompt.locator('a').allInnerTexts(), []);
      await page.keyboard.press('Escape');

      await window.command('Sanctum: Answer Question…');
      const row = page.locator('.quick-input-list .monaco-list-row').first();
      await row.hover();
      await row.locator('.action-label[aria-label="Open Thread"]').click();
      const thread = page.locator('.review-widget');
      await thread.locator('.review-comment').first().waitFor();
      await look('a thread');
      // There the window's own links answer, so that VS Code draws those of the text too: none of them does anything. The one command that may be called asks for this window's secret.
      const drawn = thread.locator('.review-comment a[data-href]').filter({ hasText: /^(?:Yes|.*Approved|Answer: Yes)$/ });
      const addresses = await drawn.evaluateAll((links: readonly PageLink[]) => links.map((link) => link.getAttribute('data-href') ?? ''));
      const dead = addresses.flatMap((address, at) => (/^command:/i.test(address) ? [at] : []));
      assert.ok(dead.length > 3, addresses.join('\n'));
      for (const at of dead) await drawn.nth(at).dispatchEvent('click');
      assert.deepEqual([found.filter((one) => !/^a thread: A data-href=command:/i.test(one)), requests], [[], []]);
      assert.equal((await stage.snapshot()).questions.get('Q-0001')?.fields.state, 'open');
      assert.equal(await page.locator('.tab', { hasText: 'Untitled' }).count(), 0, 'a command was called');

      // All of it would have been seen.
      await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(`<a href="${marker.command}">x</a><img src="${stranger}/control">`)})`);
      await eventually('the request', () => (requests.length > 0 ? true : undefined));
      assert.equal((await lives(window, stranger)).filter((one) => /^(?:A href=command|IMG src)/.test(one)).length, 2);
    });
  });
});
