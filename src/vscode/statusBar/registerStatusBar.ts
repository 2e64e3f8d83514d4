import * as vscode from 'vscode';
import type { HostView } from '../../engine/hosting/engineHost.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { escapeMarkdown } from '../views/viewNode.js';
import { masterIcons, masterState, runsAtWork, worstOf } from './masterStatus.js';
import { SpendItem } from './spendItem.js';
import { engineWords, whyLine } from './whyLine.js';
import { whyPick } from './whyPick.js';

interface Shown {
  readonly session: Session;
  readonly view: HostView;
}

const priority = 30;

function questionsForEngineer({ view }: Shown): number {
  return view.look.questions.filter(({ level }) => level === 'engineer').length;
}

function total(shown: readonly Shown[], count: (one: Shown) => number): number {
  return shown.reduce((sum, one) => sum + count(one), 0);
}

function tooltip(shown: readonly Shown[], now: number): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  for (const { session, view } of shown) {
    const state = masterState(view);
    const { line } = whyLine(session, now);
    text.appendMarkdown(`${shown.length > 1 ? `**${escapeMarkdown(session.name)}**\n\n` : ''}$(${masterIcons[state]}) ${escapeMarkdown(`${view.look.branch ?? 'master'}: ${state}`)}\n\n${escapeMarkdown(line)}\n\n${escapeMarkdown(engineWords(view))}\n\n`);
  }
  return text;
}

/** The status bar: master's health, runs, open questions, what was spent today. Nothing stands there while no plan is open. */
export function registerStatusBar(window: SanctumWindow): void {
  const { sessions, ports } = window;
  const item = (id: string, at: number, name: string, command: string): vscode.StatusBarItem => {
    const made = vscode.window.createStatusBarItem(`sanctum.${id}`, vscode.StatusBarAlignment.Left, priority - at);
    made.name = name;
    made.command = command;
    window.own(made);
    return made;
  };
  const master = item('master', 0, vscode.l10n.t('Sanctum: Master'), 'sanctum.why');
  const runs = item('runs', 1, vscode.l10n.t('Sanctum: Agents'), 'sanctum.agents.focus');
  const money = new SpendItem(item('spent', 3, vscode.l10n.t('Sanctum: Spent Today'), 'sanctum.agents.focus'));
  const questions = item('waiting', 2, vscode.l10n.t('Sanctum: Questions'), 'sanctum.questions.focus');

  const showMaster = (shown: readonly Shown[], worst: Shown): void => {
    const state = masterState(worst.view);
    const branch = worst.view.look.branch ?? 'master';
    const where = shown.length > 1 ? `${worst.session.name}/${branch}` : branch;
    master.text = vscode.l10n.t('$({0}) {1} {2}', masterIcons[state], where, state);
    master.backgroundColor = state === 'red' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    master.tooltip = tooltip(shown, ports.clock.now());
    master.accessibilityInformation = { label: vscode.l10n.t('Sanctum: {0} is {1}. {2}', where, state, whyLine(worst.session, ports.clock.now()).line) };
    master.show();
  };
  const showCount = (shown: vscode.StatusBarItem, count: number, icon: string, words: string, spoken: string): void => {
    shown.text = `$(${icon}) ${String(count)} ${words}`;
    shown.accessibilityInformation = { label: spoken };
    shown.tooltip = spoken;
    if (count > 0) shown.show();
    else shown.hide();
  };
  const update = (): void => {
    const shown = sessions.all.flatMap((session) => (session.view === undefined ? [] : [{ session, view: session.view }]));
    const worst = worstOf(shown);
    if (worst === undefined) {
      for (const one of [master, runs, questions]) one.hide();
      money.hide();
      return;
    }
    showMaster(shown, worst);
    const agents = total(shown, ({ view }) => runsAtWork(view));
    showCount(runs, agents, 'sync', agents === 1 ? vscode.l10n.t('agent') : vscode.l10n.t('agents'), vscode.l10n.t('Sanctum: {0} at work', agents === 1 ? vscode.l10n.t('1 agent') : vscode.l10n.t('{0} agents', agents)));
    void money.show(shown);
    const open = total(shown, questionsForEngineer);
    showCount(questions, open, 'question', open === 1 ? vscode.l10n.t('question') : vscode.l10n.t('questions'), vscode.l10n.t('Sanctum: {0} for you', open === 1 ? vscode.l10n.t('1 question') : vscode.l10n.t('{0} questions', open)));
  };
  window.own(sessions.onDidChange(update));
  update();
  window.command('sanctum.why', () => whyPick(window));
}
