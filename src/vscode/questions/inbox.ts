import * as vscode from 'vscode';
import { OrderError } from '../../engine/orders/orderError.js';
import { typedText } from '../../engine/orders/typedText.js';
import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import { questionsOf } from '../../engine/status/questionStatus.js';
import { shortened } from '../../engine/status/questionText.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { timeOfDay } from '../views/times.js';
import type { Answering } from './answering.js';
import { inboxItem } from './inboxItems.js';
import { lateWords } from './lateWords.js';
import type { QuestionPlace } from './questionPlace.js';
import { questionKey } from './questionPlace.js';
import type { QuestionThreads } from './questionThreads.js';
import { plainWords } from '../plainWords.js';

interface QuestionPick extends vscode.QuickPickItem {
  readonly place: QuestionPlace;
}

interface OptionPick extends vscode.QuickPickItem {
  /** Undefined: other words than the options. */
  readonly option: string | undefined;
}

/** What was chosen of what a question names. */
interface Chosen {
  readonly option: string | undefined;
  /** It is a decision as well. */
  readonly decides: boolean;
}

const otherWords: Chosen = { option: undefined, decides: false };

/** Answers by the keyboard: which question, which option, or words of one's own. */
export class Inbox {
  constructor(
    private readonly window: SanctumWindow,
    private readonly answering: Answering,
    private readonly threads: QuestionThreads,
  ) {}

  /** Lets the engineer choose one of the questions that wait for them, and answer it. */
  async open(): Promise<void> {
    const place = await this.chooseQuestion();
    if (place !== undefined) await this.answer(place);
  }

  /** Asks for the answer to one question. */
  async answer(place: QuestionPlace): Promise<void> {
    const question = await this.openQuestion(place);
    if (question === undefined) return;
    const chosen = question.options.length === 0 ? otherWords : await this.chooseOption(place, question);
    if (chosen === undefined) return;
    if (chosen.option === undefined) await this.typeAnswer(place);
    else await this.answering.choose(place, chosen.option, chosen.decides);
  }

  /** Asks for an answer in the engineer's own words. */
  async typeAnswer(place: QuestionPlace): Promise<void> {
    const question = await this.openQuestion(place);
    const typed = question === undefined ? undefined : await this.askWords(place, question);
    if (typed !== undefined) await this.answering.give(place, typed);
  }

  /** Asks for another answer in the place of the one that a question has. */
  async correct(place: QuestionPlace): Promise<void> {
    const { session, question: id } = place;
    const question = questionsOf(await session.project.store.read()).find((one) => one.id === id);
    if (question?.answer === undefined) return this.answer(place);
    const input = vscode.window.createInputBox();
    input.ignoreFocusOut = true;
    input.title = title(question);
    input.value = question.answer;
    input.valueSelection = [0, question.answer.length];
    input.placeholder = vscode.l10n.t('The answer that holds from now on');
    input.prompt = vscode.l10n.t('It takes the place of what was answered {0}, and whoever works by that is told.', question.answeredBy ?? '');
    const check = (): void => {
      input.validationMessage = input.value === '' ? '' : (problemOf(input.value) ?? '');
    };
    const typing = input.onDidChangeValue(check);
    const typed = await this.shown(input, check, () => (problemOf(input.value) === undefined && input.value !== question.answer ? input.value : undefined));
    typing.dispose();
    if (typed !== undefined) await this.answering.correct(place, typed);
  }

  /** The question; where nobody waits for its answer any more, it says who was quicker. */
  private async openQuestion(place: QuestionPlace): Promise<QuestionStatus | undefined> {
    const question = this.questionOf(place);
    if (question !== undefined) return question;
    const late = lateWords(await place.session.project.store.read(), place.question);
    void vscode.window.showInformationMessage(plainWords(late ?? vscode.l10n.t('{0} cannot be seen at this moment. Try again.', place.question)));
    return undefined;
  }

  private questionOf({ session, question }: QuestionPlace): QuestionStatus | undefined {
    return session.view?.look.questions.find(({ id }) => id === question);
  }

  private items(buttons: readonly vscode.QuickInputButton[]): readonly QuestionPick[] {
    const { sessions, ports } = this.window;
    const isOne = sessions.all.length === 1;
    return sessions.all.flatMap((session) =>
      (session.view?.look.questions ?? [])
        .filter(({ level }) => level === 'engineer')
        .map((question) => {
          const { label, description, detail } = inboxItem(question, ports.clock.now(), isOne ? undefined : session.name);
          return { label, description, ...(detail === undefined ? {} : { detail }), place: { session, question: question.id }, buttons };
        }),
    );
  }

