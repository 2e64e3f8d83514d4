// `npm run pictures`: drives a real VS Code through the main job and writes docs/pictures, light and dark, and the pictures of the
// walkthrough, cut to what a step is about. Look at them before they are committed.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleAnswer, sampleFiles, sampleRequest } from '../src/cli/demo/sample.js';
import { demoScenario } from '../src/cli/demo/scenario.js';
import { HostStage } from '../test/host/support/hostStage.js';
import type { VsCodeWindow } from '../test/host/support/vsCodeWindow.js';
import { eventually } from '../test/support/eventually.js';

const folder = join(import.meta.dirname, '..', 'docs', 'pictures');
const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern' } as const;

/** The pointer rests where it shows no hint. */
async function take(window: VsCodeWindow, name: string): Promise<void> {
  await window.page.mouse.move(900, 889);
  await window.page.waitForFunction('document.querySelectorAll(".monaco-hover:not(.hidden), .monaco-progress-container.active").length === 0');
  await window.picture(join(folder, `${name}.png`));
  console.log(`${name}.png`);
}

const steps = join(import.meta.dirname, '..', 'media', 'walkthrough');

/** A step of the walkthrough: of what fits the selector the upper part, no larger than a step has room for. */
async function takeStep(window: VsCodeWindow, theme: keyof typeof themes, name: string, selector: string, margin = 0): Promise<void> {
  if (theme !== 'light') return;
  await window.page.mouse.move(900, 889);
  const part = window.page.locator(selector).first();
  await part.waitFor();
  await window.page.waitForFunction('document.querySelectorAll(".monaco-hover:not(.hidden), .part .monaco-progress-container.active").length === 0');
  const box = await part.boundingBox();
  if (box === null) throw new Error(`${selector} has no place on the screen.`);
  const clip = { x: box.x - margin, y: box.y - margin, width: Math.min(box.width, 800) + 2 * margin, height: Math.min(box.height, 480) + 2 * margin };
  await window.page.screenshot({ path: join(steps, `${name}.png`), clip });
  console.log(`${name}.png`);
}

/** One view of Sanctum's, with its title. */
const view = (title: string): string => `.part.sidebar .pane:has(.pane-header:has-text("${title}"))`;

/** Drags the border that is nearest to a place. */
async function drag(window: VsCodeWindow, borders: string, from: { readonly x: number; readonly y: number }, by: { readonly x: number; readonly y: number }): Promise<void> {
  const places = await Promise.all((await window.page.locator(borders).all()).map((border) => border.boundingBox()));
  const middles = places.filter((box) => box !== null).map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }));
  const far = (place: { readonly x: number; readonly y: number }): number => (by.x === 0 ? Math.abs(place.y - from.y) : Math.abs(place.x - from.x));
  const [nearest] = middles.sort((one, other) => far(one) - far(other));
  if (nearest === undefined) throw new Error(`There is no ${borders} on the screen.`);
  await window.page.mouse.move(nearest.x, nearest.y);
  await window.page.mouse.down();
  await window.page.mouse.move(nearest.x + by.x, nearest.y + by.y, { steps: 10 });
  await window.page.mouse.up();
}

/** Room for whole rows: a wider side bar, and more of it for the plan. */
async function makeRoom(window: VsCodeWindow): Promise<void> {
  const bar = await window.page.locator('.part.sidebar').boundingBox();
  const questions = await window.page.locator(view('Questions')).boundingBox();
  if (bar === null || questions === null) throw new Error('The side bar has no place on the screen.');
  await drag(window, '.monaco-sash.vertical:not(.disabled)', { x: bar.x + bar.width, y: 0 }, { x: 120, y: 0 });
  await drag(window, '.part.sidebar .monaco-sash.horizontal:not(.disabled)', { x: 0, y: questions.y }, { x: 0, y: 170 });
}

