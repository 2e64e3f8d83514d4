import { longest } from '../atoms.js';
import { shortName } from '../paths.js';
import type { TicketFields } from '../schemas.js';
import { readBoldTicket } from './boldTicket.js';
import type { ImportedDecision, ImportedPlan, ImportedTicket } from './importedPlan.js';
import type { Round } from './importSchemas.js';
import { plainLine } from './plainLine.js';
import { areaHashes, contentHash, readAreas } from './scriptoriumAreas.js';
import type { Remark, SourceFile, SourceTimes } from './sourceFile.js';
import { leftOut, readOtherwise } from './sourceFile.js';
import type { NumberedPlace } from './ticketIds.js';
import { dependencies, numbered, sourcePlace } from './ticketIds.js';

/** The plan of another system, to be read. */
export interface ImportSource {
  /** The commit that it is read from. */
  readonly commit: string;
  readonly files: readonly SourceFile[];
  /** By path. */
  readonly times: ReadonlyMap<string, SourceTimes>;
  /** The time of the import. */
  readonly at: string;
}

/** A file that could be read as text. */
interface TextFile {
  readonly path: string;
  readonly content: Buffer;
  readonly text: string;
}

/** The largest document that is taken, in bytes. */
export const largestFile = 1_000_000;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(file: SourceFile): TextFile | Remark {
  const { path } = file;
  if ('words' in file) return leftOut(path, file.words);
  if (file.content.length > largestFile) return leftOut(path, `It is larger than ${String(largestFile)} bytes.`);
  if (file.content.includes(0)) return leftOut(path, 'It is no text.');
  try {
    return { path, content: file.content, text: decoder.decode(file.content) };
  } catch {
    return leftOut(path, 'It is no text in UTF-8.');
  }
}

