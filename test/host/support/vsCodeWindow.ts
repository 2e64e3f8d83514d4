import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../support/eventually.js';

export type WindowTarget = { readonly folder: string } | { readonly workspace: string } | { readonly empty: true };

/** A row of a tree as a person sees it. */
export interface Row {
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly level: number;
  readonly isExpanded: boolean | undefined;
}

/** As much of an element of the page as is read here; the project's types know no browser. */
interface PageElement {
  getAttribute(name: string): string | null;
  querySelector(selector: string): { readonly textContent: string | null } | null;
}

/** What a window does in its own way in a browser and on a desktop. */
export interface WindowProgram {
  load(): Promise<void>;
  /** Resolves when the window shows a workspace that it was not opened with. */
  reopened(): Promise<void>;
  close(): Promise<void>;
}

/** How long a person would wait before calling it broken. */
const patience = 30_000;

/** One window of VS Code, used as a person uses it: keys, clicks, and what stands on the screen. */
export class VsCodeWindow {
  constructor(
    readonly page: Page,
    private readonly program: WindowProgram,
  ) {
    page.setDefaultTimeout(patience);
  }

  /** Opens the window, or opens it again as a reload does. */
  async load(): Promise<void> {
    await this.program.load();
    await this.isUp();
  }

  async isUp(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar').waitFor();
  }

  /** Waits until the window has been reopened in a workspace by itself; from then on a reload is one of that. */
  async reopened(): Promise<void> {
    await this.program.reopened();
    await this.isUp();
  }

  close(): Promise<void> {
    return this.program.close();
  }