async function play(theme: keyof typeof themes): Promise<void> {
  const host = await HostStage.bare(Object.fromEntries(sampleFiles), { packed: true, settings: { 'workbench.colorTheme': themes[theme], 'window.autoDetectColorScheme': false, 'sanctum.notifications.questions': false, 'comments.openView': 'never', 'editor.minimap.enabled': false } });
  const { stage } = host;
  const sanctum = async (...args: string[]): Promise<void> => {
    const { code, output } = await stage.sanctum(...args);
    if (code !== 0) throw new Error(`sanctum ${args.join(' ')} ended with ${String(code)}:\n${output}`);
  };
  try {
    await stage.setMark('demo.yaml', demoScenario());
    const window = await host.open();
    await window.page.locator('.welcome-view-content .monaco-button, .monaco-button').filter({ hasText: 'Init' }).first().waitFor();
    await takeStep(window, theme, 'repository', view('Plan'));
    await window.command('Sanctum: Init');
    await window.page.locator('.quick-input-widget .quick-input-title', { hasText: 'Init' }).waitFor();
    await window.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'npm test' }).first().waitFor();
    await takeStep(window, theme, 'init', '.quick-input-widget', 4);
    await window.page.keyboard.press('Escape');
    await makeRoom(window);
    await sanctum('init', '--gate', 'npm test', '--model', `rehearsal:${stage.mark('demo.yaml')}`);
    await sanctum('plan', sampleRequest);
    await window.command('Sanctum: Review Draft of the Spec');
    await window.page.locator('.monaco-diff-editor').first().waitFor();
    await takeStep(window, theme, 'spec', '.monaco-diff-editor .editor.modified');
    await window.command('View: Close All Editors');
    // What coding agents play stands in their tickets, so that rows need not name the file.
    await stage.configure((config) => ({ ...config, roles: { ...config.roles, coding: ['rehearsal'] }, limits: { ...config.limits, agents: 3, holdSeconds: 200 } }));
    await sanctum('approve');
    for (const area of ['Greetings', 'Farewells']) {
      await window.seesRow('Plan', area, '/3');
      await window.row('Plan', area).locator('.monaco-tl-twistie').click();
    }
    await eventually('a fleet at work', async () => ((await window.rows('Agents')).filter(({ description }) => description.startsWith('coding')).length >= 2 ? true : undefined), 30_000);
    await takeStep(window, theme, 'run', view('Agents'));
    await window.row('Plan', 'Spec').click();
    await window.page.locator('.tab', { hasText: 'spec.md' }).waitFor();
    await eventually('a question', async () => ((await window.rows('Questions')).some(({ label }) => label.startsWith('Q-')) ? true : undefined), 60_000);
    await take(window, `fleet-${theme}`);
    await window.statusItem('Sanctum: 1 question for you').waitFor({ timeout: 60_000 });
    await window.contextMenu('Questions', 'Q-', 'Open Thread');
    await window.page.locator('.review-widget').first().waitFor();
    await window.page.mouse.move(1000, 200);
    await eventually('the thread at the foot of the editor, below what it asks about', async () => {
      const box = await window.page.locator('.review-widget').first().boundingBox();
      if (box !== null && box.y + box.height > 800) return true;
      await window.page.mouse.wheel(0, -60);
      return undefined;
    });
    await take(window, `question-${theme}`);
    await takeStep(window, theme, 'answer', '.review-widget');
    const { questions } = await stage.snapshot();
    for (const { fields } of questions.values()) if (fields.path.at(-1)?.level === 'engineer') await sanctum('answer', fields.id, sampleAnswer);
    await eventually('two landings', async () => ([...(await stage.snapshot()).tickets.values()].filter(({ state }) => state === 'done').length >= 2 ? true : undefined), 60_000);
    await window.command('View: Close All Editors');
    await window.command('Sanctum: Review');
    await window.pick('0001');
    await window.page.locator('.multiDiffEntry').first().waitFor();
    await window.page.locator('.tab', { hasText: '0001.md' }).waitFor();
    const sheet = await window.page.locator('.editor-group-container').last().boundingBox();
    if (sheet === null) throw new Error('The sheet has no place on the screen.');
    await drag(window, '.part.editor .monaco-sash.vertical:not(.disabled)', { x: sheet.x, y: 0 }, { x: 90, y: 0 });
    await take(window, `review-${theme}`);
    await takeStep(window, theme, 'review', '.editor-group-container:has(.multiDiffEntry)');
    await window.command('View: Close All Editor Groups');
    await window.command('Sanctum: Dashboard');
    await eventually('the dashboard', async () => {
      const shown = await Promise.all(window.page.frames().map((frame) => frame.locator('main[aria-busy="false"] #progress').count().catch(() => 0)));
      return shown.some((count) => count > 0) ? true : undefined;
    }, 60_000);
    await take(window, `dashboard-${theme}`);
    await window.command('View: Close All Editor Groups');
    await stage.repo.commit({ 'src/greet.js': "export function greet() {\n  return 'Good morrow!';\n}\n" }, 'Greet as they used to');
    await window.statusItem('Sanctum: master is red').waitFor();
    await window.page.keyboard.press('Control+P');
    await window.page.locator('.quick-input-widget input.input').fill('greet.test.js');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'greet.test.js' }).first().click();
    await window.page.locator('.tab', { hasText: 'greet.test.js' }).waitFor();
    await window.command('Sanctum: Why Is Nothing Happening?');
    await window.picks();
    await take(window, `red-${theme}`);
  } catch (error) {
    await host.keepPictures();
    throw error;
  } finally {
    await host.close();
  }
}

await mkdir(folder, { recursive: true });
for (const theme of ['light', 'dark'] as const) await play(theme);
process.exit(0);
