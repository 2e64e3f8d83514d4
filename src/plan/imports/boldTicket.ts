import type { TicketFields } from '../schemas.js';
import { priorities } from '../schemas.js';
import { plainLine } from './plainLine.js';
import type { Round } from './importSchemas.js';
import { roundsIn } from './rounds.js';
import type { Section } from './sections.js';
import { fieldIn, sectionsOf, unfoldedRun } from './sections.js';

/** What a ticket of Scriptorium's says, with its fields taken out of its text. */
export interface BoldTicket {
  /** Undefined where its text has none. */
  readonly title: string | undefined;
  /** The number in its title, which need not be that of its file. */
  readonly number: string | undefined;
  readonly area: string | undefined;
  readonly priority: TicketFields['priority'] | undefined;
  /** Numbers as they are written, each once. */
  readonly dependsOn: readonly string[];
  readonly worktree: string | undefined;
  readonly rounds: readonly Round[];
  /** Its description and what was appended, as Markdown. */
  readonly body: string;
  /** How often what an agent printed was left out of it. */
  readonly outputs: number;
  /** What could not be read. */
  readonly problems: readonly string[];
}

const fieldNames = ['area', 'depends', 'priority', 'worktree'] as const;
type FieldName = (typeof fieldNames)[number];

/** A bold field, in a line of its own; a heading can be one as well. */
function boldField(line: string): readonly [FieldName, string] | undefined {
  if (!/^\s{0,3}(?:[-*] )?(?:\*\*|## )/.test(line)) return undefined;
  const field = fieldIn(line);
  const name = fieldNames.find((one) => one === field?.[0]);
  return name === undefined || field === undefined ? undefined : [name, field[1]];
}

/** Sections that hold what agents and tests said, in which nothing is the ticket's own field. */
const spoken: readonly Section['name'][] = ['Agent Run', 'Review', 'Merge Queue Failure', 'Merge Queue Success'];

const longestTitle = 200;

/** A number before a title is a ticket's when it is that of its file, or written like one: "2048 tiles" is a title. */
function titleOf(description: readonly string[], ofFile: string | undefined): { readonly at: number; readonly title: string; readonly number: string | undefined } | undefined {
  const at = description.findIndex((line) => line.trim() !== '');
  const heading = /^#\s+(.*)$/.exec(description[at] ?? '')?.[1]?.trim();
  if (heading === undefined || heading === '') return undefined;
  const [, number, rest] = /^(\d{1,9})[\s:.-]+(.*)$/.exec(heading) ?? [];
  const isTickets = number !== undefined && (/^0\d{3}$/.test(number) || Number(number) === Number(ofFile));
  return !isTickets || rest === undefined || rest.trim() === '' ? { at, title: heading, number: undefined } : { at, title: rest.trim(), number };
}

/** More would be no plan. */
const mostDependencies = 100;

const nothing = /^(?:none|nothing|n\/a|-+)?$/i;

/** Reads a ticket in Scriptorium's form; `ofFile` is the number in its file's name. Whatever the text is, something comes of it. Pure. */
export function readBoldTicket(source: string, ofFile: string | undefined): BoldTicket {
  const [description = { name: undefined, lines: [] }, ...appended] = sectionsOf(source.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'));
  const problems: string[] = [];
  const found = new Map<FieldName, string>();
  const take = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => {
      const field = boldField(line);
      if (field === undefined) return true;
      const [name, value] = field;
      if (!found.has(name)) {
        found.set(name, value);
        return false;
      }
      if (found.get(name) !== value && name !== 'worktree') problems.push(`a second "${name}" line stays in its text`);
      return name !== 'worktree' && found.get(name) !== value;
    });
  const title = titleOf(description.lines, ofFile);
  const isCut = title !== undefined && title.title.length > longestTitle;
  if (isCut) problems.push(`its title is cut to ${String(longestTitle)} characters; the whole one stays in its text`);
  const own = take(description.lines.filter((_, at) => isCut || at !== title?.at));
  const outputs: string[] = [];
  const rest = appended.map((section): readonly string[] => {
    if (section.name === 'Agent Run') {
      const { section: told, output } = unfoldedRun(section);
      if (output !== undefined) outputs.push(output);
      return told.lines;
    }
    return spoken.includes(section.name) ? section.lines : take(section.lines);
  });
  const read = roundsIn(appended);
  return {
    title: title === undefined ? undefined : plainLine(title.title, longestTitle),
    number: title?.number,
    area: areaIn(found.get('area')),
    priority: priorityIn(found.get('priority'), problems),
    dependsOn: dependenciesIn(found.get('depends'), problems),
    worktree: found.get('worktree'),
    rounds: read.rounds,
    body: [own, ...rest].map((lines) => lines.join('\n').trim()).filter((text) => text !== '').join('\n\n'),
    outputs: outputs.length,
    problems: [...problems, ...read.problems],
  };
}

function areaIn(text: string | undefined): string | undefined {
  const area = text?.replaceAll('`', '').replace(/\.md$/, '').trim();
  return area === undefined || nothing.test(area) ? undefined : area;
}

function priorityIn(text: string | undefined, problems: string[]): TicketFields['priority'] | undefined {
  if (text === undefined) return undefined;
  const priority = priorities.find((one) => one === text.toLowerCase());
  if (priority === undefined) problems.push(`the priority "${plainLine(text, 40)}" is none that is known; it is medium`);
  return priority;
}

function dependenciesIn(text: string | undefined, problems: string[]): readonly string[] {
  const entries = (text ?? '').split(/[,;\s]+/).map((entry) => entry.replace(/^[#`[(]+|[`\])]+$/g, ''));
  const others = entries.filter((entry) => !/^\d{1,9}$/.test(entry) && !nothing.test(entry));
  if (others.length > 0) problems.push(`it would depend on "${plainLine(others.join(' '), 80)}", which is no number`);
  const numbers = [...new Set(entries.filter((entry) => /^\d{1,9}$/.test(entry)))];
  if (numbers.length > mostDependencies) problems.push(`it would depend on ${String(numbers.length)} tickets, of which the first ${String(mostDependencies)} are taken`);
  return numbers.slice(0, mostDependencies);
}
