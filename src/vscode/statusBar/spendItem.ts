import * as vscode from 'vscode';
import type { HostView } from '../../engine/hosting/engineHost.js';
import { spentToday } from '../../engine/status/spentToday.js';
import type { Spend } from '../../insight/spend.js';
import { addSpends, spendWords } from '../../insight/spend.js';
import type { Session } from '../hosting/session.js';

/** What was spent today, in the status bar; hidden while no agent has told anything. */
export class SpendItem {
  /** Reading takes a moment: only what was asked last is shown. */
  private asked = 0;

  constructor(private readonly item: vscode.StatusBarItem) {}

  hide(): void {
    this.asked += 1;
    this.item.hide();
  }

  /** Never rejects: a plan that cannot be read is told of elsewhere. */
  async show(shown: readonly { readonly session: Session; readonly view: HostView }[]): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    const spends = await Promise.all(shown.map(({ session, view }) => spentToday(session.project, view.observation.snapshot).catch(() => undefined)));
    if (mine !== this.asked) return;
    const spend = addSpends(spends.filter((one) => one !== undefined));
    const scarce = shown.flatMap(({ view }) => view.look.budgets ?? []).map((budget) => budget.words);
    const words = spendWords(spend) ?? (scarce.length === 0 ? undefined : vscode.l10n.t('budget'));
    if (words === undefined) {
      this.item.hide();
      return;
    }
    this.item.text = `${scarce.length === 0 ? '$(credit-card)' : '$(warning)'} ${words}`;
    this.item.tooltip = [tooltip(spend, words), ...scarce].join('\n');
    this.item.accessibilityInformation = { label: this.item.tooltip };
    this.item.show();
  }
}

function tooltip({ runs, untold }: Spend, words: string): string {
  const told = vscode.l10n.t('Sanctum: {0} today, in {1} ended runs.', words, runs);
  return untold === 0 ? told : vscode.l10n.t('{0} {1} of them told no tokens.', told, untold);
}
