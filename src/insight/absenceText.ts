import type { AbsenceReport } from './absence.js';
import { spendWords, unmeasuredWords } from './spend.js';

function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? '' : 's'}`;
}

/** `12 landed, 1 stuck, 2 questions, $8.40`: only what there is. */
export function absenceSummary({ landed, stuck, questions, spend, red }: AbsenceReport): string {
  const open = questions.filter(({ isOpen }) => isOpen).length;
  const parts = [
    landed.length === 0 ? undefined : `${String(landed.length)} landed`,
    stuck.length === 0 ? undefined : `${String(stuck.length)} stuck`,
    open === 0 ? undefined : plural(open, 'question'),
    red.some(({ until }) => until === undefined) ? 'master is red' : undefined,
    spend.dollars === undefined ? undefined : `$${spend.dollars.toFixed(2)}`,
  ].filter((part) => part !== undefined);
  if (parts.length > 0) return parts.join(', ');
  return spend.runs === 0 ? 'nothing' : plural(spend.runs, 'run');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

/** The report as Markdown, which is as good to read at a terminal; `because`: why it begins then, in a clause. */
export function absenceLines(report: AbsenceReport, because: string): readonly string[] {
  const { since, landed, stuck, failedRuns, questions, spend, decisions, flaky, red } = report;
  const words = spendWords(spend);
  const open = questions.filter(({ isOpen }) => isOpen);
  const answered = questions.filter(({ isOpen }) => !isOpen);
  return [
    `# Since ${since}, ${because}`,
    '',
    `${absenceSummary(report).replace(/^n/, 'N')}.`,
    ...section('Landed', landed.map(({ id, title, commit }) => `- ${id} ${title} (${commit.slice(0, 10)})`)),
    ...section('Failed', [
      ...stuck.map(({ id, title, why }) => `- ${id} ${title} is stuck${why === undefined ? '' : `: ${why}`}`),
      ...(failedRuns === 0 ? [] : [`- ${plural(failedRuns, 'other run')} came to nothing; the work goes on.`]),
      ...red.map(({ from, until }) => `- Master ${until === undefined ? 'is' : 'was'} red from ${from}${until === undefined ? ' on' : ` to ${until}`}.`),
    ]),
    ...section('Asked', [...open.map(({ id, question }) => `- ${id} waits for you: ${question}`), ...answered.map(({ id, question }) => `- ${id} is answered: ${question}`)]),
    ...section('Spent', spend.runs === 0 ? [] : [`- ${plural(spend.runs, 'run')}, ${plural(Math.round(spend.minutes), 'minute')}${words === undefined ? '' : `, ${words}`}${unmeasuredWords(spend)}.`]),
    ...section('Learned', [...decisions.map(({ id, title }) => `- ${id} ${title}`), ...flaky.map((name) => `- The test ${name} is flaky.`)]),
  ];
}
