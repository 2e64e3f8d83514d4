import * as vscode from 'vscode';
import { keepHandWork } from '../../engine/hand/handSubmission.js';
import type { LeftWorktree } from '../../engine/hand/leftWork.js';
import { handCheckout, takenOver, takeOver } from '../../engine/hand/takeOver.js';
import { typedText } from '../../engine/orders/typedText.js';
import { engineerName } from '../../engine/orders/writeCommand.js';
import { planningContext } from '../../engine/planning/planningFolder.js';
import { hold } from '../../plan/controlTransitions.js';
import { handIn } from '../../plan/handTransitions.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { subjectOf, worktreeName } from './chooseWorktree.js';
import type { WorkspaceFolders } from './workspaceFolders.js';

/** A ticket, and the session that it belongs to. */
interface ChosenTicket {
  readonly session: Session;
  readonly ticket: string;
}

async function chooseTicket(window: SanctumWindow, argument: unknown, offer: (session: Session) => Promise<ReadonlySet<string>>, none: string, placeHolder: string): Promise<ChosenTicket | undefined> {
  const subject = subjectOf(window, argument);
  if (subject !== undefined) return { session: subject.session, ticket: subject.of };
  const session = await window.sessions.choose();
  if (session === undefined) return undefined;
  const offered = await offer(session);
  const tickets = (session.view?.look.tickets ?? []).filter(({ id }) => offered.has(id));
  if (tickets.length === 0) throw new Error(none);
  const items = tickets.map(({ id, title, phase }) => ({ label: `${id} ${title}`, description: phase, ticket: id }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return picked === undefined ? undefined : { session, ticket: picked.ticket };
}

/** The tickets that somebody can still work on. */
async function unended({ view }: Session): Promise<ReadonlySet<string>> {
  return new Set((view?.look.tickets ?? []).filter(({ phase }) => phase !== 'done' && phase !== 'cancelled').map(({ id }) => id));
}

async function openByHand({ project, view }: Session): Promise<ReadonlySet<string>> {
  const ids = (view?.look.tickets ?? []).filter(({ phase }) => phase !== 'done' && phase !== 'cancelled').map(({ id }) => id);
  const open = await Promise.all(ids.map(async (id) => ((await takenOver(project, id)) === undefined ? [] : [id])));
  return new Set(open.flat());
}

/** Keeps agents from a ticket while the engineer is at it. A run at work is ended, and what it wrote is kept. */
async function holdTicket({ session, ticket }: ChosenTicket): Promise<void> {
  const fields = (await session.project.store.read()).tickets.get(ticket)?.fields;
  const why = 'taken over by hand';
  if (fields?.run !== undefined && fields.hold?.stop !== fields.run) await session.order((order) => hold(ticket, order, true), why);
  else if (fields?.hold === undefined) await session.order((order) => hold(ticket, order, false), why);
}

/** Resolves when no run of the ticket is at work any more: true, or false when the engineer did not want to wait for it. */
function runHasEnded({ session, ticket }: ChosenTicket, token: vscode.CancellationToken): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const end = (value: boolean): void => {
      for (const listener of listeners) listener.dispose();
      resolve(value);
    };
    const look = async (): Promise<void> => {
      if ((await session.project.store.read()).tickets.get(ticket)?.fields.run === undefined) end(true);
    };
    const listeners = [session.onDidChange(() => void look().catch(reject)), token.onCancellationRequested(() => end(false))];
    void look().catch(reject);
  });
}

async function checkoutFor(chosen: ChosenTicket): Promise<LeftWorktree | undefined> {
  const { session, ticket } = chosen;
  await holdTicket(chosen);
  const title = vscode.l10n.t('Taking {0} over by hand', ticket);
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    progress.report({ message: vscode.l10n.t('its run ends, and its work is kept') });
    if (!(await runHasEnded(chosen, token))) return undefined;
    progress.report({ message: vscode.l10n.t('the checkout is made') });
    const { project } = session;
    const snapshot = await project.store.read();
    const queue = await planningContext(project, snapshot.config?.branch ?? '');
    return (await handCheckout(project, queue, snapshot, ticket)) ?? takeOver(project, queue, snapshot, ticket);
  });
}

/** Opens the checkout as a folder, which is the engineer's own: VS Code's git works in it. */
async function openCheckout(folders: WorkspaceFolders, session: Session, worktree: LeftWorktree): Promise<void> {
  const uri = vscode.Uri.file(worktree.path);
  if (await folders.add(session, { uri, name: worktreeName({ session, worktree }) })) await vscode.commands.executeCommand('revealInExplorer', uri);
}

/** Gives a ticket's work into the engineer's hands. */
export async function takeTicketOver(window: SanctumWindow, folders: WorkspaceFolders, argument: unknown): Promise<void> {
  const chosen = await chooseTicket(window, argument, unended, vscode.l10n.t('There is no ticket to take over: all are done.'), vscode.l10n.t('Which ticket do you take over? No agent works on it meanwhile.'));
  if (chosen === undefined) return;
  const worktree = await checkoutFor(chosen);
  if (worktree !== undefined) await openCheckout(folders, chosen.session, worktree);
}

async function saveFilesIn(folder: string): Promise<void> {
  const inside = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file' && uri.fsPath.startsWith(folder));
  for (const document of inside) if (!(await document.save())) throw new Error(vscode.l10n.t('{0} could not be saved. Save it, then submit again.', document.fileName));
}

/** Hands the engineer's work in, to be tested, reviewed and landed like an agent's. */
export async function submitByHand(window: SanctumWindow, argument: unknown): Promise<void> {
  const chosen = await chooseTicket(window, argument, openByHand, vscode.l10n.t('You have taken no ticket over. Begin with: Take Over Ticket by Hand.'), vscode.l10n.t('Which ticket’s work do you hand in?'));
  if (chosen === undefined) return;
  const { session, ticket } = chosen;
  const { project } = session;
  const worktree = await takenOver(project, ticket);
  if (worktree === undefined) throw new Error(vscode.l10n.t('You have not taken {0} over. Begin with: Take Over Ticket by Hand.', ticket));
  const typed = await vscode.window.showInputBox({ title: vscode.l10n.t('Submit {0}', ticket), prompt: vscode.l10n.t('What did you do? It becomes the message of the commit.'), value: vscode.l10n.t('Done by hand.'), ignoreFocusOut: true });
  if (typed === undefined) return;
  const summary = typedText('The message', typed);
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Submitting {0}', ticket) }, async () => {
    await saveFilesIn(worktree.path);
    const { attempt, work } = await keepHandWork(project, { ticket, from: worktree.path, folder: project.place.topFolder, summary, by: engineerName(project) });
    await session.write(handIn(ticket, attempt, work));
  });
}
