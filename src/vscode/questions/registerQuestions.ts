import * as vscode from 'vscode';
import type { SanctumWindow } from '../sanctumWindow.js';
import { Answering } from './answering.js';
import { Inbox } from './inbox.js';
import { Notifier } from './notifier.js';
import { readOptionLink } from './optionLink.js';
import type { QuestionPlace } from './questionPlace.js';
import { questionKey, rowQuestion } from './questionPlace.js';
import { QuestionThreads } from './questionThreads.js';
import { UnsentAnswers } from './unsentAnswers.js';
import { UnsentComment } from './unsentComment.js';

/** Questions where they come up, and one place for all of them. */
export function registerQuestions(window: SanctumWindow): void {
  const unsent = new UnsentAnswers(window.extension.workspaceState);
  const answering = new Answering(unsent);
  const secret = window.ports.random.hex(32);
  const threads = new QuestionThreads(window, unsent, secret);
  const inbox = new Inbox(window, answering, threads);
  for (const part of [unsent, threads, new Notifier(window, secret)]) window.own(part);
  const placeOfKey = (key: string): QuestionPlace | undefined => {
    const question = key.slice(key.indexOf('/') + 1);
    return window.sessions.all.map((session) => ({ session, question })).find((place) => questionKey(place) === key);
  };
  const reply = (argument: unknown): { readonly place: QuestionPlace; readonly text: string } | undefined => {
    const { thread, text } = argument as vscode.CommentReply;
    const place = threads.placeOf(thread);
    return place === undefined ? undefined : { place, text };
  };
  window.command('sanctum.answer', async (argument) => {
    const place = rowQuestion(argument);
    await (place === undefined ? inbox.open() : inbox.answer(place));
  });
  window.command('sanctum.answerInWords', async (argument) => {
    const place = rowQuestion(argument);
    if (place !== undefined) await inbox.typeAnswer(place);
  });
  window.command('sanctum.answerWith', async (argument) => {
    const link = readOptionLink(argument, secret);
    const place = link === undefined ? undefined : placeOfKey(link.key);
    if (link !== undefined && place !== undefined) await answering.choose(place, link.option);
  });
  window.command('sanctum.answerReply', async (argument) => {
    const said = reply(argument);
    if (said !== undefined) await answering.give(said.place, said.text);
  });
  window.command('sanctum.decideReply', async (argument) => {
    const said = reply(argument);
    if (said !== undefined) await answering.give(said.place, said.text, true);
  });
  window.command('sanctum.noteReply', async (argument) => {
    const said = reply(argument);
    if (said !== undefined) await answering.sendNote(said.place, said.text);
  });
  window.command('sanctum.correctAnswer', async (argument) => {
    const place = rowQuestion(argument);
    if (place !== undefined) await inbox.correct(place);
  });
  window.command('sanctum.openThread', async (argument) => {
    const place = rowQuestion(argument);
    if (place !== undefined) await threads.open(place);
  });
  window.command('sanctum.sendUnsent', async (argument) => {
    if (argument instanceof UnsentComment) await answering.sendNote(argument.place, argument.text);
  });
  window.command('sanctum.copyUnsent', async (argument) => {
    if (argument instanceof UnsentComment) await vscode.env.clipboard.writeText(argument.text);
  });
  window.command('sanctum.discardUnsent', async (argument) => {
    if (argument instanceof UnsentComment) await unsent.drop(questionKey(argument.place), argument.text);
  });
}
