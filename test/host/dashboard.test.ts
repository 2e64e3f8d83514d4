import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { HostStage, onHost } from './support/hostStage.js';
import type { VsCodeWindow } from './support/vsCodeWindow.js';

/** The page of the dashboard, in its frame within a frame. */
async function dashboardIn(window: VsCodeWindow): Promise<Frame> {
  return eventually('the dashboard', async () => {
    for (const frame of window.page.frames()) {
      const isThere = await frame.locator('main[aria-busy="false"] #progress').count().catch(() => 0);
      if (isThere > 0) return frame;
    }
    return undefined;
  }, 60_000);
}

const works = (name: string): string => `steps:\n  - write: { path: ${name}.txt, text: "x\\n" }\n  - submit: ${name}\n`;

describe('the dashboard', () => {
  it('shows the plan as pictures and as tables, by keyboard alone, loads nothing from anywhere, comes back after a reload, and the morning report says what happened meanwhile', () =>
    onHost(HostStage.make(), async (host) => {
      const { stage } = host;
      await stage.add('Write a', works('a'));
      await stage.add('Write <b>b</b>', works('b'));
      await stage.untilIdle();
      const looked = await stage.withProject(({ folder }) => Promise.resolve(join(folder.path, 'looked.json')));
      await writeFile(looked, JSON.stringify({ looked: '2026-01-01T00:00:00Z' }));
      const window = await host.open();
      await window.seesNotification('While you were away: 2 landed');
      const asked: string[] = [];
      window.page.on('request', (request) => asked.push(request.url()));
      await window.command('Sanctum: Dashboard');
      let page = await dashboardIn(window);
      assert.match(await page.locator('header').innerText(), /●\s*2\s*done/);
      for (const [id, words] of [['progress', '2 of 2 tickets are done.'], ['timeline', 'runs of agents and gates'], ['money', 'the minutes of runs'], ['models', 'Tickets that landed at once'], ['red', 'Master was never seen red.']] as const) {
        assert.ok((await page.locator(`#${id}`).innerText()).includes(words), id);
      }
      await page.locator('#timeline summary').focus();
      await window.page.keyboard.press('Enter');
      assert.match(await page.locator('#timeline table').innerText(), /agent 1\s+0001, coding, rehearsal: /);
      await page.locator('#timeline .mark').first().focus();
      await window.page.keyboard.press('ArrowRight');
      const chosen = await page.evaluate('document.activeElement.dataset.ticket');
      assert.ok(chosen === '0001' || chosen === '0002', String(chosen));
      await stage.add('Write c', works('c'));
      await page.locator('#progress', { hasText: '3 of 3 tickets are done.' }).waitFor();
      assert.equal(await page.evaluate('document.activeElement.closest("section").id'), 'timeline');
      assert.equal(await page.locator('#timeline details').getAttribute('open'), '');
      await window.page.keyboard.press('Enter');
      await window.page.locator('.tab', { hasText: /000\d.*\.md/ }).waitFor();
      assert.match(await page.evaluate('document.querySelector("meta[http-equiv]").content'), /^default-src 'none'; style-src 'nonce-[0-9a-f]{32}'; script-src 'nonce-[0-9a-f]{32}'$/);
      assert.deepEqual(asked.filter((url) => !url.startsWith('http://127.0.0.1:') && !url.startsWith('data:') && !url.startsWith('blob:')), []);
      const old = page;
      await window.command('Developer: Reload Window');
      await eventually('the end of the old page', () => old.isDetached());
      page = await dashboardIn(window);
      assert.match(await page.locator('header').innerText(), /●\s*3\s*done/);
      await window.command('Sanctum: Morning Report');
      await window.page.locator('.tab', { hasText: 'Morning Report.md' }).waitFor();
      await eventually('the report', async () => ((await window.editorText()).includes('# Since 2') ? true : undefined));
    })).timeout(240_000);
});
