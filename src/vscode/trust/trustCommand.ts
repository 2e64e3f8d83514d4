import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { TrustRequest } from '../../engine/trust.js';
import { TrustStore } from '../../engine/trust.js';
import { isoSeconds } from '../../platform/clock.js';
import { pickStep } from '../beginning/quickSteps.js';
import type { StepItem } from '../beginning/quickSteps.js';
import type { TextDocuments } from '../beginning/textDocuments.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { ApprovalRow } from './approvalRows.js';
import { approvalOf } from './approvalRows.js';

/** The commands of a repository's plan that wait for the engineer's approval. */
export function untrustedOf(session: Session): TrustRequest | undefined {
  return session.view?.observation.untrusted;
}

/** All that waits: what the plan names for itself first, since nothing is run before; then the commands of criteria. */
export function waitingOf(session: Session): readonly Asked[] {
  const { untrusted, unapproved = [] } = session.view?.observation ?? {};
  return [...(untrusted === undefined ? [] : [{ request: untrusted }]), ...unapproved.map(({ request, tickets }) => ({ request, tickets }))];
}

/** What is asked to be approved; `tickets` are those whose criteria name it, where it is the command of a criterion. */
interface Asked {
  readonly request: TrustRequest;
  readonly tickets?: readonly string[];
}

/** Shows the commands, each with the files that it names, and approves them as they are now. */
export class TrustCommand {
  constructor(
    private readonly window: SanctumWindow,
    private readonly texts: TextDocuments,
  ) {}

  async run(): Promise<void> {
    const waiting = this.window.sessions.all.filter((session) => waitingOf(session).length > 0);
    const session = waiting.length > 1 ? await this.window.sessions.choose() : waiting[0];
    const asked = session === undefined ? [] : waitingOf(session);
    if (session === undefined || asked.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('All commands are approved; nothing waits for you here.'));
      return;
    }
    for (const one of asked) {
      if (!(await this.approves(session, one))) return;
      await this.approve(session, one);
    }
  }

  private async approves(session: Session, { request, tickets }: Asked): Promise<boolean> {
    const { project } = session;
    const last = tickets === undefined ? await new TrustStore(this.window.ports, project.home).lastApproved(project.place.commonDir) : undefined;
    const { words, rows } = approvalOf(request, last);
    const prompt = tickets === undefined ? words : vscode.l10n.t('A criterion of ticket {0} is shown by this command, which is run on its submission behind the gate.', tickets.join(', '));
    const later = tickets === undefined ? vscode.l10n.t('No gate and no agent is started until they are approved.') : vscode.l10n.t('Until it is approved the criterion is not run; whoever reviews the work judges it.');
    const item = ({ kind, text, isNew }: ApprovalRow): StepItem<boolean> =>
      kind === 'file'
        ? { label: `$(file) ${text}`, description: vscode.l10n.t('as it is on {0}; choose it to read it', this.branchOf(session)), aside: () => this.showFile(session, text) }
        : { label: `$(terminal) ${text}`, description: isNew ? vscode.l10n.t('not approved before') : '' };
    const items: StepItem<boolean>[] = [
      { label: vscode.l10n.t('will be run'), kind: vscode.QuickPickItemKind.Separator },
      ...rows.map(item),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      { label: vscode.l10n.t('$(check) Approve'), detail: vscode.l10n.t('On this machine, for as long as the commands and the files that they name stay as they are.'), description: request.hash, value: true },
      { label: vscode.l10n.t('$(close) Not Now'), detail: later, value: false },
    ];
    const step = { title: vscode.l10n.t('Sanctum: Commands of {0}', session.name), placeholder: vscode.l10n.t('May Sanctum run these commands?'), prompt, canGoBack: false };
    const answer = await pickStep(step, items);
    return answer.kind === 'taken' && answer.value;
  }

  private async approve(session: Session, { request, tickets }: Asked): Promise<void> {
    const { ports } = this.window;
    await new TrustStore(ports, session.project.home).approve(session.project.place.commonDir, request, isoSeconds(ports.clock.now()), tickets === undefined ? undefined : 'criterion');
    session.look();
  }

  private branchOf(session: Session): string {
    return session.view?.observation.snapshot.config?.branch ?? 'master';
  }

  /** The file as it will be run: that of master, whatever the checkout holds. */
  private async showFile(session: Session, path: string): Promise<void> {
    const object = await session.project.repository.reader.at(`refs/heads/${this.branchOf(session)}`, path);
    await this.texts.show(basename(path), object?.body.toString('utf8') ?? '');
  }
}
