import { ownerOf } from '../budgetQuestion.js';
import { levelSchema } from '../atoms.js';
import { readBody } from '../frontMatter.js';
import { runPath, workPath } from '../paths.js';
import type { QuestionFields } from '../planningSchemas.js';
import { questionSchema, workSchema } from '../planningSchemas.js';
import { wordingNow } from '../answers.js';
import { levelAbove, levelOf } from '../questionTransitions.js';
import { runSchema } from '../schemas.js';
import type { PlanRecord, Turn } from './planRecord.js';
import type { Violation } from './violation.js';

const levels = levelSchema.options;

interface Question {
  readonly blob: string;
  readonly fields: QuestionFields;
  readonly body: string;
}

/** A question before and after a turn. */
interface Change {
  readonly id: string;
  readonly path: string;
  /** Undefined: it was asked in this turn. */
  readonly before: Question | undefined;
  readonly after: Question;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether it was the engine that answered in this turn; otherwise a command did. */
function isEngines(record: PlanRecord, { index }: Turn, { path, after }: Change): boolean {
  const earlier = record.documentAt(questionSchema, path, index - 1);
  return earlier === undefined || 'words' in earlier || !same(earlier.fields.answered, after.fields.answered);
}

function askingFaults({ id, before, after }: Change): readonly string[] {
  const { fields } = after;
  const faults: string[] = [];
  if (fields.id !== id) faults.push(`calls itself ${fields.id}`);
  if (before === undefined) {
    if (fields.asker.ticket === undefined && fields.asker.work === undefined) faults.push('has an asker that works on nothing');
    if (fields.path.length > 1) faults.push('had climbed before it was asked');
    if (fields.state !== 'open' && fields.answered?.by !== 'decision') faults.push('was answered before it was asked');
    return faults;
  }
  const fixed = ['asker', 'asked'] as const;
  for (const field of fixed) if (!same(before.fields[field], fields[field])) faults.push(`changed its "${field}"`);
  if (!after.body.trimEnd().startsWith(before.body.trimEnd())) faults.push('changed its text');
  if (before.fields.state !== 'open' && before.fields.state !== fields.state) faults.push(`was ${before.fields.state}, and is ${fields.state} again`);
  return faults;
}

/** It begins with the level above its asker, or with whoever owns the budget that it is about, and goes up one level at a time. */
function pathFaults({ before, after }: Change, isEngineers: boolean): readonly string[] {
  const { asker, path, budget } = after.fields;
  const first = budget === undefined ? levelAbove[asker.role] : ownerOf(budget, asker);
  const faults: string[] = [];
  const old = before?.fields.path ?? [];
  if (before === undefined && path[0]?.level !== first) faults.push(`of a ${asker.role} agent began with the ${path[0]?.level ?? ''}, not with the ${first}`);
  const isLonger = old.every((step, at) => same(step, path[at]));
  if (!isLonger) faults.push(`went back, from the ${before === undefined ? '' : levelOf(before.fields)}`);
  path.forEach(({ level }, at) => {
    const below = path[at - 1]?.level;
    if (below === undefined || (isLonger && at < old.length)) return;
    if (levels.indexOf(level) !== levels.indexOf(below) + 1) faults.push(`went from the ${below} to the ${level}`);
  });
  if (before !== undefined && !isEngineers && path.length > old.length + 1) faults.push(`climbed ${String(path.length - old.length)} levels at once`);
  return faults;
}

/** Whether a decision was on the plan after a turn. */
function hasDecision(record: PlanRecord, { index }: Turn, decision: string | undefined): boolean {
  return record.steps.slice(0, index + 1).some(({ changes }) => changes.some(({ path, after }) => after !== undefined && path.startsWith(`decisions/${decision ?? ''}-`)));
}

function defaultFaults(record: PlanRecord, turn: Turn, change: Change): readonly string[] {
  const { default: otherwise, deadline, answer, answered } = change.after.fields;
  if (!isEngines(record, turn, change)) return ['was answered by its default by somebody else than the engine'];
  if (deadline === undefined || answered === undefined || Date.parse(answered.at) < Date.parse(deadline)) return ['was answered by its default before its deadline'];
  return answer === otherwise ? [] : ['was answered by something else than its default, in its name'];
}

function answerFaults(record: PlanRecord, turn: Turn, change: Change): readonly string[] {
  const { before, after } = change;
  const { state, answer, answered, replaced } = after.fields;
  if (before !== undefined && !before.fields.replaced.every((one, at) => same(one, replaced[at]))) return ['lost an answer that it had before'];
  if (state !== 'answered') return answer === undefined && answered === undefined ? [] : [`holds an answer, and is ${state}`];
  if (answer === undefined || answered === undefined) return ['is answered without an answer'];
  const { by, run } = answered;
  if (before === undefined) return by === 'decision' && !hasDecision(record, turn, answered.from) ? ['was answered by a decision that there is not'] : [];
  if (same(before.fields.answered, answered) && before.fields.answer === answer) return [];
  if (before.fields.state === 'answered') {
    if (by !== 'engineer') return [`was answered anew by the ${by}`];
    if (replaced[before.fields.replaced.length]?.answer !== before.fields.answer) return ['was answered anew, and the answer before is not kept'];
  }
  if (by === 'decision') return ['was answered by a decision after others had been asked'];
  if (by === 'default') return defaultFaults(record, turn, change);
  if (by !== 'engineer') {
    const lay = levelOf(before.fields);
    if (before.fields.state === 'open' && lay !== by) return [`was answered by the ${by} while it lay with the ${lay}`];
    if (levelOf(after.fields) !== by) return [`was answered by the ${by}, and lies with the ${levelOf(after.fields)}`];
    return run === undefined || !isEngines(record, turn, change) ? [`was answered in the ${by}'s name by somebody else`] : [];
  }
  if (levelOf(after.fields) !== by) return [`was answered by the engineer, and lies with the ${levelOf(after.fields)}`];
  return run !== undefined || isEngines(record, turn, change) ? ['was answered in the engineer\'s name by somebody else'] : [];
}

/** Whether a run is on the same ticket, or the same piece of work, as the one that asked. */
function isOfAsker(record: PlanRecord, index: number, { asker }: QuestionFields, run: string): boolean {
  if (run === asker.run) return true;
  const recorded = record.documentAt(runSchema, runPath(run), index);
  const ended = recorded !== undefined && 'fields' in recorded ? recorded.fields : undefined;
  if (asker.work !== undefined) {
    const work = record.documentAt(workSchema, workPath(asker.work), index);
    return ended?.work === asker.work || (work !== undefined && 'fields' in work && work.fields.run === run);
  }
  if (asker.ticket === undefined) return false;
  return ended?.ticket === asker.ticket || record.ticketAt(asker.ticket, index)?.fields.run === run;
}

function deliveryFaults(record: PlanRecord, { index }: Turn, { before, after }: Change): readonly string[] {
  const { fields } = after;
  const old = before?.fields.deliveries ?? [];
  const faults: string[] = [];
  if (!old.every((delivery, at) => same(delivery, fields.deliveries[at]))) faults.push('lost a delivery of its answer');
  const given = new Set(old.map(({ run, wording }) => `${run} ${wording}`));
  for (const { run, wording } of fields.deliveries.slice(old.length)) {
    if (given.has(`${run} ${wording}`)) faults.push(`was delivered twice to ${run}`);
    given.add(`${run} ${wording}`);
    if (fields.answer === undefined || fields.state !== 'answered') faults.push(`was delivered to ${run} before it was answered`);
    else if (wordingNow(fields) !== wording) faults.push(`was delivered to ${run} in other words than its answer's`);
    if (!isOfAsker(record, index, fields, run)) faults.push(`was delivered to ${run}, which is on something else than ${fields.asker.run} was`);
  }
  return faults;
}

function isAnsweredByEngineer({ before, after }: Change): boolean {
  const by = after.fields.answered?.by;
  return by === 'engineer' && !same(before?.fields.answered, after.fields.answered);
}

const remedy = 'Look at the commit with git show; answer the question yourself if its asker may have been misled (sanctum answer), and report this.';

/**
 * Invariant 14: a question has one asker and one answer; it climbs one level at a time, is answered where it lies or by the engineer, and
 * its answer is given once to each run that waits for it. Looked at after each commit of the engine's.
 */
export function questionsAnswered(record: PlanRecord): readonly Violation[] {
  const violations: Violation[] = [];
  const known = new Map<string, Question>();
  const asked = new Map<string, string>();
  for (const turn of record.turns) {
    const { index, step, paths } = turn;
    for (const path of paths) {
      const id = /^questions\/([^/]+)\.md$/.exec(path)?.[1];
      const blob = record.blobAt(path, index);
      const before = id === undefined ? undefined : known.get(id);
      if (id === undefined || blob === undefined || blob === before?.blob) continue;
      const broken = (words: string) => violations.push({ invariant: 14, commit: step.commit, path, words: `The question ${id} ${words}.`, remedy });
      const read = record.documentAt(questionSchema, path, index);
      if (read === undefined || 'words' in read) {
        broken(`cannot be read${read === undefined ? '' : `: ${read.words.replace(/\.$/, '')}`}`);
        continue;
      }
      const after = { blob, fields: read.fields, body: readBody(record.texts.get(blob) ?? '') };
      known.set(id, after);
      const change = { id, path, before, after };
      const { run, number } = after.fields.asker;
      const other = before === undefined ? asked.get(`${run} ${String(number)}`) : undefined;
      if (other !== undefined) broken(`is ${other} asked once more: both are number ${String(number)} of ${run}`);
      else if (before === undefined) asked.set(`${run} ${String(number)}`, id);
      for (const words of [...askingFaults(change), ...pathFaults(change, isAnsweredByEngineer(change)), ...answerFaults(record, turn, change), ...deliveryFaults(record, turn, change)]) broken(words);
    }
  }
  return violations;
}
