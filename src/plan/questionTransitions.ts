import type { Level, Role } from './atoms.js';
import { levelSchema } from './atoms.js';
import type { FieldValue } from './frontMatter.js';
import { appendSection, setFields } from './frontMatter.js';
import { wordingNow } from './answers.js';
import { answeredBy } from './answerWords.js';
import { correctedFor } from './corrected.js';
import { askedText } from './askedText.js';
import { decisionPath, questionPath } from './paths.js';
import { moneyAnswerProblem, ownerOf } from './budgetQuestion.js';
import type { DecisionFields, PlanChange, QuestionFields } from './planningSchemas.js';
import { settledBefore } from './precedents.js';
import type { ChargedBudget } from './schemas.js';
import type { Document, Snapshot } from './snapshot.js';
import type { Change, Refusal, Transition } from './transition.js';
import { document } from './transition.js';

const levels = levelSchema.options;

/** In characters. */
const longestTitle = 160;

/** Who is asked first by a role: the level above it. Nobody skips one. */
export const levelAbove: Readonly<Record<Role, Level>> = { coding: 'manager', merging: 'manager', manager: 'architect', architect: 'engineer' };

/** The level that a question lies with. */
export function levelOf(question: QuestionFields): Level {
  return question.path.at(-1)?.level ?? 'engineer';
}

/** The path as front matter holds it. */
export function pathValue(path: QuestionFields['path']): FieldValue {
  return path.map(({ level, at, view }) => (view === undefined ? { level, at } : { level, at, view }));
}

/** The path of a question that is answered by a level, from where it lies: all levels in between are on it. */
export function pathTo(question: QuestionFields, by: Level, at: string): QuestionFields['path'] {
  const path = [...question.path];
  for (let level = levels.indexOf(levelOf(question)) + 1; level <= levels.indexOf(by); level += 1) path.push({ level: levels[level] ?? 'engineer', at });
  return path;
}

export interface NewQuestion {
  readonly asker: QuestionFields['asker'];
  readonly text: string;
  readonly options: readonly string[];
  readonly evidence?: string;
  readonly default?: string;
  readonly deadline?: string;
  readonly blocking: boolean;
  /** It asks for a change of the plan. */
  readonly change?: PlanChange;
  /** It asks what is to be done about a budget; whoever owns that is asked first. */
  readonly budget?: ChargedBudget;
  readonly asked: string;
}

/** The question that a run asked as its `number`-th, or undefined. */
export function questionOf(snapshot: Snapshot, run: string, number: number): Document<QuestionFields> | undefined {
  return [...snapshot.questions.values()].find(({ fields }) => fields.asker.run === run && fields.asker.number === number);
}

function nextId(prefix: string, highest: number): string {
  return `${prefix}-${String(highest + 1).padStart(4, '0')}`;
}

/** Writes down what an agent asks. What was decided before on the very same question answers it at once, and nobody is disturbed. */
export function ask(question: NewQuestion): Transition {
  return (snapshot) => {
    const { asker, text, options, blocking, asked } = question;
    const known = questionOf(snapshot, asker.run, asker.number);
    if (known !== undefined) return { refused: `${known.fields.id} is this question already.` };
    const id = nextId('Q', Math.max(0, ...[...snapshot.questions.keys()].map((other) => Number(other.slice(2)))));
    const path = [{ level: question.budget === undefined ? levelAbove[asker.role] : ownerOf(question.budget, asker), at: asked }];
    const settled = question.change === undefined && question.budget === undefined ? settledBefore(snapshot, question) : undefined;
    const outcome = settled === undefined ? { state: 'open' } : { state: 'answered', answer: settled.answer, answered: { by: 'decision', at: asked, from: settled.decision } };
    const { evidence, default: otherwise, deadline } = question;
    const fields = { id, ...outcome, asker, blocking, options: options.length === 0 ? undefined : options, evidence, default: otherwise, deadline, change: question.change, budget: question.budget, asked, path };
    return {
      transition: 'ask',
      ...(asker.ticket === undefined ? {} : { ticket: asker.ticket }),
      subject: `ask ${id}${settled === undefined ? '' : `, answered by ${settled.decision}`}: ${text.split('\n')[0] ?? ''}`.slice(0, 100),
      changes: new Map([[questionPath(id), document(fields, text)]]),
    };
  };
}

/** The question while nobody has answered it. */
export function openQuestion(snapshot: Snapshot, id: string): Document<QuestionFields> | Refusal {
  const question = snapshot.questions.get(id);
  if (question === undefined) return { refused: `There is no question ${id}. They are listed by: sanctum questions --all` };
  switch (question.fields.state) {
    case 'open':
      return question;
    case 'answered':
      return { refused: `${id} was answered already, ${answeredBy(question.fields)}.` };
    case 'withdrawn':
      return { refused: `${id} was withdrawn: whoever asked is done, or gone.` };
  }
}

