import * as vscode from 'vscode';
import type { SanctumWindow } from '../sanctumWindow.js';
import { addTicket } from './addTicket.js';
import { isOfUse } from './chooseSubject.js';
import { mayKey } from './controlContribution.js';
import { giveTicketOrder } from './giveTicketOrder.js';
import { orderTitles } from './orderTitles.js';
import { ticketOrders } from './orders.js';
import { freezeLanding, isFrozen, isPaused, pauseEngine, resumeEngine, thawLanding } from './pause.js';
import { TypedInput } from './typedInput.js';

/** Orders to the engine: pause, resume, stop, hold, retry, promote, eject, note, revert. */
export function registerControl(window: SanctumWindow): void {
  const input = new TypedInput();
  window.command('sanctum.addTicket', (argument) => addTicket(window, input, argument));
  window.command('sanctum.pause', () => pauseEngine(window, input));
  window.command('sanctum.resume', () => resumeEngine(window));
  window.command('sanctum.freeze', () => freezeLanding(window));
  window.command('sanctum.thaw', () => thawLanding(window));
  for (const order of ticketOrders) window.command(order.command, (argument) => giveTicketOrder(window, input, order, orderTitles()[order.command], argument));
  keepContextKeys(window);
}

/** The palette and the keys offer only what there is a ticket for. */
function keepContextKeys(window: SanctumWindow): void {
  const said = new Map<string, boolean>();
  const say = (key: string, value: boolean): void => {
    if (said.get(key) === value) return;
    said.set(key, value);
    void vscode.commands.executeCommand('setContext', `sanctum.${key}`, value);
  };
  const update = (): void => {
    say('may.pause', window.sessions.all.some((session) => isPaused(session) === false));
    say('may.freeze', window.sessions.all.some((session) => isFrozen(session) === false));
    say('frozen', window.sessions.all.some((session) => isFrozen(session) === true));
    for (const order of ticketOrders) say(mayKey(order), isOfUse(window, order));
  };
  window.own(window.sessions.onDidChange(update));
  update();
}