  /** Runs a command from the palette, by its whole name. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press('Escape');
    const input = this.page.locator('.quick-input-widget input.input');
    const choice = this.page.locator('.quick-input-list .monaco-list-row').filter({ has: this.page.locator('.label-name', { hasText: new RegExp(`^${escaped(name)}$`) }) }).first();
    // An extension that has just been found is not in a palette that was opened before.
    await eventually(`the command ${name}`, async () => {
      await this.page.keyboard.press('F1');
      // What comes into focus by itself at this moment closes the palette again.
      const isOpen = await input.fill(`>${name}`, { timeout: 1500 }).then(() => true, () => false);
      if (!isOpen) return undefined;
      const isChosen = await choice.click({ timeout: 1500 }).then(() => true, () => false);
      if (isChosen) return true;
      await this.page.keyboard.press('Escape');
      return undefined;
    }, patience);
  }

  /** The names that the palette shows for some letters. */
  async palette(typed: string): Promise<readonly string[]> {
    await this.page.keyboard.press('Escape');
    const input = this.page.locator('.quick-input-widget input.input');
    await eventually('the palette', async () => {
      await this.page.keyboard.press('F1');
      // What comes into focus by itself at this moment closes the palette again.
      return input.fill(`>${typed}`, { timeout: 1500 }).then(() => true, () => undefined);
    }, patience);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const names = await this.page.locator('.quick-input-list .monaco-list-row .label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return names;
  }

  /** Chooses in the quick pick that is open: the row whose label holds `label`. */
  async pick(label: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first().click();
  }

  /** Runs a command and chooses in the quick pick that it opens; again where the focus was stolen from it. */
  async choose(command: string, label: string): Promise<void> {
    await eventually(`${label}, chosen in ${command}`, async () => {
      await this.command(command);
      const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first();
      return row.click({ timeout: 5000 }).then(() => true, () => undefined);
    }, patience);
  }

  /** The rows of the quick pick that is open. */
  async picks(): Promise<readonly string[]> {
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    return this.page.locator('.quick-input-list .monaco-list-row').evaluateAll((rows: readonly PageElement[]) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /** Types into the filter of the quick pick that is open; what its first row says once that is `first`. */
  async filterPicks(typed: string, first: string): Promise<string> {
    await this.page.locator('.quick-input-widget input.input').fill(typed);
    return eventually(`${first} as the first row`, async () => {
      const [row] = await this.picks();
      return row?.includes(first) === true ? row : undefined;
    }, patience);
  }

  /** Types into the input box that is open, and takes it. */
  async type(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    // While there are rows it is still the pick that came before.
    await this.page.locator('.quick-input-list').waitFor({ state: 'hidden' });
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Types into the input box of a title, once it is that box which is open, and takes it. */
  async typeInto(title: string, text: string): Promise<void> {
    await this.page.locator('.quick-input-widget .quick-input-title', { hasText: title }).waitFor();
    await this.type(text);
  }

  /** Opens the container Sanctum. */
  async openSanctum(): Promise<void> {
    if (!(await this.showsSanctum())) await this.sanctumIcon().click();
    await this.view('Plan').waitFor();
  }

  /** Whether the container Sanctum is the one in front, once the window has its activity bar. */
  async showsSanctum(): Promise<boolean> {
    const icon = this.sanctumIcon();
    await icon.waitFor();
    return (await icon.getAttribute('class'))?.includes('checked') === true;
  }

  private sanctumIcon(): Locator {
    return this.page.locator('.activitybar .action-item', { has: this.page.locator('[aria-label^="Sanctum"]') }).first();
  }

  /** A view of the side bar by its title, header and all. */
  view(title: string): Locator {
    return this.page.locator('.pane').filter({ has: this.page.locator(`.pane-header[aria-label^="${title}"]`) });
  }

  /** The rows of a view's tree that are on the screen. */
  async rows(title: string): Promise<readonly Row[]> {
    return this.view(title).locator('.monaco-list-row').evaluateAll((rows: readonly PageElement[]) =>
      [...rows]
        .sort((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
        .map((row) => {
          const expanded = row.getAttribute('aria-expanded');
          return {
            label: row.querySelector('.label-name')?.textContent ?? '',
            description: row.querySelector('.label-description')?.textContent ?? '',
            spoken: row.getAttribute('aria-label') ?? '',
            level: Number(row.getAttribute('aria-level')),
            isExpanded: expanded === null ? undefined : expanded === 'true',
          };
        }),
    );
  }

  /** A row of a view's tree by part of what it says. */
  row(title: string, text: string): Locator {
    return this.view(title).locator('.monaco-list-row').filter({ hasText: text }).first();
  }

  /** Waits for a row whose label holds `label`, and whose description holds each of the others. */
  async seesRow(title: string, label: string, ...description: readonly string[]): Promise<Row> {
    let last: readonly Row[] = [];
    return eventually(`${[label, ...description].join(' · ')} in ${title}`, async () => {
      last = await this.rows(title);
      return last.find((row) => row.label.includes(label) && description.every((part) => row.description.includes(part)));
    }, patience).catch((error: unknown) => {
      throw new Error(`${String(error)}\nThere are:\n${last.map((row) => `${row.label} · ${row.description}`).join('\n')}`);
    });
  }

  /** Opens or folds a row of a view's tree by how it begins for those who hear it. */
  async toggle(title: string, spoken: string): Promise<void> {
    await this.view(title).locator(`.monaco-list-row[aria-label^="${spoken}"] .monaco-tl-twistie`).first().click();
  }

  /** Clicks one of the icons that a row shows while the pointer is on it, by the command's title. */
  async clickInline(title: string, text: string, action: string): Promise<void> {
    const row = this.row(title, text);
    await row.hover();
    await row.locator(`.action-label[aria-label^="${action}"]`).click();
  }

  /** Chooses an item of a row's context menu. */
  contextMenu(title: string, text: string, item: string): Promise<void> {
    return this.menuOf(this.row(title, text), item);
  }

  /** Chooses an item of something's context menu. */
  async menuOf(place: Locator, item: string): Promise<void> {
    const choice = this.page.locator('.context-view .action-item', { hasText: item }).first();
    await eventually(`${item} in the menu`, async () => {
      await place.click({ button: 'right' });
      // What the menu holds was settled when it came up: an item that belongs there only by now is in the next one.
      const isThere = await choice.waitFor({ timeout: 2000 }).then(() => true, () => undefined);
      if (isThere === undefined) await this.page.keyboard.press('Escape');
      return isThere;
    }, patience);
    // A menu that has just come up takes no click yet.
    await eventually(`the choice of ${item}`, async () => {
      await choice.click({ timeout: 1000 }).catch(() => undefined);
      return (await choice.count()) === 0 ? true : undefined;
    }, patience);
  }

  /** What VS Code knows of the text under the cursor: its scopes, as `Developer: Inspect Editor Tokens and Scopes` has them, and its colour. */
  async tokenAtCursor(): Promise<string> {
    const told = this.page.locator('.token-inspect-widget');
    await this.command('Developer: Inspect Editor Tokens and Scopes');
    await told.locator('.tiw-metadata-table').first().waitFor();
    const words = await told.innerText();
    await this.page.keyboard.press('Escape');
    return words;
  }

  /** What the status bar's item says whose text or label starts so. */
  statusItem(start: string): Locator {
    return this.page.locator(`.statusbar-item a[aria-label^="${start}"], .statusbar-item[aria-label^="${start}"]`).first();
  }

  /** The notifications that were not closed. A VS Code that is driven shows none by itself: they stand in its list. */
  async notifications(): Promise<readonly string[]> {
    return (await this.notificationList()).locator('.notification-list-item-message').allInnerTexts();
  }

  /** Waits for a notification that holds a text. */
  async seesNotification(text: string): Promise<Locator> {
    // The list closes by itself when the last that stood in it has gone, and must be opened again for what comes then.
    return eventually(`the notification “${text}”`, async () => {
      const notification = (await this.notificationList()).locator('.notification-list-item').filter({ hasText: text }).first();
      return (await notification.isVisible()) ? notification : undefined;
    }, patience);
  }

  private async notificationList(): Promise<Locator> {
    const list = this.page.locator('.notifications-center');
    if (!(await list.isVisible())) await this.page.locator('.statusbar-item[id="status.notifications"]').click();
    await list.waitFor();
    return list;
  }

  /** The button of a notification or dialog. */
  button(name: string): Locator {
    return this.page.locator('.monaco-button', { hasText: name }).first();
  }

  /** The text of the active editor as it stands on the screen. */
  async editorText(): Promise<string> {
    const lines = await this.page.locator('.editor-group-container.active .view-lines').first().innerText();
    return lines.replaceAll('\u00a0', ' ');
  }

  async picture(path: string): Promise<void> {
    await this.page.screenshot({ path, animations: 'disabled' });
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