/** The question while it lies with `level`. */
export function openAt(snapshot: Snapshot, id: string, level: Level): Document<QuestionFields> | Refusal {
  const question = openQuestion(snapshot, id);
  if ('refused' in question) return question;
  const at = levelOf(question.fields);
  return at === level ? question : { refused: `${id} lies with the ${at}, not with the ${level}.` };
}

export interface Answer {
  readonly text: string;
  readonly by: Level;
  readonly at: string;
  readonly run?: string;
  /** What it decides for good, for whoever has the same question later. */
  readonly decision?: { readonly title: string; readonly text: string };
}

/** The question with its answer, and the decision that it makes. */
export function answeredChanges(snapshot: Snapshot, question: Document<QuestionFields>, answer: Answer): Change[] {
  const { id } = question.fields;
  const answered = { by: answer.by, at: answer.at, ...(answer.run === undefined ? {} : { run: answer.run }) };
  const text = setFields(question.text, { state: 'answered', path: pathValue(pathTo(question.fields, answer.by, answer.at)), answer: answer.text, answered });
  return [[question.path, text], ...(answer.decision === undefined ? [] : decisionChanges(snapshot, [{ ...answer.decision, question: id, by: answer.by, at: answer.at }]))];
}

/** New documents for decisions, with the next ids. */
export function decisionChanges(snapshot: Snapshot, decisions: readonly (Omit<DecisionFields, 'id'> & { readonly text: string })[]): Change[] {
  return decisions.map(({ title, text, question, by, at, replaces }, number): Change => {
    const id = nextId('D', snapshot.decisions + number);
    return [decisionPath(id, title), document({ id, title, question, by, at, replaces }, text)];
  });
}

