import pc from 'picocolors';
import { age } from '../../engine/status/age.js';
import { precedentLines, shortened, untilWords } from '../../engine/status/questionText.js';
import type { ShownQuestion } from './answerPrompt.js';

/** So much of a question is shown where it is answered. */
const mostLines = 12;

/** The lines of a text, broken between words. */
function wrapped(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [''];
    for (const word of paragraph.split(/\s+/)) {
      const last = lines.at(-1) ?? '';
      if (last === '') lines[lines.length - 1] = word;
      else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

/** A question that lies with the engineer, and the line in which the answer is typed. */
export function drawQuestion({ question, line, place, of }: ShownQuestion, now: number, columns: number): readonly string[] {
  const { id, asker, asked, text, options, evidence, default: otherwise, deadline } = question;
  const alike = precedentLines(question, Math.max(20, columns - 30));
  const width = Math.max(20, columns - 4);
  const lines = wrapped(evidence === undefined ? text : `${text}\n\nTried and seen: ${evidence}`, width);
  const shown = lines.length <= mostLines ? lines : [...lines.slice(0, mostLines - 1), `… all of it: sanctum questions ${id}`];
  const help = ['Enter sends', options.length === 0 ? undefined : 'a number picks', of > 1 ? 'Esc: the next question' : undefined].filter((part) => part !== undefined);
  const room = Math.max(10, columns - id.length - 12);
  const typed = line.text.length > room ? `…${line.text.slice(1 - room)}` : line.text;
  return [
    ` ${pc.yellow('?')} ${pc.bold(`${asker} asks you`)}${pc.dim(`, ${age(asked, now)} ago${of > 1 ? ` · ${String(place)} of ${String(of)}` : ''}`)}`,
    ...shown.map((one) => `   ${one.replace(/^#+ (.*)$/, (_, heading: string) => pc.bold(heading))}`.trimEnd()),
    ...alike.map((line) => pc.dim(`   ${shortened(line, columns - 4)}`)),
    ...options.map((option, at) => `     ${pc.cyan(String(at + 1))} ${shortened(option, width - 4)}`),
    ...(otherwise === undefined ? [] : [pc.dim(`   without an answer${deadline === undefined ? '' : ` ${untilWords(deadline, now)}`}: ${shortened(otherwise, width - 20)}`)]),
    ` ${pc.bold(`answer ${id} >`)} ${typed}${pc.inverse(' ')}${line.text === '' ? pc.dim(` ${help.join(' · ')}`) : ''}`,
  ];
}
