import * as vscode from 'vscode';
import { specPath } from '../../plan/paths.js';
import { isoSeconds } from '../../platform/clock.js';
import { planPlace, planScheme, planUri } from '../documents/planUri.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { ArchitectDesk } from './architectDesk.js';
import type { ArchitectDesks } from './architectDesks.js';
import type { SpecEntry, SpecThread } from './specThread.js';
import { isUnanswered, lineOf, proposalIn, readThreads, wordsFor } from './specThread.js';
import type { TalkMode } from '../../engine/planning/conversation/typedCommand.js';
import { shownMarkdown } from '../questions/questionMarkdown.js';

const keptKey = 'architect.threads';

/** A thread on the screen, with what it stands for. */
interface Shown {
  thread: SpecThread;
  readonly comments: vscode.CommentThread;
  /** While the architect is at it. */
  running: AbortController | undefined;
}

/** Comments on lines of the spec or of a proposal: each is a question to the architect or, of the spec, a change to be made; its thread holds the answer. */
export class SpecComments {
  private readonly controllers: Readonly<Record<'spec' | 'proposal', vscode.CommentController>>;
  private readonly shown: Shown[] = [];
  private readonly restored = new Set<string>();
  private readonly waiting: SpecThread[];

  constructor(
    private readonly window: SanctumWindow,
    private readonly desks: ArchitectDesks,
    private readonly review: (desk: ArchitectDesk) => Promise<void>,
  ) {
    this.waiting = [...readThreads(window.extension.workspaceState.get(keptKey))];
    this.controllers = {
      spec: controllerFor('sanctum.spec', isSpec, { prompt: vscode.l10n.t('Ask the architect about this line, or request a change'), placeHolder: vscode.l10n.t('Whom is this for? / Make it shorter.') }),
      proposal: controllerFor('sanctum.proposal', isProposal, { prompt: vscode.l10n.t('Ask the architect about this proposal'), placeHolder: vscode.l10n.t('What would it cost without the second fork?') }),
    };
    for (const controller of Object.values(this.controllers)) window.own(controller);
    window.command('sanctum.askAboutLine', (reply) => this.begin(reply, 'ask'));
    window.command('sanctum.changeFromLine', (reply) => this.begin(reply, 'plan'));
    window.command('sanctum.turnIntoChange', (comments) => this.again(comments, 'plan'));
    window.command('sanctum.askAgain', (comments) => this.again(comments, undefined));
    window.command('sanctum.stopArchitect', (comments) => this.find(comments)?.running?.abort());
    window.command('sanctum.removeSpecThread', (comments) => {
      this.remove(comments);
    });
    const restore = (): void => {
      void this.restore();
    };
    window.own(window.sessions.onDidChange(restore));
    restore();
  }

  /** Takes a comment: a new thread, or the next words in one. */
  private async begin(reply: unknown, mode: TalkMode): Promise<void> {
    if (!isReply(reply) || reply.text.trim() === '') return;
    const known = this.find(reply.thread);
    const shown = known ?? (await this.make(reply.thread, mode));
    this.say(shown, { by: 'engineer', text: reply.text.trim() }, mode);
    await this.send(shown);
  }

  private async make(comments: vscode.CommentThread, mode: TalkMode): Promise<Shown> {
    const document = await vscode.workspace.openTextDocument(comments.uri);
    const line = comments.range?.end.line ?? 0;
    const id = this.window.ports.random.hex(8);
    const place = planPlace(comments.uri);
    const thread: SpecThread = { id, repository: place?.authority ?? '', document: place?.path ?? specPath, line, quote: document.lineAt(line).text, mode, entries: [] };
    const shown: Shown = { thread, comments, running: undefined };
    this.shown.push(shown);
    return shown;
  }

  /** Sends a thread once more: after a restart, after a failure, or to make a change of it. */
  private async again(comments: unknown, mode: TalkMode | undefined): Promise<void> {
    const shown = this.find(comments);
    if (shown === undefined || shown.running !== undefined) return;
    if (mode !== undefined) shown.thread = { ...shown.thread, mode };
    await this.send(shown);
  }

  private async send(shown: Shown): Promise<void> {
    const { mode, repository } = shown.thread;
    const desk = await this.desks.named(repository);
    if (desk === undefined) throw new Error(vscode.l10n.t('The repository of this spec is not open in this window.'));
    const running = new AbortController();
    shown.running = running;
    this.draw(shown, mode === 'ask' ? vscode.l10n.t('The architect looks for the answer …') : vscode.l10n.t('The architect revises the spec …'));
    const listener = { say: (words: string) => this.window.log.write('INFO', words), ask: undefined };
    try {
      const words = wordsFor(shown.thread, mode);
      if (mode === 'ask') {
        const { text } = await desk.ask(words, listener, running.signal, proposalIn(shown.thread));
        shown.running = undefined;
        this.say(shown, { by: 'architect', text }, mode);
      } else {
        await desk.plan(words, listener, running.signal);
        shown.running = undefined;
        this.say(shown, { by: 'architect', text: vscode.l10n.t('It is in the draft, which waits for you.') }, mode);
        await this.review(desk);
      }
    } catch (error) {
      shown.running = undefined;
      this.say(shown, { by: 'trouble', text: error instanceof Error ? error.message : String(error) }, mode);
    }
  }

