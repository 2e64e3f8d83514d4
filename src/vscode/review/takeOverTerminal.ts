import { join } from 'node:path';
import * as vscode from 'vscode';
import { AgentKit } from '../../agents/kit.js';
import { shippedPrograms } from '../../agents/shippedPrograms.js';
import { giveBack } from '../../engine/hand/giveBack.js';
import { handSession } from '../../engine/hand/handSession.js';
import { keepHandWork } from '../../engine/hand/handSubmission.js';
import { OrderError } from '../../engine/orders/orderError.js';
import { engineerName } from '../../engine/orders/writeCommand.js';
import type { TicketStatus } from '../../engine/status/status.js';
import { hold } from '../../plan/controlTransitions.js';
import { handIn } from '../../plan/handTransitions.js';
import type { Ticket } from '../../plan/snapshot.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { TicketChoice } from './ticketArgument.js';

/** Whether there is a run to be taken over, or what one left. */
export function isTakeable({ phase, attempt }: TicketStatus): boolean {
  return attempt > 0 && ['coding', 'open', 'held', 'parked', 'stuck'].includes(phase);
}

async function ticketNow({ session, ticket }: TicketChoice): Promise<Ticket> {
  const found = (await session.project.store.read()).tickets.get(ticket);
  if (found === undefined) throw new OrderError(vscode.l10n.t('There is no ticket {0}.', ticket));
  return found;
}

/** Resolves when the ticket has no run any more: its processes are gone, and what it wrote is kept. False when the engineer would not wait. */
async function runIsOver({ sessions }: SanctumWindow, choice: TicketChoice): Promise<boolean> {
  const { session, ticket } = choice;
  const isOver = (): boolean => session.view?.observation.snapshot.tickets.get(ticket)?.fields.run === undefined;
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Ending the run of {0}; what it wrote is kept', ticket), cancellable: true }, (_progress, token) =>
    new Promise<boolean>((resolve) => {
      const done = (over: boolean): void => {
        listening.dispose();
        cancelling.dispose();
        resolve(over);
      };
      const listening = sessions.onDidChange(() => {
        if (isOver()) done(true);
      });
      const cancelling = token.onCancellationRequested(() => {
        done(false);
      });
      // The view may have come between the order and this listening.
      if (isOver()) done(true);
    }),
  );
}

/** Ends the ticket's run where there is one, and keeps the ticket from being started again. False when the engineer would not wait. */
async function endRun(window: SanctumWindow, choice: TicketChoice): Promise<boolean> {
  const { session, ticket } = choice;
  const { state, fields } = await ticketNow(choice);
  if (state === 'done' || state === 'cancelled') throw new OrderError(vscode.l10n.t('Ticket {0} has ended: nobody works on it.', ticket));
  if (state === 'in-progress' && fields.run === undefined) throw new OrderError(vscode.l10n.t('Ticket {0} is in the queue. To take it out of it first: “Sanctum: Reopen with a Note…”.', ticket));
  const why = vscode.l10n.t('taken over in a terminal');
  if (fields.run === undefined) {
    if (fields.hold === undefined) await session.order((order) => hold(ticket, order, false), why);
    return true;
  }
  if (session.view?.isHere !== true && session.view?.look.engine === undefined) throw new OrderError(vscode.l10n.t('No engine runs, and nobody would end the run. Start one: “Sanctum: Run the Engine in This Window”.'));
  if (fields.hold?.stop !== fields.run) await session.order((order) => hold(ticket, order, true), why);
  return runIsOver(window, choice);
}

/** Ends a ticket's run and gives the engineer its worktree in a terminal, with the agent's own session where its backend has one to go on with. */
export async function takeOverInTerminal(window: SanctumWindow, choice: TicketChoice): Promise<void> {
  const { session, ticket } = choice;
  if (!(await endRun(window, choice))) return;
  const { config } = await session.project.store.read();
  if (config === undefined) throw new OrderError(vscode.l10n.t('sanctum.json cannot be used.'));
  const kit = new AgentKit(window.ports, shippedPrograms(join(window.extension.extensionPath, 'dist', 'extension.cjs')));
  const { command, worktree, shellBecause } = await handSession(session.project, kit, config, ticket);
  const note = shellBecause === undefined ? vscode.l10n.t('This is the agent’s own session.') : vscode.l10n.t('{0} This is a shell in its worktree.', shellBecause);
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('{0} by hand', ticket),
    shellPath: command.file,
    shellArgs: [...command.args],
    cwd: worktree,
    env: { ...command.env },
    strictEnv: true,
    isTransient: true,
    iconPath: new vscode.ThemeIcon('person'),
    message: `${note} ${vscode.l10n.t('Ticket {0} is held meanwhile. Close the terminal to hand in what is in the folder.', ticket)}`,
  });
  const listening = vscode.window.onDidCloseTerminal((closed) => {
    if (closed !== terminal) return;
    listening.dispose();
    void offerWaysOn(choice).catch((error: unknown) => {
      void vscode.window.showErrorMessage(`Sanctum: ${window.words(error)}`);
    });
  });
  window.own(listening);
  terminal.show();
}

/** What the engineer left is handed in, is what an agent goes on from, or waits. */
async function offerWaysOn(choice: TicketChoice): Promise<void> {
  const { session, ticket } = choice;
  const [submit, resume] = [vscode.l10n.t('Submit'), vscode.l10n.t('Resume the Agent')];
  // Not answered it stays in VS Code's list, and the ticket is held.
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('Ticket {0} is held with what is in its worktree.', ticket), submit, resume);
  if (chosen === undefined) return;
  const { project } = session;
  const by = engineerName(project);
  const request = { ticket, from: undefined, folder: project.place.topFolder, summary: vscode.l10n.t('Done by hand.'), by };
  if (chosen === submit) {
    const { attempt, work } = await keepHandWork(project, request);
    await session.write(handIn(ticket, attempt, work));
    return;
  }
  await giveBack(project, request);
  session.look();
}
