import assert from 'node:assert/strict';
import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import type { TypedAnswer } from './answerPrompt.js';
import { AnswerPrompt } from './answerPrompt.js';

const at = '2026-11-21T07:00:00Z';

function question(number: number, more: Partial<QuestionStatus> = {}): QuestionStatus {
  const id = `Q-000${String(number)}`;
  return { id, level: 'engineer', asker: 'architect', of: 'areas', question: 'So?', text: 'So?', blocking: true, asked: at, since: at, options: ['Hello', 'Hi'], evidence: undefined, default: undefined, deadline: undefined, answer: undefined, answerer: undefined, answeredBy: undefined, replaced: [], withdrawn: false, ...more };
}

const [first, second, third] = [question(1), question(2), question(3)];

class Desk {
  readonly prompt = new AnswerPrompt();
  readonly answers: TypedAnswer[] = [];
  interrupts = 0;

  constructor(...questions: readonly QuestionStatus[]) {
    this.prompt.see(questions);
  }

  type(keys: string): this {
    this.prompt.type(keys, (answer) => this.answers.push(answer), () => (this.interrupts += 1));
    return this;
  }

  get shown(): string | undefined {
    const { shown } = this.prompt;
    return shown && `${shown.question.id} ${String(shown.place)}/${String(shown.of)} ${shown.line.text}`.trimEnd();
  }
}

describe('the prompt for answers', () => {
  it('shows nothing when nobody asks the engineer', () => {
    assert.equal(new Desk(question(1, { level: 'manager' })).type('yes\r').shown, undefined);
  });

  it('sends what was typed to the question that was shown, and shows the next', () => {
    const desk = new Desk(first, second).type('Good day \r');
    assert.deepEqual(desk.answers, [{ question: 'Q-0001', text: 'Good day' }]);
    assert.equal(desk.shown, 'Q-0002 1/1');
  });

  it('takes a number for the option that it stands for, and any other for what it is', () => {
    assert.deepEqual(new Desk(first).type('2\r').answers, [{ question: 'Q-0001', text: 'Hi' }]);
    assert.deepEqual(new Desk(first).type('3\r').answers, [{ question: 'Q-0001', text: '3' }]);
    assert.deepEqual(new Desk(first).type('2 of them\r').answers, [{ question: 'Q-0001', text: '2 of them' }]);
  });

  it('goes round the questions with Enter on an empty line, and with Escape', () => {
    const desk = new Desk(first, second);
    assert.equal(desk.type('\r').shown, 'Q-0002 2/2');
    assert.equal(desk.type('x\u001b').shown, 'Q-0001 1/2');
    assert.equal(new Desk(first).type('\r').shown, 'Q-0001 1/1');
    assert.deepEqual(desk.answers, []);
  });

  it('keeps the question and what was typed when others are asked or answered', () => {
    const desk = new Desk(second).type('Hal');
    desk.prompt.see([first, second, third]);
    assert.equal(desk.shown, 'Q-0002 2/3 Hal');
    desk.prompt.see([second]);
    assert.equal(desk.type('lo\r').shown, undefined);
    assert.deepEqual(desk.answers, [{ question: 'Q-0002', text: 'Hallo' }]);
  });

  it('drops what was typed when somebody else answers the question: it is never another\'s answer', () => {
    const desk = new Desk(first, second).type('Hello');
    desk.prompt.see([second]);
    assert.equal(desk.shown, 'Q-0002 1/1');
    assert.deepEqual(desk.type('\r').answers, []);
  });

  it('does not ask again while an answer is on its way, and does with what was typed when it was not taken', () => {
    const desk = new Desk(first).type('Hello\r');
    desk.prompt.see([first]);
    assert.equal(desk.shown, undefined);
    desk.prompt.notTaken({ question: 'Q-0001', text: 'Hello' });
    assert.equal(desk.shown, 'Q-0001 1/1 Hello');
  });

  it('lets no refused answer into a line that is being typed', () => {
    const desk = new Desk(first, second).type('Hello\rHi');
    desk.prompt.notTaken({ question: 'Q-0001', text: 'Hello' });
    assert.equal(desk.shown, 'Q-0002 2/2 Hi');
  });

  it('hands Ctrl-C on, also when nothing is asked', () => {
    assert.equal(new Desk(first).type('\u0003').interrupts, 1);
  });
});
