import type { RunState } from '../../agents/runs.js';
import type { Asked, Message } from '../../agents/runOrder.js';
import { readBody } from '../../plan/frontMatter.js';
import type { QuestionFields } from '../../plan/planningSchemas.js';
import { answerNamed } from '../../plan/answers.js';
import { askedText } from '../../plan/askedText.js';
import { toldAnswer, toldCorrection } from '../../plan/answerWords.js';
import { correctedFor } from '../../plan/corrected.js';
import { answeredFor, questionOf, sessionOf } from '../../plan/questionTransitions.js';
import type { Document, Snapshot } from '../../plan/snapshot.js';
import { isStale, staleWords } from '../../plan/staleness.js';

/** What has to go between a run and the plan. */
export interface Mail {
  /** Questions that are no documents yet. */
  readonly asked: readonly Asked[];
  /** Answers whose delivery to this run is to be recorded, by question. */
  readonly deliveries: readonly string[];
  /** What the run is to be told, everything that it has to be recorded for done. */
  readonly messages: readonly Message[];
}

/** The runs of one session number their questions each from 1, so that an earlier one's goes by its id, with its words. */
function answerTo({ fields, text }: Document<QuestionFields>, run: string): Message {
  const { id, asker, deliveries } = fields;
  const recorded = deliveries.find((delivery) => delivery.run === run)?.wording;
  const answer = toldAnswer(fields, recorded === undefined ? undefined : answerNamed(fields, recorded));
  if (asker.run === run) return { key: `answer-${String(asker.number)}`, text: answer };
  return { key: `earlier-${String(Number(id.slice(2)))}`, text: `${readBody(text).trim()}\n\nThe answer: ${answer}` };
}

/** The corrections whose delivery to a run is recorded. */
function corrections({ questions }: Snapshot, run: string): readonly Message[] {
  return [...questions.values()].flatMap((question): readonly Message[] => {
    const { fields } = question;
    const due = fields.deliveries.filter((delivery) => delivery.run === run && delivery.corrects);
    return due.map(({ wording }) => {
      const number = answerNamed(fields, wording);
      return { key: `corrected-${String(Number(fields.id.slice(2)))}-${String(number)}`, text: toldCorrection(fields, askedText(question), number) };
    });
  });
}

/** That the area of its ticket is another one than the one that the ticket was cut from; once for each content of it. */
export function areaNews(snapshot: Snapshot, id: string): Message | undefined {
  const ticket = snapshot.tickets.get(id);
  const area = ticket?.fields.area;
  const content = area === undefined ? undefined : snapshot.areas.get(area)?.blob;
  if (ticket === undefined || area === undefined || content === undefined || !isStale(snapshot, ticket)) return undefined;
  return { key: `area-${String(Number.parseInt(content.slice(0, 7), 16))}`, text: staleWords(snapshot, area) };
}

/** What is due between the plan and a run of `ticket` (undefined for a piece of work). Pure, and empty when all was done. */
export function mailDue(snapshot: Snapshot, run: string, state: RunState, ticket: string | undefined): Mail {
  const { asked, told } = state.mail;
  const unasked = asked.filter(({ number }) => questionOf(snapshot, run, number) === undefined);
  if (state.kind !== 'live') return { asked: unasked, deliveries: [], messages: [] };
  const untold = answeredFor(snapshot, run).map((question) => ({ id: question.fields.id, message: answerTo(question, run) })).filter(({ message }) => !told.has(message.key));
  const isRecorded = (id: string) => snapshot.questions.get(id)?.fields.deliveries.some((delivery) => delivery.run === run) === true;
  const corrected = correctedFor(snapshot, run, sessionOf(snapshot, run)).map(({ fields }) => fields.id);
  const area = ticket === undefined ? undefined : areaNews(snapshot, ticket);
  const notes = ticket === undefined ? [] : (snapshot.notes.get(ticket) ?? []);
  return {
    asked: unasked,
    deliveries: [...untold.map(({ id }) => id).filter((id) => !isRecorded(id)), ...corrected],
    messages: [
      ...untold.filter(({ id }) => isRecorded(id)).map(({ message }) => message),
      ...corrections(snapshot, run).filter(({ key }) => !told.has(key)),
      ...(area === undefined || told.has(area.key) ? [] : [area]),
      ...notes.map((text, at) => ({ key: `note-${String(at + 1)}`, text })).filter(({ key }) => !told.has(key)),
    ],
  };
}

export function isEmpty({ asked, deliveries, messages }: Mail): boolean {
  return asked.length + deliveries.length + messages.length === 0;
}

/** The first question that a run asked, waits for, and was not given the answer to: what it is parked on when it ends. */
export function openQuestionOf(snapshot: Snapshot, run: string, state: RunState): string | undefined {
  const waiting = state.mail.asked.find(({ number, blocking }) => blocking && !state.mail.handed.has(`answer-${String(number)}`));
  return waiting === undefined ? undefined : questionOf(snapshot, run, waiting.number)?.fields.id;
}
