import * as vscode from 'vscode';
import { LandingBuiltUpon } from '../../engine/hand/handError.js';
import { orderRevertByAgent } from '../../engine/hand/orderRevert.js';
import { OrderError } from '../../engine/orders/orderError.js';
import { typedReason, typedText } from '../../engine/orders/typedText.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { Subject } from './chooseSubject.js';
import { chooseSubject } from './chooseSubject.js';
import type { Asked, TicketOrder } from './orders.js';
import type { InputRequest, TypedInput } from './typedInput.js';
import { plainWords } from '../plainWords.js';

function requestFor(asked: Asked, title: string, words: string): InputRequest {
  const common = { title: `${title} · ${words}`, keep: `${title} ${words}` };
  switch (asked) {
    case 'why':
      return {
        ...common,
        prompt: vscode.l10n.t('Why? It stands on the plan beside your name.'),
        placeholder: vscode.l10n.t('a reason, or nothing'),
        isOptional: true,
        check: typedReason,
      };
    case 'note':
      return {
        ...common,
        prompt: vscode.l10n.t('An agent at work reads it with its next tool call, and every later one when it begins.'),
        placeholder: vscode.l10n.t('what the agent should know'),
        isOptional: false,
        check: (text) => typedText('The note', text),
      };
  }
}

/** Gives an order for the row that it was called from, or for the ticket that the engineer chooses. */
export async function giveTicketOrder(window: SanctumWindow, input: TypedInput, order: TicketOrder, title: string, argument: unknown): Promise<void> {
  const subject = await chooseSubject(window, order, title, argument);
  if (subject === undefined) return;
  if ('work' in subject) {
    await giveForWork(order, subject);
    return;
  }
  const request = order.asks === undefined ? undefined : requestFor(order.asks, title, subject.words);
  const text = request === undefined ? '' : await input.ask(request);
  if (text === undefined) return;
  await give(order, subject, text === '' ? undefined : text);
  if (request !== undefined) input.written(request.keep);
  subject.session.look();
  const told = order.tells === undefined ? undefined : (await subject.session.project.store.read()).tickets.get(subject.ticket);
  const words = told === undefined ? undefined : order.tells?.(told);
  if (words !== undefined) vscode.window.setStatusBarMessage(vscode.l10n.t('Sanctum: {0}', window.words(words)), 8000);
  if (order.asks === 'note') vscode.window.setStatusBarMessage(vscode.l10n.t('Sanctum: noted for ticket {0}', subject.ticket), 5000);
}

async function giveForWork({ work }: TicketOrder, { session, words, ...subject }: Extract<Subject, { readonly work: string }>): Promise<void> {
  if (work === undefined) throw new OrderError(vscode.l10n.t('“{0}” is not a ticket’s work, and this can only be done to tickets. To let nothing more begin: Sanctum: Pause…', words));
  await work.give(session, subject.work);
  session.look();
}

async function give(order: TicketOrder, { session, ticket }: Extract<Subject, { readonly ticket: string }>, text: string | undefined): Promise<void> {
  try {
    await order.give(session, ticket, text);
  } catch (error) {
    if (!(error instanceof LandingBuiltUpon)) throw error;
    const byAgent = vscode.l10n.t('Let an Agent Do It');
    const words = vscode.l10n.t('The landing of ticket {0} cannot be taken back by itself: what it changed was changed again since, in {1}.', ticket, error.paths.join(', '));
    if ((await vscode.window.showWarningMessage(plainWords(words), byAgent)) === byAgent) await orderRevertByAgent(session.project, ticket, text);
  }
}