  private say(shown: Shown, entry: Omit<SpecEntry, 'at'>, mode: TalkMode): void {
    const { entries } = shown.thread;
    const at = isoSeconds(this.window.ports.clock.now());
    shown.thread = { ...shown.thread, mode, entries: [...entries, { ...entry, at }] };
    this.keep();
    this.draw(shown, undefined);
  }

  private keep(): void {
    void this.window.extension.workspaceState.update(keptKey, [...this.waiting, ...this.shown.map(({ thread }) => thread)]);
  }

  /** Brings back the threads of repositories that have come into view since a restart. */
  private async restore(): Promise<void> {
    for (const session of this.window.sessions.all) {
      const repository = session.key;
      if (session.view === undefined || this.restored.has(repository)) continue;
      this.restored.add(repository);
      const mine = this.waiting.filter((thread) => thread.repository === repository);
      if (mine.length === 0) continue;
      const spec = await this.desks.of(session).spec().catch(() => undefined);
      for (const thread of mine) {
        const proposal = proposalIn(thread);
        const text = proposal === undefined ? spec : session.view.observation.snapshot.proposals.get(proposal)?.text;
        if (text === undefined) continue;
        this.waiting.splice(this.waiting.indexOf(thread), 1);
        const line = lineOf(thread, text);
        const comments = this.controllers[proposal === undefined ? 'spec' : 'proposal'].createCommentThread(planUri(session, thread.document), new vscode.Range(line, 0, line, 0), []);
        const shown: Shown = { thread: { ...thread, line }, comments, running: undefined };
        this.shown.push(shown);
        this.draw(shown, undefined);
      }
    }
  }

  private draw({ thread, comments, running }: Shown, waits: string | undefined): void {
    const names: Readonly<Record<SpecEntry['by'], string>> = { engineer: vscode.l10n.t('You'), architect: vscode.l10n.t('Architect'), trouble: vscode.l10n.t('No answer') };
    const open = isUnanswered(thread);
    comments.comments = thread.entries.map(({ by, text, at }) => ({ author: { name: names[by] }, body: new vscode.MarkdownString(shownMarkdown(text)), mode: vscode.CommentMode.Preview, contextValue: by, timestamp: new Date(at) }));
    comments.canReply = running === undefined;
    comments.contextValue = running !== undefined ? 'waiting' : open ? 'open' : thread.mode === 'ask' ? 'answered' : 'changed';
    comments.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    comments.label = waits ?? (open ? vscode.l10n.t('Without an answer: ask again, or write more') : vscode.l10n.t('Answered by the architect'));
  }

  private find(comments: unknown): Shown | undefined {
    return this.shown.find((shown) => shown.comments === comments);
  }

  private remove(comments: unknown): void {
    const shown = this.find(comments);
    if (shown === undefined) return;
    shown.running?.abort();
    this.shown.splice(this.shown.indexOf(shown), 1);
    shown.comments.dispose();
    this.keep();
  }
}

/** The newest spec of a plan, which can be talked about. */
function isSpec(uri: vscode.Uri): boolean {
  const place = planPlace(uri);
  return uri.scheme === planScheme && place?.path === specPath && place.at === undefined;
}

/** A proposal, as it stands on the plan now. */
function isProposal(uri: vscode.Uri): boolean {
  const place = planPlace(uri);
  return uri.scheme === planScheme && place?.at === undefined && proposalIn({ document: place?.path ?? '' }) !== undefined;
}

function controllerFor(id: string, isFor: (uri: vscode.Uri) => boolean, options: vscode.CommentOptions): vscode.CommentController {
  const controller = vscode.comments.createCommentController(id, vscode.l10n.t('Questions to the architect'));
  controller.options = options;
  controller.commentingRangeProvider = { provideCommentingRanges: (document) => (isFor(document.uri) ? [new vscode.Range(0, 0, Math.max(document.lineCount - 1, 0), 0)] : []) };
  return controller;
}

function isReply(value: unknown): value is vscode.CommentReply {
  return typeof value === 'object' && value !== null && 'thread' in value && 'text' in value && typeof value.text === 'string';
}