  /** The rows follow the plan for as long as the pick is open. */
  private chooseQuestion(): Promise<QuestionPlace | undefined> {
    const pick = vscode.window.createQuickPick<QuestionPick>();
    pick.title = vscode.l10n.t('Questions That Wait for You');
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    const openThread = { iconPath: new vscode.ThemeIcon('comment-discussion'), tooltip: vscode.l10n.t('Open Thread') };
    pick.onDidTriggerItemButton(async ({ item }) => {
      pick.hide();
      await this.threads.open(item.place);
    });
    const fill = (): void => {
      const [active] = pick.activeItems;
      const items = this.items([openThread]);
      pick.items = items;
      pick.activeItems = items.filter(({ place }) => active !== undefined && questionKey(place) === questionKey(active.place));
      pick.placeholder = items.length === 0 ? vscode.l10n.t('No question waits for you.') : vscode.l10n.t('Which question do you answer?');
    };
    fill();
    return this.shown(pick, fill, () => pick.activeItems[0]?.place);
  }

  /** An option, or other words; undefined for none of all that. */
  private async chooseOption(place: QuestionPlace, question: QuestionStatus): Promise<Chosen | undefined> {
    const pick = vscode.window.createQuickPick<OptionPick>();
    pick.title = title(question);
    pick.placeholder = vscode.l10n.t('What do you answer?');
    const forGood = { iconPath: new vscode.ThemeIcon('law'), tooltip: vscode.l10n.t('Answer for Good') };
    let decided: OptionPick | undefined;
    pick.items = [
      ...question.options.map((option) => ({ label: option, option, buttons: [forGood], ...(option === question.default ? { description: vscode.l10n.t('what happens without an answer') } : {}) })),
      { label: vscode.l10n.t('$(edit) Other answer…'), option: undefined, alwaysShow: true },
    ];
    pick.onDidTriggerItemButton(({ item }) => {
      decided = item;
      pick.hide();
    });
    const chosen = await this.shown(
      pick,
      () => {
        // Answered elsewhere: there is nothing left to choose.
        if (this.questionOf(place) === undefined) pick.hide();
      },
      () => pick.activeItems[0],
    );
    if (decided !== undefined) return { option: decided.option, decides: true };
    return chosen === undefined ? undefined : { option: chosen.option, decides: false };
  }

  private async askWords(place: QuestionPlace, question: QuestionStatus): Promise<string | undefined> {
    const input = vscode.window.createInputBox();
    // A click elsewhere must not throw away what was typed.
    input.ignoreFocusOut = true;
    input.title = title(question);
    input.placeholder = vscode.l10n.t('Your answer; whoever asked goes on with it');
    if (question.default !== undefined) {
      const otherwise = plainWords(shortened(question.default, 160));
      const { deadline } = question;
      input.prompt = deadline === undefined ? vscode.l10n.t('Without an answer: {0}', otherwise) : vscode.l10n.t('Without an answer by {0}: {1}', timeOfDay(deadline, this.window.ports.clock.now()), otherwise);
    }
    const check = (): void => {
      const late = this.questionOf(place) === undefined ? this.lateNow(place) : undefined;
      const problem = input.value === '' ? undefined : problemOf(input.value);
      input.validationMessage = late === undefined ? (problem ?? '') : { message: plainWords(late), severity: vscode.InputBoxValidationSeverity.Warning };
    };
    const typing = input.onDidChangeValue(check);
    const typed = await this.shown(input, check, () => (problemOf(input.value) === undefined ? input.value : undefined));
    typing.dispose();
    return typed;
  }

  private lateNow({ session, question }: QuestionPlace): string | undefined {
    const snapshot = session.view?.observation.snapshot;
    return snapshot === undefined ? undefined : lateWords(snapshot, question);
  }

  /** Shows an input until something is taken, or nothing; `onChange` is called when a plan changes meanwhile. */
  private shown<Value>(input: vscode.QuickPick<vscode.QuickPickItem & Partial<QuestionPick & OptionPick>> | vscode.InputBox, onChange: () => void, taken: () => Value | undefined): Promise<Value | undefined> {
    return new Promise((resolve) => {
      const watch = this.window.sessions.onDidChange(onChange);
      input.onDidAccept(() => {
        const value = taken();
        if (value === undefined) return;
        resolve(value);
        input.hide();
      });
      input.onDidHide(() => {
        resolve(undefined);
        watch.dispose();
        input.dispose();
      });
      input.show();
    });
  }
}

function title({ id, question }: QuestionStatus): string {
  return `${id}: ${shortened(question, 160)}`;
}

/** Why a text cannot be an answer; undefined for one that can. */
function problemOf(text: string): string | undefined {
  try {
    typedText(vscode.l10n.t('The answer'), text);
    return undefined;
  } catch (error) {
    if (error instanceof OrderError) return error.message;
    throw error;
  }
}
