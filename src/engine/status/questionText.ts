import { age } from './age.js';
import type { QuestionStatus } from './questionStatus.js';
import { isOpen } from './questionStatus.js';

/** The first line of a text, in so many characters. */
export function shortened(text: string, longest: number): string {
  const first = text.split('\n')[0] ?? '';
  return first.length > longest || first.length < text.length ? `${first.slice(0, longest - 1).trimEnd()}…` : first;
}

/** How long something still takes: `in 20m`; `now` when its time has come. */
export function untilWords(deadline: string, now: number): string {
  const end = Date.parse(deadline);
  return end <= now ? 'now' : `in ${age(new Date(now).toISOString(), end)}`;
}

/** What one can say to it, and what happens when nobody says anything; undefined when it names neither. */
export function choiceWords({ options, default: otherwise, deadline }: Pick<QuestionStatus, 'options' | 'default' | 'deadline'>, now: number): string | undefined {
  const parts = [
    options.length === 0 ? undefined : `options: ${options.join(' | ')}`,
    otherwise === undefined ? undefined : `without an answer${deadline === undefined ? '' : ` ${untilWords(deadline, now)}`}: ${shortened(otherwise, 80)}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** What the engineer types to answer it. */
function wayToAnswer({ id, drafted }: QuestionStatus): string {
  return drafted === true ? 'sanctum diff, then sanctum approve or sanctum reject' : `sanctum answer ${id} "…"`;
}

/** What was settled before on something worded alike, a line each: `like D-0003: Salut`. */
export function precedentLines({ precedents = [] }: Pick<QuestionStatus, 'precedents'>, longest: number): readonly string[] {
  return precedents.map(({ id, about, answer }) => {
    const [title = '', ...rest] = answer.split('\n').filter((line) => line.trim() !== '');
    // A decision is told with its title in front, which repeats what it is about.
    const said = title === about && rest.length > 0 ? rest.join(' ') : answer.replaceAll(/\s+/g, ' ');
    return `like ${id}, ${shortened(about, 60)}: ${shortened(said, longest)}`;
  });
}

/** A question that waits for the engineer, at a glance. */
export function engineersQuestionLines(question: QuestionStatus, now: number): readonly string[] {
  const { id, asker, asked } = question;
  const below = [`${asker}, ${age(asked, now)} ago`, choiceWords(question, now)].filter((part) => part !== undefined).join(' · ');
  return [`? ${id} asks you: ${shortened(question.question, 160)} (${wayToAnswer(question)})`, `    ${below}`, ...precedentLines(question, 100).map((line) => `    ${line}`)];
}

/** A question that lies with somebody else, at a glance. */
export function othersQuestionLine({ id, level, since, asker, question }: QuestionStatus, now: number): string {
  return `? ${id} lies with the ${level} for ${age(since, now)}: ${shortened(question, 80)} (${asker})`;
}

/** All of a question. */
export function questionLines(question: QuestionStatus, now: number): readonly string[] {
  const { id, level, asker, of, asked, since, text, answer, blocking, evidence, replaced } = question;
  const who = level === 'engineer' ? 'you' : `the ${level}`;
  const subject = of === undefined || asker.endsWith(of) ? '' : ` for ${of}`;
  const open = isOpen(question);
  const place = open ? `lies with ${who} for ${age(since, now)}` : answer === undefined ? 'withdrawn, since whoever asked is done' : `answered ${question.answeredBy ?? ''} ${age(since, now)} ago`;
  const choice = open ? choiceWords(question, now) : choiceWords({ ...question, deadline: undefined }, now);
  return [
    `${id} ${place} · ${asker} asked${subject} ${age(asked, now)} ago${blocking && open ? ', and waits' : ''}`,
    ...text.split('\n').map((line) => `  ${line}`.trimEnd()),
    ...(evidence === undefined ? [] : ['  what was tried and seen:', ...evidence.split('\n').map((line) => `    ${line}`.trimEnd())]),
    ...(choice === undefined ? [] : [`  ${choice}`]),
    ...precedentLines(question, 400).map((line) => `  ${line}`),
    ...replaced.flatMap(({ answer: before, words }) => [`  ✗ ${shortened(before, 160)} (answered ${words}, and corrected)`]),
    ...(answer === undefined ? [] : answer.split('\n').map((line, at) => `  ${at === 0 ? '→' : ' '} ${line}`.trimEnd())),
    ...(open && level === 'engineer' ? [`  ${wayToAnswer(question)}`] : []),
  ];
}
