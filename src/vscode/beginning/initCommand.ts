import { join } from 'node:path';
import * as vscode from 'vscode';
import { AgentKit } from '../../agents/kit.js';
import { shippedPrograms } from '../../agents/shippedPrograms.js';
import { findGates } from '../../engine/findGate.js';
import type { InitGround } from '../../engine/init.js';
import { GateError, initGround, initProject, InitStopped } from '../../engine/init.js';
import { ManyBranchesError } from '../../engine/masterBranch.js';
import type { GateResult } from '../../queue/gate.js';
import { RepositoryError } from '../../git/repository.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { gateChoices, workerChoices } from './initChoices.js';
import type { InitDecision, InitSubject, Refusal } from './initQuestions.js';
import { askInit } from './initQuestions.js';
import { pickStep } from './quickSteps.js';
import type { TextDocuments } from './textDocuments.js';
import type { WorkspaceOpening } from './workspaceOpening.js';
import { plainWords } from '../plainWords.js';

/** `Sanctum: Init`, from the palette to a plan whose engine runs. */
export class InitCommand {
  constructor(
    private readonly window: SanctumWindow,
    private readonly texts: TextDocuments,
    private readonly opening: WorkspaceOpening,
  ) {}

  /** What cannot go on offers a way on, and is tried again as often as the engineer likes. */
  async run(): Promise<void> {
    for (let again = true; again; ) {
      again = false;
      try {
        const session = await this.session();
        if (session !== undefined) await this.begin(session);
      } catch (error) {
        if (!(error instanceof RepositoryError)) throw error;
        again = await offerWayOn(error);
      }
    }
  }

  /** The repository that is meant: one without a plan comes before those that have one. */
  private async session(): Promise<Session | undefined> {
    const { sessions } = this.window;
    const [first, second] = sessions.all.filter(({ hasNoPlan }) => hasNoPlan);
    if (first !== undefined && second === undefined) return first;
    if (sessions.all.length > 0) return sessions.choose();
    const words = sessions.unopened[0]?.words;
    switch (sessions.state) {
      case 'no-folder':
        await vscode.commands.executeCommand('workbench.action.files.openFolder');
        return undefined;
      case 'untrusted':
        await vscode.commands.executeCommand('workbench.trust.manage');
        return undefined;
      case 'no-repository':
        return this.makeRepository();
      default:
        throw new Error(words ?? vscode.l10n.t('The folder is still being looked at. Try again in a moment.'));
    }
  }

  /** VS Code's own way of making a repository, once it was agreed to. */
  private async makeRepository(): Promise<Session | undefined> {
    const step = { title: vscode.l10n.t('Sanctum: Init'), placeholder: vscode.l10n.t('The plan is a branch of a git repository, and this folder is none.'), canGoBack: false };
    const make = { label: vscode.l10n.t('$(repo) Initialize a Git Repository'), detail: vscode.l10n.t('As VS Code does it (git init); then make the first commit.'), value: true };
    if ((await pickStep(step, [make])).kind !== 'taken') return undefined;
    await vscode.commands.executeCommand('git.init', true);
    await this.window.sessions.refresh();
    return this.window.sessions.all[0];
  }

  private async begin(session: Session): Promise<void> {
    const { project } = session;
    let ground: InitGround;
    try {
      ground = await initGround(project, undefined);
    } catch (error) {
      if (!(error instanceof ManyBranchesError)) throw error;
      const branch = await vscode.window.showQuickPick(error.branches, { title: vscode.l10n.t('Sanctum: Init'), placeHolder: vscode.l10n.t('Which branch is to be kept green?') });
      if (branch === undefined) return;
      ground = await initGround(project, branch);
    }
    switch (ground.kind) {
      case 'there':
        await this.opening.offer(session);
        return;
      case 'adoptable':
        await this.adopt(session);
        return;
      case 'free':
        await this.make(session, ground);
    }
  }