/** What a question is about, in the line that a decision is called by. */
function titleOf(question: Document<QuestionFields>): string {
  const first = askedText(question).split('\n')[0]?.replace(/^#+\s*/, '').trim() ?? '';
  return first === '' ? question.fields.id : Array.from(first).slice(0, longestTitle).join('');
}

/**
 * The engineer answers, whoever the question lies with: what is above the levels in between need not wait for them, and the path says so. With `decides` the
 * answer is a decision as well: whoever has the same question later is answered by it.
 */
export function answer(id: string, text: string, at: string, decides = false): Transition {
  return (snapshot) => {
    const question = openQuestion(snapshot, id);
    if ('refused' in question) {
      const isAnswered = snapshot.questions.get(id)?.fields.state === 'answered';
      return isAnswered ? { refused: `${question.refused} Another answer takes its place by: sanctum answer ${id} --correct "…"` } : question;
    }
    const problem = moneyAnswerProblem(question.fields, text);
    if (problem !== undefined) return { refused: problem };
    if (decides && question.fields.change !== undefined) return { refused: `${id} asks for a change of the plan, which no other question is about. Answer it without making a decision of it.` };
    const decision = decides ? { decision: { title: titleOf(question), text } } : {};
    return { transition: 'answer', subject: `answer ${id}${decides ? ', for good' : ''}`, changes: new Map(answeredChanges(snapshot, question, { text, by: 'engineer', at, ...decision })) };
  };
}

/** Whether a question's deadline is over, and nobody has answered it. `now` in milliseconds. */
export function isOverdue({ state, default: otherwise, deadline }: QuestionFields, now: number): boolean {
  return state === 'open' && otherwise !== undefined && deadline !== undefined && Date.parse(deadline) <= now;
}

/** At its deadline a question is answered by what its asker said it would do; that nobody decided it is recorded. */
export function takeDefault(id: string, at: string): Transition {
  return (snapshot) => {
    const question = openQuestion(snapshot, id);
    if ('refused' in question) return question;
    const { fields, path, text } = question;
    if (!isOverdue(fields, Date.parse(at)) || fields.default === undefined) return { refused: `${id} can still be answered.` };
    const changed = setFields(text, { state: 'answered', answer: fields.default, answered: { by: 'default', at } });
    return { transition: 'default', subject: `default ${id}: nobody answered by its deadline`, changes: new Map([[path, changed]]) };
  };
}

/** Whether somebody is left who would hear the answer: the ticket that it was asked for is not ended, or the piece of work is still to be done. */
export function hasHearer({ tickets, work }: Snapshot, { ticket, work: name }: QuestionFields['asker']): boolean {
  if (ticket === undefined) return name !== undefined && work.has(name);
  const state = tickets.get(ticket)?.state;
  return state !== undefined && state !== 'done' && state !== 'cancelled';
}

/** Takes a question back that nobody waits for any more, so that it climbs no further and troubles no one. */
export function withdraw(id: string): Transition {
  return (snapshot) => {
    const question = openQuestion(snapshot, id);
    if ('refused' in question) return question;
    if (hasHearer(snapshot, question.fields.asker)) return { refused: `${id} is still waited for.` };
    return { transition: 'withdraw', subject: `withdraw ${id}`, changes: new Map([[question.path, setFields(question.text, { state: 'withdrawn' })]]) };
  };
}

/** The question one level higher, with what the level below says to it. */
export function passedUpChange(question: Document<QuestionFields>, view: string, at: string): Change {
  const from = levelOf(question.fields);
  const above = levels[levels.indexOf(from) + 1] ?? 'engineer';
  const path = pathValue([...question.fields.path, { level: above, at, view }]);
  return [question.path, appendSection(setFields(question.text, { path }), `Passed up by the ${from}`, view)];
}

function deliveryChange(question: Document<QuestionFields>, run: string, at: string, corrects = false): Change {
  const delivery = { run, at, wording: wordingNow(question.fields) };
  const deliveries = [...question.fields.deliveries, corrects ? { ...delivery, corrects } : delivery];
  return [question.path, setFields(question.text, { deliveries })];
}

/** The run and those whose session it goes on with: the answers that they waited for were the first that it was given. */
export function sessionOf({ questions }: Snapshot, run: string): ReadonlySet<string> {
  const session = new Set<string>();
  for (let at: string | undefined = run; at !== undefined && !session.has(at); ) {
    session.add(at);
    const present: string = at;
    at = [...questions.values()].find(({ fields: { asker, deliveries } }) => asker.run !== present && deliveries.some((delivery) => delivery.run === present))?.fields.asker.run;
  }
  return session;
}

/** The answered questions that a run is to hear of while it is at work: its own, and those that its session did not wait for before, unless it has heard. */
export function answeredFor(snapshot: Snapshot, run: string): readonly Document<QuestionFields>[] {
  const session = sessionOf(snapshot, run);
  return [...snapshot.questions.values()].filter(({ fields: { state, asker, blocking, deliveries } }) => {
    if (state !== 'answered' || !session.has(asker.run)) return false;
    return asker.run === run || (!blocking && deliveries.every((delivery) => delivery.run === run));
  });
}

/** Records that the run that asked, or that goes on with its session, is given the answer; only then it is. */
export function deliver(id: string, run: string, at: string): Transition {
  return (snapshot) => {
    const question = snapshot.questions.get(id);
    if (question?.fields.state !== 'answered') return { refused: `${id} is not answered.` };
    const corrects = correctedFor(snapshot, run, sessionOf(snapshot, run)).includes(question);
    if (!corrects && question.fields.deliveries.some((delivery) => delivery.run === run)) return { refused: `${id} was delivered to ${run} already.` };
    if (!corrects && !answeredFor(snapshot, run).includes(question)) return { refused: `${id} was not asked by ${run}.` };
    return { transition: 'deliver', subject: `deliver ${id}${corrects ? ', corrected' : ''}`, changes: new Map([deliveryChange(question, run, at, corrects)]) };
  };
}

/**
 * The questions for whose answers a run ended that is parked on one of them: their answers are the first message of the run that goes on. All of
 * its blocking ones from that one on: what is recorded as delivered to a run that ended at that moment may never have reached it.
 */
export function awaited(snapshot: Snapshot, parked: string): readonly Document<QuestionFields>[] {
  const first = snapshot.questions.get(parked)?.fields.asker;
  if (first === undefined) return [];
  return [...snapshot.questions.values()].filter(({ fields: { asker, blocking } }) => asker.run === first.run && asker.number >= first.number && blocking);
}

/** The question that whoever is parked still waits for; undefined when all is answered, or it is not parked. */
function unanswered(snapshot: Snapshot, parked: string | undefined): string | undefined {
  if (parked === undefined) return undefined;
  const questions = awaited(snapshot, parked);
  return questions.length === 0 ? parked : questions.find(({ fields }) => fields.state !== 'answered')?.fields.id;
}

/** What it changes that `run` goes on where another one is parked: it is given the answers. Refused while one of them is not there. */
export function resumption(snapshot: Snapshot, parked: string | undefined, run: string, at: string): { readonly changes: readonly Change[] } | Refusal {
  const open = unanswered(snapshot, parked);
  if (open !== undefined) return { refused: `${open} is not answered yet.` };
  return { changes: parked === undefined ? [] : awaited(snapshot, parked).map((question) => deliveryChange(question, run, at)) };
}

/** What the ticket or the piece of work was parked on that `run` was to go on with: the first of the questions whose answers it was given by `resumption`. */
export function begunWithAnswerTo({ questions }: Snapshot, run: string): string | undefined {
  const given = [...questions.values()].filter(({ fields: { asker, blocking, deliveries } }) => blocking && asker.run !== run && deliveries.some((delivery) => delivery.run === run && !delivery.corrects));
  return given.sort((one, other) => one.fields.asker.number - other.fields.asker.number)[0]?.fields.id;
}

/** Whether a ticket or a piece of work could go on: it is not parked, or all that it waits for is answered. */
export function mayGoOn(snapshot: Snapshot, parked: string | undefined): boolean {
  return unanswered(snapshot, parked) === undefined;
}
