import * as vscode from 'vscode';
import type { Hunk } from '../../engine/planning/hunks.js';
import { hunksOf, withHunks } from '../../engine/planning/hunks.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { SeenDraft } from '../../engine/planning/conversation/planningDesk.js';
import type { ArchitectDesk } from './architectDesk.js';
import type { ArchitectDesks } from './architectDesks.js';
import { DraftFiles, draftScheme, draftUri } from './draftFiles.js';
import { hunkAt, hunkHeadline, hunkSize } from './hunkPlaces.js';

interface HunkItem extends vscode.QuickPickItem {
  readonly hunk: Hunk;
}

/** The draft of a spec as a difference that the engineer decides on: in whole, by hunk, or in other words. */
export class DraftReview {
  private readonly files: DraftFiles;
  private readonly lensesChanged = new vscode.EventEmitter<void>();

  constructor(
    private readonly window: SanctumWindow,
    private readonly desks: ArchitectDesks,
  ) {
    this.files = new DraftFiles((uri) => desks.named(uri.authority), () => window.ports.clock.now());
    window.own(vscode.workspace.registerFileSystemProvider(draftScheme, this.files, { isCaseSensitive: true }));
    window.own(vscode.languages.registerCodeLensProvider({ scheme: draftScheme }, { onDidChangeCodeLenses: this.lensesChanged.event, provideCodeLenses: (document) => this.lenses(document) }));
    window.own(this.lensesChanged);
    window.own(
      window.sessions.onDidChange((session) => {
        if (session !== undefined) void this.follow(desks.of(session));
      }),
    );
    window.command('sanctum.reviewDraft', (uri) => this.with(uri, (desk) => this.open(desk, false)));
    window.command('sanctum.approveDraft', (uri) => this.with(uri, (desk) => this.accept(desk)));
    window.command('sanctum.rejectDraft', (uri) => this.with(uri, (desk) => this.reject(desk)));
    window.command('sanctum.acceptHunks', (uri) => this.with(uri, (desk) => this.acceptSome(desk)));
    window.command('sanctum.acceptHunkHere', (uri, line) => this.with(uri, (desk) => this.decideHere(desk, line, true)));
    window.command('sanctum.rejectHunkHere', (uri, line) => this.with(uri, (desk) => this.decideHere(desk, line, false)));
  }

  /** Opens the difference. `aside`: the engineer goes on typing where they are. */
  async open(desk: ArchitectDesk, aside: boolean): Promise<void> {
    const seen = await this.files.refresh(desk);
    if (seen === undefined) throw new Error(vscode.l10n.t('No draft of the spec waits. Make one with "Sanctum: Plan".'));
    const title = seen.spec === undefined ? vscode.l10n.t('Spec: the first draft') : vscode.l10n.t('Spec ↔ Draft');
    const conflicting = seen.conflicting ? ` ${vscode.l10n.t('(with conflicts)')}` : '';
    await vscode.commands.executeCommand('vscode.diff', draftUri(desk.session, 'spec'), draftUri(desk.session, 'draft'), title + conflicting, { preserveFocus: aside, preview: false });
  }

  private async with(uri: unknown, work: (desk: ArchitectDesk) => Promise<void>): Promise<void> {
    const active = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
    const desk = active?.scheme === draftScheme ? await this.desks.named(active.authority) : await this.desks.choose();
    if (desk !== undefined) await work(desk);
  }

  /** The draft as it is on the screen: what the engineer typed into it is saved first. */
  private async onScreen(desk: ArchitectDesk): Promise<SeenDraft> {
    const uri = draftUri(desk.session, 'draft').toString();
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    if (document?.isDirty === true && !(await document.save())) throw new Error(vscode.l10n.t('Your changes of the draft could not be saved, so that nothing was decided.'));
    const seen = await this.files.refresh(desk);
    if (seen === undefined) throw new Error(vscode.l10n.t('No draft of the spec waits. Make one with "Sanctum: Plan".'));
    return seen;
  }

  private async accept(desk: ArchitectDesk): Promise<void> {
    const { draft, spec, text, conflicting } = await this.onScreen(desk);
    if (conflicting) await this.refuseConflict(desk);
    await desk.accept({ draft, spec, text });
    await this.follow(desk);
  }

  private async refuseConflict(desk: ArchitectDesk): Promise<never> {
    await this.open(desk, false);
    throw new Error(vscode.l10n.t('The spec was changed since the draft was made, in the same lines. Choose between the marks <<<<<<< and >>>>>>> on the right side, save, and accept again.'));
  }

