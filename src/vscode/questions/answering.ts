import * as vscode from 'vscode';
import { OrderError } from '../../engine/orders/orderError.js';
import { typedText } from '../../engine/orders/typedText.js';
import { builtOnLines } from '../../engine/status/builtOnText.js';
import { builtOn } from '../../plan/builtOn.js';
import { note } from '../../plan/controlTransitions.js';
import { correct } from '../../plan/correctTransition.js';
import { answer } from '../../plan/questionTransitions.js';
import { lateWords, noteTicket } from './lateWords.js';
import type { QuestionPlace } from './questionPlace.js';
import { questionKey } from './questionPlace.js';
import type { UnsentAnswers } from './unsentAnswers.js';
import { UnsentComment } from './unsentComment.js';
import { plainWords } from '../plainWords.js';

/** Gives answers: one way for all the places where a question can be answered. */
export class Answering {
  constructor(private readonly unsent: UnsentAnswers) {}

  /**
   * Writes the engineer's answer onto the plan; with `decides` it is a decision as well. Where somebody was quicker it says who, and what. What was typed is kept whenever it could
   * not be written. Throws OrderError for a text that no document may hold, and what a broken repository throws.
   */
  async give(place: QuestionPlace, typed: string, decides = false): Promise<void> {
    const { session, question } = place;
    try {
      const text = typedText(vscode.l10n.t('The answer'), typed);
      await session.order(({ at }) => answer(question, text, at, decides));
    } catch (error) {
      await this.unsent.keep(questionKey(place), typed);
      const late = error instanceof OrderError ? lateWords(await session.project.store.read(), question) : undefined;
      if (late === undefined) throw error;
      void this.offer(place, typed, late);
    }
  }

  /** Gives one of the options that the question names; nothing that was typed can be lost. */
  async choose({ session, question }: QuestionPlace, option: string, decides = false): Promise<void> {
    try {
      await session.order(({ at }) => answer(question, option, at, decides));
    } catch (error) {
      const late = error instanceof OrderError ? lateWords(await session.project.store.read(), question) : undefined;
      if (late === undefined) throw error;
      void vscode.window.showInformationMessage(plainWords(late));
    }
  }

  /**
   * Puts an answer in the place of the one that was given, and says what was built on that. What was typed is kept where it could not be
   * written. Throws OrderError.
   */
  async correct(place: QuestionPlace, typed: string): Promise<void> {
    const { session, question } = place;
    await this.unsent.keep(questionKey(place), typed);
    const text = typedText(vscode.l10n.t('The answer'), typed);
    await session.order(({ at }) => correct(question, text, at));
    await this.unsent.drop(questionKey(place), typed);
    const built = builtOnLines(builtOn(await session.project.store.read(), question));
    if (built.length > 0) void vscode.window.showInformationMessage(plainWords(vscode.l10n.t('{0} has another answer. Built on the one before: {1}.', question, built.join('; '))));
  }

  /** Leaves a text on the ticket of whoever asked; it is kept where it could not be written. Throws OrderError when nobody works on it any more. */
  async sendNote(place: QuestionPlace, typed: string): Promise<void> {
    const { session, question } = place;
    await this.unsent.keep(questionKey(place), typed);
    const ticket = noteTicket(await session.project.store.read(), question);
    if (ticket === undefined) throw new OrderError(vscode.l10n.t('Nobody who would read a note about {0} is left at work. The text is kept in its thread.', question));
    const text = typedText(vscode.l10n.t('The note'), typed);
    await session.order((order) => note(ticket, text, order));
    await this.unsent.drop(questionKey(place), typed);
  }

  /** A text that came too late: what can be done with it. It stays in the question's thread until one of them was done. */
  private async offer(place: QuestionPlace, text: string, late: string): Promise<void> {
    const send = { title: vscode.l10n.t('Send as a Note'), command: 'sanctum.sendUnsent' };
    const copy = { title: vscode.l10n.t('Copy My Answer'), command: 'sanctum.copyUnsent' };
    const canNote = noteTicket(await place.session.project.store.read(), place.question) !== undefined;
    const chosen = await vscode.window.showWarningMessage(plainWords(vscode.l10n.t('{0}. Your answer is kept in its thread.', late)), ...(canNote ? [send] : []), copy);
    if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command, new UnsentComment(place, text));
  }
}
