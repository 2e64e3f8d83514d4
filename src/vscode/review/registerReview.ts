import * as vscode from 'vscode';
import type { SanctumWindow } from '../sanctumWindow.js';
import { chooseRun } from './chooseRun.js';
import { mendMaster } from './mendMaster.js';
import { MasterHealth } from './masterHealth.js';
import { objectScheme } from './objectUri.js';
import { ObjectFiles } from './objectFiles.js';
import { openReview } from './openReview.js';
import { reviewScheme } from './reviewAddress.js';
import { approve, isApprovable, isReopenable, reopenWithNote } from './reviewOrders.js';
import { ReviewSheets, reviewUri } from './reviewSheets.js';
import { isTakeable, takeOverInTerminal } from './takeOverTerminal.js';
import type { TicketChoice } from './ticketArgument.js';
import { chooseTicket, reviewedTicket, rowArgument } from './ticketArgument.js';
import { runScheme, showTranscript, Transcripts } from './transcripts.js';

/** What an agent made, before and after it lands; master's tests; a run as it goes. */
export function registerReview(window: SanctumWindow): void {
  registerChanges(window);
  registerTranscripts(window);
  window.command('sanctum.takeOverInTerminal', async (argument) => {
    const choice = await chooseTicket(window.sessions, argument, vscode.l10n.t('Which ticket do you take over?'), isTakeable);
    if (choice !== undefined) await takeOverInTerminal(window, choice);
  });
  window.command('sanctum.mendMaster', async (argument) => {
    const session = rowArgument(window.sessions, argument)?.session ?? (await window.sessions.choose());
    if (session !== undefined) await mendMaster(session);
  });
  const health = new MasterHealth(window.sessions);
  window.own(health);
  window.own(window.sessions.onDidChange(() => {
    health.update();
  }));
}

/** What an agent prints, while it does. */
function registerTranscripts(window: SanctumWindow): void {
  const { sessions } = window;
  const transcripts = new Transcripts(sessions, window.ports);
  window.own(transcripts);
  window.own(vscode.workspace.registerTextDocumentContentProvider(runScheme, transcripts));
  window.own(sessions.onDidChange(() => {
    // After a reload the documents are there before the sessions are.
    transcripts.followVisible();
  }));
  window.command('sanctum.showTranscript', async (argument) => {
    const choice = await chooseRun(sessions, argument);
    if (choice === undefined) return;
    await showTranscript(choice.session, choice.run);
    transcripts.followVisible();
  });
}

/** A ticket's change with all that is known of it, and what the engineer says to it. */
function registerChanges(window: SanctumWindow): void {
  const { sessions } = window;
  const sheets = new ReviewSheets(sessions);
  window.own(vscode.workspace.registerFileSystemProvider(objectScheme, new ObjectFiles(sessions), { isReadonly: true, isCaseSensitive: true }));
  window.own(vscode.workspace.registerTextDocumentContentProvider(reviewScheme, sheets));
  // What an approval means is what was on the screen.
  const seen = new Map<string, string | undefined>();
  const look = async ({ session, ticket }: TicketChoice): Promise<string | undefined> => {
    const commit = await openReview(sessions, session, ticket);
    seen.set(reviewUri(session, ticket).toString(), commit);
    return commit;
  };
  window.command('sanctum.reviewTicket', async (argument) => {
    const choice = await chooseTicket(sessions, argument, vscode.l10n.t('Which ticket’s work do you want to see?'), ({ attempt }) => attempt > 0);
    if (choice !== undefined) await look(choice);
  });
  window.command('sanctum.approveSubmission', async (argument) => {
    const choice = await chooseTicket(sessions, argument, vscode.l10n.t('Which submission do you approve?'), isApprovable);
    if (choice !== undefined) await approve(choice, seen.get(reviewUri(choice.session, choice.ticket).toString()), () => look(choice));
  });
  window.command('sanctum.reopenTicket', async (argument) => {
    const choice = await chooseTicket(sessions, argument, vscode.l10n.t('Which ticket is to be worked on again?'), isReopenable);
    if (choice !== undefined) await reopenWithNote(choice);
  });
  const showKeys = (): void => {
    const inFront = reviewedTicket(sessions);
    const status = inFront?.session.view?.look.tickets.find(({ id }) => id === inFront.ticket);
    void vscode.commands.executeCommand('setContext', 'sanctum.reviewing', inFront !== undefined);
    void vscode.commands.executeCommand('setContext', 'sanctum.reviewApprovable', inFront !== undefined && status !== undefined && isApprovable(status, inFront.session));
    void vscode.commands.executeCommand('setContext', 'sanctum.reviewReopenable', status !== undefined && isReopenable(status));
  };
  window.own(vscode.window.tabGroups.onDidChangeTabs(showKeys));
  window.own(vscode.window.tabGroups.onDidChangeTabGroups(showKeys));
  window.own(sessions.onDidChange((session) => {
    sheets.refresh(session);
    showKeys();
  }));
}
