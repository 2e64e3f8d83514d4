import type { Asked } from '../../agents/runOrder.js';
import { askLine } from './askLine.js';

/** A question of the architect's, as the engineer reads it. */
function printQuestion({ question, options, default: byDefault }: Asked): string {
  const choices = options.map((option, at) => `\n  ${String(at + 1)}  ${option}`).join('');
  return `The architect asks: ${question.trim()}${choices}${byDefault === undefined ? '' : `\n  Unless told otherwise: ${byDefault}`}\n> `;
}

/** Asks at the terminal; the number of an option stands for it. */
export async function askEngineer(question: Asked, over: AbortSignal): Promise<string | undefined> {
  const typed = await askLine(printQuestion(question), over);
  const chosen = typed !== undefined && /^\s*\d+\s*$/.test(typed) ? question.options[Number(typed) - 1] : undefined;
  return chosen ?? typed;
}
