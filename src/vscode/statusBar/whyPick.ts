import * as vscode from 'vscode';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { needsOf } from '../views/needs.js';
import { timeOfDay } from '../views/times.js';
import { masterIcons, masterState } from './masterStatus.js';
import type { WhyKind } from './whyLine.js';
import { atWork, engineWords, whyLine, windowLine } from './whyLine.js';

interface WhyItem extends vscode.QuickPickItem {
  readonly command?: string;
}

const kindIcons: Readonly<Record<WhyKind, string>> = { busy: 'play-circle', waiting: 'watch', halted: 'stop-circle' };

function sessionItems(session: Session, isOneOfMany: boolean, now: number): readonly WhyItem[] {
  const why = whyLine(session, now);
  const { view } = session;
  const head: readonly WhyItem[] = isOneOfMany ? [{ label: session.name, kind: vscode.QuickPickItemKind.Separator }] : [];
  const line: WhyItem = { label: `$(${kindIcons[why.kind]}) ${why.line}`, command: 'sanctum.plan.focus' };
  if (view === undefined) return [...head, line];
  const state = masterState(view);
  const timeOf = (iso: string): string => timeOfDay(iso, now);
  return [
    ...head,
    line,
    ...view.look.questions
      .filter(({ level }) => level === 'engineer')
      .map(({ id, question, asker }): WhyItem => ({ label: `$(question) ${vscode.l10n.t('{0} waits for your answer', id)}`, description: `${question} · ${asker}`, command: 'sanctum.questions.focus' })),
    ...needsOf(view, timeOf)
      .filter(({ words }) => !words.startsWith('halted: ') && !why.line.includes(words))
      .map(({ words, hint = '', click }): WhyItem => ({ label: `$(bell) ${words}`, description: hint, command: click?.command ?? 'sanctum.questions.focus' })),
    ...atWork(view, now).map((words): WhyItem => ({ label: `$(play-circle) ${words}`, command: 'sanctum.agents.focus' })),
    { label: `$(${masterIcons[state]}) ${view.look.branch ?? 'master'}: ${state}`, ...(view.look.master === undefined ? {} : { description: view.look.master.slice(0, 10) }), command: 'sanctum.plan.focus' },
    { label: `$(server-process) ${engineWords(view)}`, command: 'sanctum.showLog' },
  ];
}

/** Says why nothing is happening, or what is: first in one line for each repository, then what it is made of. */
export async function whyPick({ sessions, ports }: SanctumWindow): Promise<void> {
  const now = ports.clock.now();
  const { all, state, unopened } = sessions;
  const rows = all.flatMap((session) => sessionItems(session, all.length > 1, now));
  const failed = all.length === 0 && state !== 'ready' ? [windowLine(state, unopened[0]?.words)] : unopened.map(({ state: of, words }) => windowLine(of === 'ready' ? 'unusable' : of, words));
  const items: readonly WhyItem[] = [...rows, ...failed.map(({ kind, line }): WhyItem => ({ label: `$(${kindIcons[kind]}) ${line}` }))];
  const chosen = await vscode.window.showQuickPick([...items], { title: vscode.l10n.t('Why Is Nothing Happening?'), placeHolder: vscode.l10n.t('The first line is the reason') });
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
}