/** What is there beside spec, areas, decisions and tickets, and why it does not come over. */
const notTaken: readonly (readonly [RegExp, string])[] = [
  [/^health\//, 'What is known of the health of master is found out anew.'],
  [/^\.scriptorium-journal\.json$/, 'A step of Scriptorium was cut short by this journal: look whether the plan was whole.'],
  [/^queue\/merge\/active\.md$/, 'What was being merged is begun anew.'],
  [/^(?:docs\/|iteration_log\.md$)/, 'Sanctum has no document of this kind.'],
  [/^services\//, 'Sanctum has no services.'],
];

/** Files without a content of their own. */
const signs = /^(?:areas\/\.spec-hash|tickets\/\.area-hashes|(?:.*\/)?\.gitkeep)$/;

/** Of how difficult each word speaks, from 1 to 10. */
const difficulties: Readonly<Record<NonNullable<Round['difficulty']>, readonly [number, number]>> = { trivial: [1, 2], easy: [2, 4], medium: [4, 6], hard: [6, 8], complex: [8, 10] };

function predictionOf(rounds: readonly Round[]): TicketFields['prediction'] {
  const predicted = rounds.findLast((round) => round.predicted !== undefined)?.predicted;
  if (predicted?.difficulty === undefined || predicted.minutes === undefined) return undefined;
  const [least, most] = difficulties[predicted.difficulty];
  return { difficulty: [least, most], minutes: [predicted.minutes, predicted.minutes] };
}

/** Submissions that waited: what they hold is on branches, which stay. */
function queueRemarks(files: readonly TextFile[]): readonly Remark[] {
  return files.map(({ path, text }) => {
    const field = (name: string): string => plainLine(new RegExp(`^\\*\\*${name}:\\*\\*[ \\t]*(\\S[^\\n]*)`, 'm').exec(text)?.[1] ?? '', 120, 'it does not say which');
    return leftOut(path, `The submission is not tested again: its ticket (${field('Ticket')}) is open. What it holds is on the branch ${field('Branch')}.`);
  });
}

function decisionOf({ path, text }: TextFile): ImportedDecision {
  const heading = /^\s*#\s+(\S.*)/.exec(text.replace(/^\ufeff/, ''))?.[1];
  const name = path.slice('decisions/'.length, -'.md'.length);
  return { title: plainLine(heading ?? name, longest.line), text: text.replace(/^\ufeff/, '').trim() };
}

interface TicketGround {
  readonly source: ImportSource;
  readonly areas: ReadonlyMap<string, string>;
}

interface ReadTicket {
  readonly ticket: ImportedTicket;
  readonly dependsOn: readonly string[];
  readonly outputs: number;
  readonly remarks: readonly Remark[];
}

function ticketOf(place: NumberedPlace, text: string, { source, areas }: TicketGround): ReadTicket {
  const { id, path, state, words } = place;
  const read = readBoldTicket(text, place.number);
  const say = (told: string): Remark => readOtherwise(path, told);
  const remarks = read.problems.map((problem) => say(`${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`));
  if (read.number !== undefined && place.number !== undefined && Number(read.number) !== Number(place.number)) remarks.push(say(`Its title calls it ${read.number}; it keeps the number of its file.`));
  if (read.title === undefined) remarks.push(say('It has no title: it is called as its file is.'));
  const area = read.area === undefined ? undefined : areas.get(read.area);
  if (read.area !== undefined && area === undefined) remarks.push(say(`It is in no area: there is none called "${plainLine(read.area, 80)}".`));
  if (state === 'in-progress') {
    const where = read.worktree === undefined ? '' : ` What its worktree holds (${plainLine(read.worktree, 300)}) stays there.`;
    remarks.push(say(`It was being worked on: it is open, and is begun anew.${where}`));
  }
  const { created, arrived } = source.times.get(path) ?? {};
  const title = read.title ?? plainLine(words.replace(/[-_]+/g, ' '), longest.line, `Ticket ${id}`);
  const ended = state === 'done' ? arrived : undefined;
  return {
    ticket: {
      state: state === 'in-progress' ? 'open' : state,
      name: shortName(words === '' ? title : words),
      fields: {
        id,
        title,
        priority: read.priority ?? 'medium',
        area,
        prediction: predictionOf(read.rounds),
        created: created ?? source.at,
        imported: { from: source.commit, path: plainLine(path, 1000), state, ...(ended === undefined ? {} : { ended }), rounds: [...read.rounds] },
      },
      body: read.body,
    },
    dependsOn: read.dependsOn,
    outputs: read.outputs,
    remarks,
  };
}

/**
 * Reads a plan of Scriptorium's as documents of this one. Every file of it is in what is handed over: as a document, or in a remark. It
 * survives any content. Pure.
 */
export function readScriptorium(source: ImportSource): ImportedPlan {
  const remarks: Remark[] = [];
  const texts = new Map<string, TextFile>();
  for (const file of source.files) {
    const read = textOf(file);
    if ('text' in read) texts.set(read.path, read);
    else remarks.push(read);
  }
  const files = [...texts.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  const matching = (pattern: RegExp): readonly TextFile[] => files.filter(({ path }) => pattern.test(path));

  const spec = texts.get('spec.md');
  const hasSpec = spec !== undefined && spec.text.trim() !== '';
  const specIsCut = hasSpec && texts.get('areas/.spec-hash')?.text.trim().toUpperCase() === contentHash(spec.content);
  if (spec !== undefined && !hasSpec) remarks.push(leftOut('spec.md', 'It is empty.'));
  if (hasSpec && !specIsCut) remarks.push(readOtherwise('spec.md', 'No areas were written yet for what it says now: the architect will write them.'));

  const areaFiles = matching(/^areas\/[^/]+\.md$/).filter(({ path, text }) => {
    if (text.trim() !== '') return true;
    remarks.push(leftOut(path, 'It is empty.'));
    return false;
  });
  const areas = readAreas(areaFiles.map((file) => ({ ...file, name: file.path.slice('areas/'.length, -'.md'.length) })), areaHashes(texts.get('tickets/.area-hashes')?.text ?? ''));
  remarks.push(...areas.remarks);

  const decisionFiles = matching(/^decisions\/[^/]+\.md$/);
  for (const { path } of decisionFiles) remarks.push(readOtherwise(path, "Who decided it is not known: it counts as the architect's, from today."));

  const queued = matching(/^queue\/merge\/pending\/[^/]+\.md$/);
  remarks.push(...queueRemarks(queued));

  const places = files.flatMap(({ path }) => sourcePlace(path) ?? []);
  const given = numbered(places);
  remarks.push(...given.remarks);
  const read = given.places.map((place) => ticketOf(place, texts.get(place.path)?.text ?? '', { source, areas: areas.names }));
  const waits = dependencies(read.map(({ ticket: { fields }, dependsOn }, at) => ({ id: fields.id, path: given.places[at]?.path ?? '', dependsOn })));
  remarks.push(...read.flatMap((one) => one.remarks), ...waits.remarks);
  const outputs = read.reduce((sum, one) => sum + one.outputs, 0);
  if (outputs > 0) remarks.push(leftOut('tickets/', `What agents printed at the end of their runs, ${String(outputs)} times, does not stand in the tickets any more.`));

  const taken = new Set([...areaFiles, ...decisionFiles, ...queued, ...places].map(({ path }) => path).concat('spec.md', ...remarks.map(({ path }) => path)));
  for (const { path } of files) {
    if (taken.has(path) || signs.test(path)) continue;
    remarks.push(leftOut(path, notTaken.find(([pattern]) => pattern.test(path))?.[1] ?? 'It is no document that is known.'));
  }
  return {
    spec: hasSpec ? { text: spec.text, isCut: specIsCut } : undefined,
    areas: areas.areas,
    decisions: decisionFiles.map(decisionOf),
    tickets: read.map(({ ticket }) => {
      const dependsOn = waits.of.get(ticket.fields.id) ?? [];
      return dependsOn.length === 0 ? ticket : { ...ticket, fields: { ...ticket.fields, 'depends-on': dependsOn } };
    }),
    remarks: remarks.sort((one, other) => (one.path < other.path ? -1 : Number(one.path > other.path))),
  };
}
