import * as vscode from 'vscode';
import { culpritTicket, redWords } from '../../engine/deciding/redMaster.js';
import { mendingOf } from '../../engine/orders/mendMaster.js';
import { OrderError } from '../../engine/orders/orderError.js';
import { mend, tolerate } from '../../plan/mendTransitions.js';
import type { Session } from '../hosting/session.js';

interface Way extends vscode.QuickPickItem {
  readonly go: () => Promise<unknown>;
}

/** Asks what becomes of a red master: an agent mends it, the landing that broke it is taken back, or agents go on beside it. Throws OrderError. */
export async function mendMaster(session: Session): Promise<void> {
  const observation = session.view?.observation;
  const { masterVerdict } = observation ?? {};
  if (observation === undefined || masterVerdict?.result !== 'red') throw new OrderError(vscode.l10n.t('Master is not known to be red: there is nothing to mend.'));
  const culprit = culpritTicket(observation);
  const ways: readonly Way[] = [
    {
      label: `$(tools) ${vscode.l10n.t('Let an agent mend it')}`,
      detail: vscode.l10n.t('A ticket for that alone; everything else stays halted until it is green.'),
      go: async () => {
        const mending = await mendingOf(session.project, observation);
        await session.order((order) => mend(mending, order));
      },
    },
    ...(culprit === undefined
      ? []
      : [{ label: `$(discard) ${vscode.l10n.t('Take the landing of {0} back', culprit)}`, detail: vscode.l10n.t('It is what broke master.'), go: async () => vscode.commands.executeCommand('sanctum.revertTicket', { session, ticket: culprit }) }]),
    {
      label: `$(debug-continue) ${vscode.l10n.t('Let agents go on beside it')}`,
      detail: vscode.l10n.t('Their work waits in the queue; nothing lands but what mends master.'),
      go: () => session.order((order) => tolerate(masterVerdict.tree, order)),
    },
  ];
  const chosen = await vscode.window.showQuickPick([...ways], { title: vscode.l10n.t('Mend Master'), placeHolder: redWords(observation) });
  await chosen?.go();
}
