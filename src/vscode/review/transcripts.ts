import * as vscode from 'vscode';
import { RunFolder } from '../../agents/runFolder.js';
import { hasEnded, transcriptText } from '../../agents/transcript.js';
import { runPath } from '../../plan/paths.js';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';
import type { SanctumWindow } from '../sanctumWindow.js';

/** What an agent printed, as a document that grows: `sanctum-run://<repository>/<run>.log`. */
export const runScheme = 'sanctum-run';

/** A watch alone was seen to die. */
const lookMilliseconds = 1000;

export function transcriptUri(session: Session, run: string): vscode.Uri {
  return vscode.Uri.from({ scheme: runScheme, authority: session.key, path: `/${run}.log` });
}

function runOf(uri: vscode.Uri): string | undefined {
  return /^\/(R-[\w-]+)\.log$/.exec(uri.path)?.[1];
}

/** A document in view, and how to stop looking at its run. */
interface Followed {
  /** What it was at the last look. */
  sign: string;
  readonly end: () => void;
}

/** Serves transcripts, and follows the runs whose transcripts are on the screen. */
export class Transcripts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly followed = new Map<string, Followed>();
  private readonly disposables: readonly vscode.Disposable[];

  constructor(
    private readonly sessions: Sessions,
    private readonly ports: SanctumWindow['ports'],
  ) {
    this.disposables = [
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.followVisible();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === runScheme) stayAtEnd(document);
      }),
    ];
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const [session, run] = [this.sessions.byKey(uri.authority), runOf(uri)];
    if (session === undefined || run === undefined) return `${vscode.l10n.t('There is no such run.')}\n`;
    const { project } = session;
    const folder = new RunFolder(this.ports.files, project.folder.run(run));
    // First whether it is over: what is read after that is all of it.
    const isOver = await hasEnded(folder);
    const text = await transcriptText(folder, isOver);
    const commit = session.view?.observation.snapshot.commit;
    const record = isOver && commit !== undefined ? await project.store.snapshots.text(commit, runPath(run)) : undefined;
    const empty = isOver ? vscode.l10n.t('[Nothing of its output is on this machine.]') : vscode.l10n.t('[The agent has printed nothing yet.]');
    const end = record === undefined ? [] : ['', vscode.l10n.t('[The run is over. Its record on the plan:]'), record.trim()];
    return `${[text === '' ? empty : text, ...end].join('\n')}\n`;
  }

  /** Follows what is on the screen, and lets go of what is not. */
  followVisible(): void {
    const visible = new Map(vscode.window.visibleTextEditors.filter(({ document: { uri } }) => uri.scheme === runScheme).map(({ document: { uri } }) => [uri.toString(), uri]));
    for (const [key, { end }] of this.followed) {
      if (visible.has(key)) continue;
      end();
      this.followed.delete(key);
    }
    for (const [key, uri] of visible) if (!this.followed.has(key)) this.follow(key, uri);
  }

  dispose(): void {
    for (const { end } of this.followed.values()) end();
    for (const disposable of this.disposables) disposable.dispose();
    this.changed.dispose();
  }

  private follow(key: string, uri: vscode.Uri): void {
    const [session, run] = [this.sessions.byKey(uri.authority), runOf(uri)];
    if (session === undefined || run === undefined) return;
    const folder = new RunFolder(this.ports.files, session.project.folder.run(run));
    let cancel: () => void = () => undefined;
    let isEnded = false;
    const followed: Followed = {
      sign: '',
      end: () => {
        isEnded = true;
        cancel();
        endWatch();
      },
    };
    const look = async (): Promise<void> => {
      const sign = await this.signOf(session, folder, run);
      if (sign !== followed.sign) this.changed.fire(uri);
      followed.sign = sign;
    };
    const lookOn = (): void => {
      cancel();
      void look().finally(() => {
        if (!isEnded) cancel = this.ports.clock.after(lookMilliseconds, lookOn);
      });
    };
    const endWatch = this.ports.files.watch(folder.outputFolder, lookOn);
    this.followed.set(key, followed);
    lookOn();
  }

  /** Changes with every line that is printed, and with the end. */
  private async signOf(session: Session, folder: RunFolder, run: string): Promise<string> {
    const { files } = this.ports;
    const pieces = await files.list(folder.outputFolder);
    const sizes = await Promise.all(pieces.map(async ({ name }) => `${name} ${String((await files.status(`${folder.outputFolder}/${name}`))?.size)}`));
    const commit = session.view?.observation.snapshot.commit;
    const isRecorded = (await hasEnded(folder)) && commit !== undefined && (await session.project.store.snapshots.text(commit, runPath(run))) !== undefined;
    return [...sizes, String(await hasEnded(folder)), String(isRecorded)].join(' ');
  }
}

/** Who reads at the end goes on with it; who reads further up is left there. */
function stayAtEnd(document: vscode.TextDocument): void {
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document !== document) continue;
    const last = document.lineCount - 1;
    const isAtEnd = editor.selection.isEmpty && editor.selection.active.line >= (editor.visibleRanges.at(-1)?.end.line ?? 0) - 1;
    if (!isAtEnd) continue;
    const end = new vscode.Position(last, 0);
    editor.selection = new vscode.Selection(end, end);
    editor.revealRange(new vscode.Range(end, end));
  }
}

/** Opens the transcript of a run, at its end. */
export async function showTranscript(session: Session, run: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(transcriptUri(session, run));
  const languages = await vscode.languages.getLanguages();
  if (languages.includes('sanctum-log')) await vscode.languages.setTextDocumentLanguage(document, 'sanctum-log');
  const end = new vscode.Position(document.lineCount - 1, 0);
  const editor = await vscode.window.showTextDocument(document, { preview: true, selection: new vscode.Range(end, end) });
  editor.revealRange(new vscode.Range(end, end));
}
