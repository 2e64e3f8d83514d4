import * as vscode from 'vscode';
import type { ProposalStatus } from '../../engine/status/proposalStatus.js';
import { isUndecided, predictionWords } from '../../engine/status/proposalStatus.js';
import { planPlace } from '../documents/planUri.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { isPlanNode } from '../views/node.js';

/** A proposal of a repository of the window. */
export interface ProposalPlace {
  readonly session: Session;
  readonly proposal: ProposalStatus;
}

/** Whether the engineer's yes would be taken. */
export function mayAccept({ phase }: ProposalStatus): boolean {
  return phase === 'open';
}

/** Whether it can still be closed. */
export function mayReject(proposal: ProposalStatus): boolean {
  return isUndecided(proposal);
}

/** The proposals for which something can be done. */
export function proposalsFor(sessions: readonly Session[], isFor: (proposal: ProposalStatus) => boolean): readonly ProposalPlace[] {
  return sessions.flatMap((session) => (session.view?.look.proposals ?? []).filter(isFor).map((proposal) => ({ session, proposal })));
}

/** What the row or the document stands for that a command was called from; else what the engineer chooses. */
export async function chooseProposal({ sessions }: SanctumWindow, argument: unknown, title: string, isFor: (proposal: ProposalStatus) => boolean): Promise<ProposalPlace | undefined> {
  const places = proposalsFor(sessions.all, isFor);
  const named = argument instanceof vscode.Uri ? planPlace(argument) : undefined;
  const row = isPlanNode(argument) ? argument : undefined;
  const isMeant = named !== undefined || row?.proposal !== undefined;
  const meant = places.find(({ session, proposal }) => (row === undefined ? session.key === named?.authority && proposal.path === named.path : session === row.session && proposal.id === row.proposal));
  if (meant !== undefined) return meant;
  if (isMeant || places.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no proposal for which this could be done now.'));
    return undefined;
  }
  const items = places.map((place) => {
    const { session, proposal } = place;
    const where = sessions.all.length < 2 ? '' : ` · ${session.name}`;
    return { label: `${proposal.id} ${proposal.title}`, description: `${predictionWords(proposal.prediction)}${where}`, detail: proposal.goal, place };
  });
  return (await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which proposal?'), matchOnDetail: true }))?.place;
}
