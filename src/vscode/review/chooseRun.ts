import * as vscode from 'vscode';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';
import { newestFirst, parseRunName } from '../../agents/runNames.js';
import { reviewedTicket, rowArgument } from './ticketArgument.js';

export interface RunChoice {
  readonly session: Session;
  readonly run: string;
}

/** More would be an old story. */
const mostRuns = 200;

async function runsOf({ project }: Session): Promise<readonly string[]> {
  const folders = await project.ports.files.list(project.folder.run(''));
  return newestFirst(folders.map(({ name }) => name).filter((name) => parseRunName(name) !== undefined));
}

function whatItWorksOn({ view }: Session, of: string): string {
  const title = view?.observation.snapshot.tickets.get(of)?.fields.title;
  return title === undefined ? of : `${of} ${title}`;
}

/** The run that a command means: that of the row it was called on, the newest of the ticket, or the one that is chosen. */
export async function chooseRun(sessions: Sessions, argument: unknown): Promise<RunChoice | undefined> {
  const row = rowArgument(sessions, argument);
  if (row?.run !== undefined) return { session: row.session, run: row.run };
  const ticket = row?.ticket ?? reviewedTicket(sessions)?.ticket;
  const session = row?.session ?? reviewedTicket(sessions)?.session ?? (await sessions.choose());
  if (session === undefined) return undefined;
  const runs = await runsOf(session);
  const fitting = ticket === undefined ? runs : runs.filter((run) => parseRunName(run)?.of === ticket);
  if (ticket !== undefined && row !== undefined && fitting[0] !== undefined) return { session, run: fitting[0] };
  if (fitting.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Sanctum: no agent has run here yet.'));
    return undefined;
  }
  const live = session.view?.observation.runs;
  const items = fitting.slice(0, mostRuns).map((run) => {
    const name = parseRunName(run);
    const isLive = live?.get(run)?.kind === 'live';
    const words = [isLive ? vscode.l10n.t('at work') : vscode.l10n.t('over'), name?.began ?? ''].join(' · ');
    return { label: `$(${isLive ? 'sync' : 'circle-outline'}) ${whatItWorksOn(session, name?.of ?? run)} · ${vscode.l10n.t('attempt {0}', String(name?.attempt ?? 1))}`, description: words, run };
  });
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Whose transcript?'), matchOnDescription: true });
  return chosen === undefined ? undefined : { session, run: chosen.run };
}
