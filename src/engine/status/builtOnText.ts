import type { BuiltOn } from '../../plan/builtOn.js';

/** What was built on an answer that does not hold any more, a line each; empty when nothing was. */
export function builtOnLines({ tickets, decisions, questions }: BuiltOn): readonly string[] {
  return [
    ...tickets.map(({ id, title, state, landed }) => `ticket ${id} ${title}: ${landed === undefined ? state : `landed as ${landed.slice(0, 10)}`}`),
    ...decisions.map(({ id, title, superseded }) => `decision ${id} ${title}: superseded by ${superseded ?? ''}`),
    ...questions.map((id) => `question ${id}: was answered from it, and is not corrected by this`),
  ];
}
