import * as vscode from 'vscode';
import { questionsOf } from '../../engine/status/questionStatus.js';
import { parseTicketPath } from '../../plan/paths.js';
import { planPlace, planScheme, planUri } from '../documents/planUri.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { commandAddress } from './optionLink.js';
import type { QuestionPlace } from './questionPlace.js';
import { questionKey } from './questionPlace.js';
import type { QuestionThread, ThreadComment } from './questionThread.js';
import { questionThread } from './questionThread.js';
import type { UnsentAnswers } from './unsentAnswers.js';
import { UnsentComment } from './unsentComment.js';

interface Shown extends QuestionPlace {
  readonly model: QuestionThread;
  readonly thread: vscode.CommentThread;
  /** What it was made of; as long as that is the same, the thread is left alone. */
  readonly signature: string;
}

/**
 * Every open question as a thread on the document that it is about; an answered one for as long as its document is open, or
 * something typed for it is kept. The threads are made from the plan, after a restart as after any change.
 */
export class QuestionThreads implements vscode.Disposable {
  private readonly controller = vscode.comments.createCommentController('sanctum', 'Sanctum');
  private readonly shown = new Map<string, Shown>();
  private readonly disposables: readonly Pick<vscode.Disposable, 'dispose'>[];

  constructor(
    private readonly window: SanctumWindow,
    private readonly unsent: UnsentAnswers,
    /** Stands in the links of this window's options. */
    private readonly secret: string,
  ) {
    this.controller.options = { prompt: vscode.l10n.t('Answer in your own words…'), placeHolder: vscode.l10n.t('Your answer; whoever asked goes on with it') };
    const update = (): void => this.update();
    this.disposables = [
      this.controller,
      window.sessions.onDidChange(update),
      unsent.onDidChange(update),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        if (planPlace(uri) !== undefined) this.update();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (planPlace(uri) !== undefined || uri.scheme === replyScheme) this.update();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === replyScheme && document.getText() === '') this.update();
      }),
    ];
    this.update();
  }

  /** The question that a thread of VS Code's is for. */
  placeOf(thread: vscode.CommentThread): QuestionPlace | undefined {
    return [...this.shown.values()].find((one) => one.thread === thread);
  }

  /** Opens the document that a question hangs on, at its thread. */
  async open(place: QuestionPlace): Promise<void> {
    const { session, question } = place;
    const snapshot = session.view?.observation.snapshot ?? (await session.project.store.read());
    const status = questionsOf(snapshot).find(({ id }) => id === question);
    const model = status === undefined ? undefined : questionThread(snapshot, status, () => '', this.window.ports.clock.now());
    if (model === undefined) return;
    const at = new vscode.Range(model.line, 0, model.line, 0);
    const editor = await vscode.window.showTextDocument(this.uriOf(session, model), { selection: at, preview: false });
    // The thread stands below its line, and needs the room there.
    editor.revealRange(new vscode.Range(Math.max(0, model.line - linesAbove), 0, model.line, 0), vscode.TextEditorRevealType.AtTop);
    this.update();
    const shown = this.shown.get(questionKey(place));
    if (shown !== undefined) shown.thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  }

  private update(): void {
    const onlyOpenOnes = openPlanUris().length === 0 && this.unsent.isEmpty;
    const wanted = new Set<string>();
    for (const session of this.window.sessions.all) {
      if (session.view === undefined) continue;
      const { look, observation } = session.view;
      // There may be thousands that were answered; they are looked at when one of their documents can be open.
      for (const status of onlyOpenOnes ? look.questions : questionsOf(observation.snapshot)) {
        const model = questionThread(observation.snapshot, status, (option) => this.linkOf({ session, question: status.id }, option), this.window.ports.clock.now());
        const key = questionKey({ session, question: status.id });
        if (model === undefined || (!model.isOpen && this.openUriOf(session, model) === undefined && this.unsent.of(key).length === 0)) continue;
        wanted.add(key);
        this.show(session, model);
      }
    }
    for (const [key, { thread }] of this.shown) {
      if (wanted.has(key)) continue;
      thread.dispose();
      this.shown.delete(key);
    }
  }

  private linkOf(place: QuestionPlace, option: string): string {
    return commandAddress('sanctum.answerWith', { secret: this.secret, key: questionKey(place), option });
  }

  /** Where a question's document is open: a ticket that moved to another state is still read where it was opened. */
  private openUriOf(session: Session, model: QuestionThread): vscode.Uri | undefined {
    const { authority, path } = planUri(session, model.path);
    const open = openPlanUris().filter((uri) => {
      const place = planPlace(uri);
      if (place?.authority !== authority) return false;
      return place.path === model.path || (model.ticket !== undefined && parseTicketPath(place.path)?.id === model.ticket);
    });
    const last = this.shown.get(questionKey({ session, question: model.question }))?.thread.uri.toString();
    return open.find((uri) => uri.toString() === last) ?? open.find((uri) => uri.path === path) ?? open[0];
  }

  private uriOf(session: Session, model: QuestionThread): vscode.Uri {
    return this.openUriOf(session, model) ?? planUri(session, model.path);
  }

  private show(session: Session, model: QuestionThread): void {
    const place = { session, question: model.question };
    const key = questionKey(place);
    const kept = this.unsent.of(key);
    const last = this.shown.get(key);
    const isLate = !model.isOpen && last !== undefined && last.thread.state !== vscode.CommentThreadState.Resolved && isReplying();
    const uri = this.uriOf(session, model);
    const signature = JSON.stringify([model, kept, isLate, uri]);
    if (last?.signature === signature) return;
    const range = new vscode.Range(model.line, 0, model.line, 0);
    const comments = [...model.comments.map(shownComment), ...kept.map((text) => new UnsentComment(place, text))];
    // A thread cannot move to another document.
    if (last !== undefined && last.thread.uri.toString() !== uri.toString()) last.thread.dispose();
    const isMade = last === undefined || last.thread.uri.toString() !== uri.toString();
    const thread = isMade ? this.controller.createCommentThread(uri, range, comments) : last.thread;
    if (!isMade) {
      thread.comments = comments;
      thread.range = range;
    }
    const isEngineers = model.isOpen && model.isEngineers;
    if (isMade) thread.collapsibleState = isEngineers ? vscode.CommentThreadCollapsibleState.Expanded : vscode.CommentThreadCollapsibleState.Collapsed;
    else if (isEngineers && !last.model.isEngineers) thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    thread.label = model.label;
    thread.canReply = model.isOpen || isLate;
    thread.contextValue = model.isOpen ? 'question.open' : isLate ? 'question.late' : 'question.answered';
    thread.state = model.isOpen || isLate ? vscode.CommentThreadState.Unresolved : vscode.CommentThreadState.Resolved;
    this.shown.set(key, { ...place, model, thread, signature });
  }

  dispose(): void {
    for (const { thread } of this.shown.values()) thread.dispose();
    for (const disposable of this.disposables) disposable.dispose();
  }
}

/** Lines that are left in view above a thread. */
const linesAbove = 2;

/** The documents in which VS Code holds what is typed into reply boxes. */
const replyScheme = 'comment';

/** The documents of plans that are open in their newest version. */
function openPlanUris(): readonly vscode.Uri[] {
  return vscode.workspace.textDocuments.map(({ uri }) => uri).filter((uri) => uri.scheme === planScheme && uri.query === '');
}

/** Whether something stands in a reply box that was not sent: its thread must not close over it. */
function isReplying(): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.scheme === replyScheme && document.getText() !== '');
}

function shownComment({ author, deed, markdown, at, context }: ThreadComment): vscode.Comment {
  const body = new vscode.MarkdownString(markdown);
  // Only what the window itself linked can be clicked, and only before the thread is made.
  if (context === 'asked') body.isTrusted = { enabledCommands: ['sanctum.answerWith'] };
  return { author: { name: author }, label: deed, body, mode: vscode.CommentMode.Preview, contextValue: context, timestamp: new Date(at) };
}
