import * as vscode from 'vscode';
import type { Phase } from '../../engine/status/status.js';
import { typedText, typedTitle } from '../../engine/orders/typedText.js';
import { add } from '../../plan/transitions.js';
import { isoSeconds } from '../../platform/clock.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { isPlanNode } from '../views/node.js';
import type { TypedInput } from './typedInput.js';

const ended: readonly Phase[] = ['done', 'cancelled'];

/** Asks for the title, the text and what it comes after, and writes the ticket. What was typed stays in the boxes until then. */
export async function addTicket(window: SanctumWindow, input: TypedInput, argument: unknown): Promise<void> {
  const session = isPlanNode(argument) ? argument.session : await window.sessions.choose();
  if (session === undefined) return;
  const key = session.project.place.commonDir;
  const [titleKey, bodyKey] = [`title ${key}`, `body ${key}`];
  const boxTitle = vscode.l10n.t('Add Ticket');
  const title = await input.ask({
    title: boxTitle,
    prompt: vscode.l10n.t('What is to be built, in a line.'),
    placeholder: vscode.l10n.t('Greet people by their name'),
    isOptional: false,
    check: typedTitle,
    keep: titleKey,
  });
  if (title === undefined) return;
  const body = await input.ask({
    title: `${boxTitle} · ${title}`,
    prompt: vscode.l10n.t('What the agent should know beside the title. The ticket can be written on when it is there.'),
    placeholder: vscode.l10n.t('more words, or nothing'),
    isOptional: true,
    check: (text) => typedText('The text', text),
    keep: bodyKey,
  });
  if (body === undefined) return;
  const dependsOn = await chooseEarlier(session, `${boxTitle} · ${title}`);
  if (dependsOn === undefined) return;
  await session.write(add({ title: typedTitle(title), body, dependsOn, at: isoSeconds(window.ports.clock.now()) }));
  input.written(titleKey, bodyKey);
}

/** The tickets that the new one comes after; undefined when the engineer thought better of it. */
async function chooseEarlier(session: Session, title: string): Promise<readonly string[] | undefined> {
  const tickets = session.view?.look.tickets.filter(({ phase }) => !ended.includes(phase)) ?? [];
  if (tickets.length === 0) return [];
  const items = tickets.map(({ id, title: words, phase }) => ({ label: `${id} ${words}`, description: phase, id }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    canPickMany: true,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('After which tickets? Enter alone: it can begin at once.'),
  });
  return chosen?.map(({ id }) => id);
}
