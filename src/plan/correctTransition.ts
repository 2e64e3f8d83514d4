import { moneyAnswerProblem } from './budgetQuestion.js';
import { setFields } from './frontMatter.js';
import { decisionChanges, pathTo, pathValue } from './questionTransitions.js';
import type { DecisionFields } from './planningSchemas.js';
import type { Document, Snapshot } from './snapshot.js';
import type { Change, Transition } from './transition.js';

/** The decisions in force that the answer to a question made. */
function madeBy({ decided }: Snapshot, question: string): readonly Document<DecisionFields>[] {
  return [...decided.values()].filter(({ fields }) => fields.question === question && fields.superseded === undefined);
}

/** What was decided by the answer that does not hold any more, and what is decided instead. */
function decisionsAnew(snapshot: Snapshot, question: string, text: string, at: string): readonly Change[] {
  const old = madeBy(snapshot, question);
  const made = decisionChanges(snapshot, old.map(({ fields: { id, title } }) => ({ title, text, question, by: 'engineer', at, replaces: id })));
  const superseded = old.map(({ path, text: present }, number): Change => {
    const id = /^decisions\/(D-\d+)-/.exec(made[number]?.[0] ?? '')?.[1];
    return [path, setFields(present, { superseded: id })];
  });
  return [...made, ...superseded];
}

/**
 * Puts another answer of the engineer's in the place of the one that a question has, whoever gave that. The old one stays in the
 * document; a decision that it made is superseded; who was told the old one is told the new one.
 */
export function correct(id: string, text: string, at: string): Transition {
  return (snapshot) => {
    const question = snapshot.questions.get(id);
    if (question === undefined) return { refused: `There is no question ${id}. They are listed by: sanctum questions --all` };
    const { state, answer, answered, replaced } = question.fields;
    if (state !== 'answered' || answer === undefined || answered === undefined) return { refused: state === 'open' ? `${id} is not answered yet. Answer it: sanctum answer ${id} "…"` : `${id} was withdrawn: whoever asked is done, or gone.` };
    if (answer === text && answered.by === 'engineer') return { refused: `${id} is answered so already.` };
    const problem = moneyAnswerProblem(question.fields, text);
    if (problem !== undefined) return { refused: problem };
    const changed = setFields(question.text, {
      path: pathValue(pathTo(question.fields, 'engineer', at)),
      answer: text,
      answered: { by: 'engineer', at },
      replaced: [...replaced, { ...answered, answer }].map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as Record<string, string>),
    });
    return { transition: 'correct', subject: `correct ${id}`, changes: new Map([[question.path, changed], ...decisionsAnew(snapshot, id, text, at)]) };
  };
}