  private async reject(desk: ArchitectDesk): Promise<void> {
    const why = await vscode.window.showInputBox({ title: vscode.l10n.t('Reject the draft of the spec'), prompt: vscode.l10n.t('Why? The reason is kept beside the draft; it can be left empty.'), ignoreFocusOut: true });
    if (why === undefined) return;
    await desk.reject(why.trim() === '' ? undefined : why.trim());
    await this.follow(desk);
  }

  private async acceptSome(desk: ArchitectDesk): Promise<void> {
    const seen = await this.onScreen(desk);
    if (seen.conflicting) await this.refuseConflict(desk);
    const hunks = hunksOf(seen.spec ?? '', seen.text);
    const items: readonly HunkItem[] = hunks.map((hunk) => ({ label: hunkHeadline(hunk), description: vscode.l10n.t('line {0} · {1}', hunk.lineAfter, hunkSize(hunk)), picked: true, hunk }));
    const picked = await vscode.window.showQuickPick(items, { canPickMany: true, title: vscode.l10n.t('Accept hunks of the draft'), placeHolder: vscode.l10n.t('What is not chosen stays as the draft'), matchOnDescription: true, ignoreFocusOut: true });
    if (picked === undefined || picked.length === 0) return;
    await this.acceptHunks(desk, seen, picked.map(({ hunk }) => hunk));
  }

  private async acceptHunks(desk: ArchitectDesk, { draft, spec }: SeenDraft, hunks: readonly Hunk[]): Promise<void> {
    await desk.accept({ draft, spec, text: withHunks(spec ?? '', hunks) });
    await this.follow(desk);
  }

  /** Accepts or rejects the hunk at a line, from 1, or at the cursor. */
  private async decideHere(desk: ArchitectDesk, at: unknown, isAccepted: boolean): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const seen = await this.onScreen(desk);
    if (seen.conflicting) await this.refuseConflict(desk);
    const hunks = hunksOf(seen.spec ?? '', seen.text);
    const side = editor?.document.uri.path.startsWith('/spec/') === true && typeof at !== 'number' ? 'spec' : 'draft';
    const hunk = hunkAt(hunks, side, typeof at === 'number' ? at : (editor?.selection.active.line ?? 0) + 1);
    if (hunk === undefined) throw new Error(vscode.l10n.t('There is no change at this line. Put the cursor into one of the coloured lines.'));
    if (isAccepted) return this.acceptHunks(desk, seen, [hunk]);
    const rest = hunks.filter((other) => other !== hunk);
    if (rest.length === 0) return this.reject(desk);
    await desk.change({ draft: seen.draft, spec: seen.spec, text: withHunks(seen.spec ?? '', rest) });
    await this.follow(desk);
  }

  /** Brings what is on the screen up to date; a difference whose draft has gone is closed. */
  private async follow(desk: ArchitectDesk): Promise<void> {
    const seen = await this.files.refresh(desk).catch((error: unknown) => {
      this.window.log.write('WARN', `the draft cannot be shown: ${error instanceof Error ? error.message : String(error)}`);
    });
    this.lensesChanged.fire();
    if (seen !== undefined) return;
    const uri = draftUri(desk.session, 'draft').toString();
    const isGone = ({ input, isDirty }: vscode.Tab): boolean => input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri && !isDirty;
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isGone);
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
  }

  /** Above each hunk, where the editor shows such lines: in a difference it does with the setting `diffEditor.codeLens`. */
  private async lenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (document.isDirty || !document.uri.path.startsWith('/draft/')) return [];
    const desk = await this.desks.named(document.uri.authority);
    const seen = desk === undefined ? undefined : await this.files.refresh(desk);
    if (seen === undefined || seen.conflicting) return [];
    return hunksOf(seen.spec ?? '', seen.text).flatMap(({ lineAfter }) => {
      const line = Math.min(lineAfter - 1, document.lineCount - 1);
      const range = new vscode.Range(line, 0, line, 0);
      const args = [document.uri, lineAfter];
      return [
        new vscode.CodeLens(range, { title: vscode.l10n.t('Accept this hunk'), command: 'sanctum.acceptHunkHere', arguments: args }),
        new vscode.CodeLens(range, { title: vscode.l10n.t('Reject this hunk'), command: 'sanctum.rejectHunkHere', arguments: args }),
      ];
    });
  }
}
