import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import { isOpen, questionsOf } from '../../engine/status/questionStatus.js';
import { choiceWords, shortened } from '../../engine/status/questionText.js';
import { questionPath } from '../../plan/paths.js';
import { needsOf } from './needs.js';
import type { Need } from './needs.js';
import { colours, icons } from './signs.js';
import { spokenAge, timeOfDay, withAge } from './times.js';
import { counted, escapeMarkdown, joined } from './viewNode.js';
import type { ViewNode } from './viewNode.js';
import type { ViewSource } from './viewSource.js';

const mostAnswered = 50;
const longestLabel = 120;

function withWhom(level: QuestionStatus['level']): string {
  return level === 'engineer' ? 'you' : `the ${level}`;
}

/** Where a question is, in words: `waits for you 5m`, `answered by the manager 1h 2m ago`. */
function placeWords({ answer, answeredBy, withdrawn, level }: QuestionStatus): string {
  if (withdrawn) return 'withdrawn';
  return answer === undefined ? `waits for ${withWhom(level)}` : `answered ${answeredBy ?? ''}`;
}

function questionTooltip(question: QuestionStatus, now: number): string {
  const { id, text, answer, asker, asked, blocking, evidence, replaced } = question;
  const lines = [
    `${asker} asked at ${timeOfDay(asked, now)}${blocking && isOpen(question) ? ', and waits for the answer' : ''}`,
    ...text.split(/\n+/),
    choiceWords(isOpen(question) ? question : { ...question, deadline: undefined }, now),
    evidence === undefined ? undefined : `Tried and seen: ${evidence}`,
    ...replaced.map(({ answer: before, words }) => `Answered before ${words}, and corrected: ${before}`),
    answer === undefined ? undefined : `Answer: ${answer}`,
  ];
  return [`**${id} ${placeWords(question)}**`, ...lines.filter((line) => line !== undefined).map((line) => escapeMarkdown(line))].join('\n\n');
}

/** A question as a row below the row named `parent`. */
export function questionNode(source: ViewSource, parent: string, question: QuestionStatus): ViewNode {
  const { id, asker, since, level } = question;
  const isMine = isOpen(question) && level === 'engineer';
  const place = placeWords(question);
  const ends = isOpen(question) && question.deadline !== undefined ? `its default at ${timeOfDay(question.deadline, source.now)}` : undefined;
  const of = source.view.observation.snapshot.questions.get(id)?.fields.asker.ticket;
  const open: Pick<ViewNode, 'icon' | 'context'> = { icon: isMine ? 'question' : icons.others, context: `question.${level}` };
  const closed: Pick<ViewNode, 'icon' | 'context'> = question.withdrawn ? { icon: icons.withdrawn, context: 'question.withdrawn' } : { icon: icons.answered, context: 'question.answered' };
  return {
    id: `${parent}/${id}`,
    kind: 'question',
    question: id,
    ...(of === undefined ? {} : { ticket: of }),
    path: questionPath(id),
    label: `${id} ${shortened(question.question, longestLabel)}`,
    description: joined([withAge(place, since, source.now), ends, asker]),
    ...(isOpen(question) ? open : closed),
    ...(isMine ? { colour: colours.attention } : {}),
    spoken: joined([`question ${id}`, question.question, `${place} since ${spokenAge(since, source.now)}`, ends, `asked by ${asker}`], ', '),
    click: 'open',
    tooltip: () => questionTooltip(question, source.now),
  };
}

const needIcons: Readonly<Record<Need['kind'], string>> = { approval: icons.approval, draft: icons.draft, proposal: icons.proposal, wait: icons.wait };

function needNode({ key }: ViewSource, { kind, words, hint, click, proposal, ticket }: Need): ViewNode {
  const label = words.charAt(0).toUpperCase() + words.slice(1);
  return {
    id: `${key}/need/${words}`,
    kind: 'need',
    label,
    description: hint ?? '',
    icon: needIcons[kind],
    colour: colours.attention,
    spoken: joined(['waits for you', words, hint], ', '),
    context: `need.${kind}`,
    ...(click === undefined ? {} : { click }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(proposal === undefined ? {} : { proposal: proposal.id, path: proposal.path, click: 'open' as const }),
    tooltip: () => escapeMarkdown(joined([label, hint], ': ')),
  };
}

interface QuestionGroup {
  readonly name: string;
  readonly label: string;
  readonly icon: string;
  readonly isOpenAtFirst: boolean;
  readonly count: number;
  readonly questions: () => readonly QuestionStatus[];
}

function groupNode(source: ViewSource, { name, label, icon, isOpenAtFirst, count, questions }: QuestionGroup): readonly ViewNode[] {
  const id = `${source.key}/questions/${name}`;
  if (count === 0) return [];
  return [
    {
      id,
      kind: 'group',
      label,
      description: String(count),
      icon,
      spoken: `${label}, ${counted(count, 'question')}`,
      context: 'group',
      below: { isOpenAtFirst, list: () => questions().map((question) => questionNode(source, id, question)) },
    },
  ];
}

/** The view Questions of one repository: what waits for the engineer, then what lies with others, then what was answered. */
export function questionNodes(source: ViewSource): readonly ViewNode[] {
  const { look, observation } = source.view;
  const mine = look.questions.filter(({ level }) => level === 'engineer');
  const others = look.questions.filter((question) => !mine.includes(question));
  const closed = [...observation.snapshot.questions.values()].filter(({ fields }) => fields.state !== 'open').length;
  const latest = (): readonly QuestionStatus[] =>
    questionsOf(observation.snapshot)
      .filter((question) => !isOpen(question))
      .sort((a, b) => b.since.localeCompare(a.since))
      .slice(0, mostAnswered);
  return [
    ...mine.map((question) => questionNode(source, `${source.key}/questions/mine`, question)),
    ...needsOf(source.view, (iso) => timeOfDay(iso, source.now)).map((need) => needNode(source, need)),
    ...groupNode(source, { name: 'others', label: 'With managers and architect', icon: icons.others, isOpenAtFirst: true, count: others.length, questions: () => others }),
    ...groupNode(source, { name: 'answered', label: 'Answered', icon: icons.answered, isOpenAtFirst: false, count: closed, questions: latest }),
  ];
}
