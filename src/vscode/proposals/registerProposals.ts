import * as vscode from 'vscode';
import { typedReason, typedText } from '../../engine/orders/typedText.js';
import { pitchOrder } from '../../engine/planning/orderPitch.js';
import { workName } from '../../plan/paths.js';
import { acceptProposal, rejectProposal, roomForProposals } from '../../plan/proposalTransitions.js';
import { TypedInput } from '../control/typedInput.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { ProposalPlace } from './chooseProposal.js';
import { chooseProposal, mayAccept, mayReject, proposalsFor } from './chooseProposal.js';

/** What the architect pitches, and the engineer's word on it. */
export function registerProposals(window: SanctumWindow): void {
  const input = new TypedInput();
  window.command('sanctum.pitch', () => pitch(window));
  window.command('sanctum.acceptProposal', async (argument) => {
    const place = await chooseProposal(window, argument, vscode.l10n.t('Accept Proposal'), mayAccept);
    if (place !== undefined) await accept(input, place);
  });
  window.command('sanctum.rejectProposal', async (argument) => {
    const place = await chooseProposal(window, argument, vscode.l10n.t('Reject Proposal'), mayReject);
    if (place !== undefined) await reject(input, place);
  });
  keepContextKeys(window);
}

/** Whether the architect could be set to pitch. */
function mayPitch({ view }: Session): boolean {
  if (view === undefined) return false;
  const { snapshot } = view.observation;
  return roomForProposals(snapshot) > 0 && !snapshot.work.has(workName('pitch'));
}

async function pitch({ sessions }: SanctumWindow): Promise<void> {
  const session = (await sessions.choose(mayPitch)) ?? (await sessions.choose());
  if (session === undefined) return;
  await session.write(await pitchOrder(session.project));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Sanctum: the architect is to pitch'), 5000);
}

async function accept(input: TypedInput, { session, proposal }: ProposalPlace): Promise<void> {
  const title = vscode.l10n.t('Accept {0} {1}', proposal.id, proposal.title);
  const guidance = await input.ask({
    title,
    prompt: vscode.l10n.t('Your guidance, which outweighs what was pitched. The architect asks about the forks that it leaves open.'),
    placeholder: vscode.l10n.t('what it should mind, or nothing'),
    isOptional: true,
    check: (text) => typedText('The guidance', text),
    keep: `accept ${session.key} ${proposal.id}`,
  });
  if (guidance === undefined) return;
  await session.order((order) => acceptProposal(proposal.id, guidance === '' ? undefined : guidance, order));
  input.written(`accept ${session.key} ${proposal.id}`);
}

async function reject(input: TypedInput, { session, proposal }: ProposalPlace): Promise<void> {
  const keep = `reject ${session.key} ${proposal.id}`;
  const why = await input.ask({
    title: vscode.l10n.t('Reject {0} {1}', proposal.id, proposal.title),
    prompt: vscode.l10n.t('Why? The architect reads it before it pitches again.'),
    placeholder: vscode.l10n.t('a reason, or nothing'),
    isOptional: true,
    check: typedReason,
    keep,
  });
  if (why === undefined) return;
  await session.order((order) => rejectProposal(proposal.id, order), why === '' ? undefined : why);
  input.written(keep);
}

/** The palette offers only what there is a proposal for. */
function keepContextKeys(window: SanctumWindow): void {
  const said = new Map<string, boolean>();
  const say = (key: string, value: boolean): void => {
    if (said.get(key) === value) return;
    said.set(key, value);
    void vscode.commands.executeCommand('setContext', `sanctum.may.${key}`, value);
  };
  const update = (): void => {
    say('pitch', window.sessions.all.some(mayPitch));
    say('acceptProposal', proposalsFor(window.sessions.all, mayAccept).length > 0);
    say('rejectProposal', proposalsFor(window.sessions.all, mayReject).length > 0);
  };
  window.own(window.sessions.onDidChange(update));
  update();
}
