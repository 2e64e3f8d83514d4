import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import { shortened } from '../../engine/status/questionText.js';
import type { CommandId } from '../contribution.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { timeOfDay } from '../views/times.js';
import { decideNotices, noNotices } from './notices.js';
import type { OptionLink } from './optionLink.js';
import type { QuestionPlace } from './questionPlace.js';
import { questionKey } from './questionPlace.js';
import { plainWords } from '../plainWords.js';

interface Waiting extends QuestionPlace {
  readonly status: QuestionStatus;
}

/** A button of a notification, and the command that it is for. */
interface Button extends vscode.MessageItem {
  readonly command: CommandId;
  readonly argument?: OptionLink | QuestionPlace;
}

/** More options than this are not buttons any more. */
const mostOptions = 3;

/** Tells, once and late, of questions that nobody looked at. */
export class Notifier implements vscode.Disposable {
  private memory = noNotices;
  private cancel: () => void = () => undefined;
  private readonly disposables: readonly vscode.Disposable[];

  constructor(
    private readonly window: SanctumWindow,
    /** Stands in what this window's commands are given for an option. */
    private readonly secret: string,
  ) {
    const look = (): void => this.look();
    this.disposables = [window.sessions.onDidChange(look), vscode.window.onDidChangeWindowState(look), vscode.workspace.onDidChangeConfiguration(look)];
    this.look();
  }

  private look(): void {
    this.cancel();
    const waiting = this.waiting();
    const settings = vscode.workspace.getConfiguration('sanctum.notifications');
    if (!settings.get<boolean>('questions', true)) return;
    const { clock } = this.window.ports;
    const delay = settings.get<number>('delay', 30) * 1000;
    const { tell, lookAgain, memory } = decideNotices({ waiting: [...waiting.keys()], isFocused: vscode.window.state.focused, now: clock.monotonic(), delay }, this.memory);
    this.memory = memory;
    if (lookAgain !== undefined) this.cancel = clock.after(lookAgain, () => this.look());
    const due = tell.map((key) => waiting.get(key)).filter((one) => one !== undefined);
    if (due.length > 0) void this.tell(due).catch((error: unknown) => this.window.log.write('ERROR', String(error)));
  }

  private waiting(): ReadonlyMap<string, Waiting> {
    const places = this.window.sessions.all.flatMap((session) =>
      (session.view?.look.questions ?? []).filter(({ level }) => level === 'engineer').map((status): Waiting => ({ session, question: status.id, status })),
    );
    return new Map(places.map((place) => [questionKey(place), place]));
  }

  /** Of several windows on one repository, and over restarts, only one tells of a question. */
  private async claims({ session, question }: Waiting): Promise<boolean> {
    return this.window.ports.files.writeNew(join(session.project.folder.path, 'notified', question), '');
  }

  private async tell(due: readonly Waiting[]): Promise<void> {
    const claimed = await Promise.all(due.map((one) => this.claims(one)));
    const [first, ...more] = due.filter((_one, at) => claimed[at]);
    if (first === undefined) return;
    const [words, buttons] = more.length === 0 ? this.ofOne(first) : this.ofMany(more.length + 1);
    const chosen = await vscode.window.showInformationMessage<Button>(words, ...buttons);
    if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command, chosen.argument);
  }

  private ofMany(count: number): readonly [string, readonly Button[]] {
    return [vscode.l10n.t('{0} questions wait for you.', count), [{ title: vscode.l10n.t('Show'), command: 'sanctum.answer' }]];
  }

  private ofOne({ session, question: id, status: { question, asker, options, default: otherwise, deadline } }: Waiting): readonly [string, readonly Button[]] {
    const place = { session, question: id };
    const key = questionKey(place);
    const own: Button = options.length === 0 ? { title: vscode.l10n.t('Answer…'), command: 'sanctum.answerInWords', argument: place } : { title: vscode.l10n.t('Other Answer…'), command: 'sanctum.answerInWords', argument: place };
    const offered = options.slice(0, mostOptions).map((option): Button => ({ title: shortened(option, 40), command: 'sanctum.answerWith', argument: { secret: this.secret, key, option } }));
    const rest: Button = options.length > mostOptions ? { title: vscode.l10n.t('More…'), command: 'sanctum.answer', argument: place } : own;
    const asks = vscode.l10n.t('{0} asks: {1} ({2})', asker, shortened(question, 200), id);
    const unless = deadline === undefined || otherwise === undefined ? '' : ` ${vscode.l10n.t('Without an answer by {0}: {1}', timeOfDay(deadline, this.window.ports.clock.now()), shortened(otherwise, 80))}`;
    return [plainWords(`${asks}${unless}`), [...offered, rest, { title: vscode.l10n.t('Show'), command: 'sanctum.openThread', argument: place }]];
  }

  dispose(): void {
    this.cancel();
    for (const disposable of this.disposables) disposable.dispose();
  }
}