  /** Takes over the plan of origin; its commands are the repository's, so that they are approved apart. */
  private async adopt(session: Session): Promise<void> {
    const step = { title: vscode.l10n.t('Sanctum: Init {0}', session.name), placeholder: vscode.l10n.t('origin has a plan for this repository.'), canGoBack: false };
    const take = {
      label: vscode.l10n.t('$(cloud-download) Take Over the Plan of origin'),
      detail: vscode.l10n.t('Makes the branch sanctum/plan where origin has it, and nothing else. Its commands run when you have approved them.'),
      value: true,
    };
    if ((await pickStep(step, [take])).kind !== 'taken') return;
    const [folder, roles] = [session.project.place.topFolder, { architect: [], manager: [], coding: [], merging: [] }];
    const request = { folder, gate: [], setup: [], copy: [], branch: undefined, roles, sandbox: 'auto' as const };
    await initProject(session.project, request, { say: () => undefined, note: () => undefined, approve: () => Promise.resolve(false) });
    session.look();
    await vscode.commands.executeCommand('sanctum.plan.focus');
    await vscode.commands.executeCommand('sanctum.trustCommands');
  }

  private async make(session: Session, ground: Extract<InitGround, { kind: 'free' }>): Promise<void> {
    const subject = await this.subject(session, ground);
    for (let refusal: Refusal | undefined; ; ) {
      const decision = await askInit(subject, refusal);
      if (decision === undefined) return;
      try {
        const notes = await this.prove(session, ground.branch, decision);
        if (notes === undefined) return;
        await this.opening.afterInit(session, decision.reopen, notes);
        return;
      } catch (error) {
        if (!(error instanceof GateError) || error.seen === undefined) throw error;
        refusal = this.refusal(decision, ground.branch, error.seen);
      }
    }
  }

  private async subject(session: Session, { branch, master }: Extract<InitGround, { kind: 'free' }>): Promise<InitSubject> {
    const { ports, extension } = this.window;
    const { top, below } = await findGates(session.project.repository, master);
    const kit = new AgentKit(ports, shippedPrograms(join(extension.extensionPath, 'dist', 'extension.cjs')));
    return {
      name: session.name,
      branch,
      gates: gateChoices({ top, below }),
      workers: async () => workerChoices(await Promise.all(['codex', 'claude'].map(async (name) => ({ name, checks: await kit.check(name, true) })))),
      folder: session.project.folder.path,
      workspace: this.opening.fileOf(session),
      canReopen: this.opening.canReopen,
    };
  }

  private refusal(decision: InitDecision, branch: string, seen: GateResult): Refusal {
    const words = seen.green
      ? vscode.l10n.t('It passes on a tree in which every source file is nonsense, so it tests nothing. Name one that fails when the code is broken.')
      : vscode.l10n.t('It is red on {0}: {1}', branch, seen.words);
    return { decision, gate: { words, output: seen.output }, showOutput: () => this.texts.show(vscode.l10n.t('What the gate printed'), `${seen.words}\n\n${seen.output}`) };
  }

  /** Makes the plan; what is to be known of the repository, or undefined when the engineer stopped it. Throws GateError. */
  private async prove(session: Session, branch: string, { answers, reopen }: InitDecision): Promise<readonly string[] | undefined> {
    const { gate, workers } = answers;
    const { project } = session;
    const request = { folder: session.folder.uri.fsPath, gate: gate.commands, setup: gate.setup, tools: gate.tools ?? [], ...(gate.testCommand === undefined ? {} : { testCommand: gate.testCommand }), copy: [], branch, roles: workers.roles, sandbox: 'auto' as const };
    const notes: string[] = [];
    // The window that comes after this one runs the engine: it need not first end here.
    if (reopen) session.wantEngine(false);
    try {
      const title = vscode.l10n.t('Sanctum: Init {0}', session.name);
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
        const stop = new AbortController();
        token.onCancellationRequested(() => {
          stop.abort();
        });
        const say = (message: string): void => {
          this.window.log.write('INFO', message);
          progress.report({ message });
        };
        // The commands were in the question that was answered last.
        return initProject(project, request, { say, note: (words) => notes.push(words), approve: () => Promise.resolve(true) }, stop.signal);
      });
      return notes;
    } catch (error) {
      this.opening.letEngineRun(session);
      if (error instanceof InitStopped) return undefined;
      throw error;
    }
  }
}

/** Says what is in the way; true when it is to be tried again. */
async function offerWayOn(error: RepositoryError): Promise<boolean> {
  const again = vscode.l10n.t('Try Again');
  const [place, command] =
    error.kind === 'unborn' ? [vscode.l10n.t('Open Source Control'), 'workbench.view.scm'] : [vscode.l10n.t('Open Terminal'), 'workbench.action.terminal.focus'];
  const chosen = await vscode.window.showErrorMessage(plainWords(`Sanctum: ${error.message}`), place, again);
  if (chosen === place) await vscode.commands.executeCommand(command);
  return chosen === again;
}
