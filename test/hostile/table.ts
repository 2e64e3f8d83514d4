import { actsHeld, actsLeftOut, actsOfNames, actsRed, actsRefused } from './actsHandedIn.js';
import { actsOfProcesses } from './actsOfProcesses.js';
import { actsOfTools, actsOutOfOrder } from './actsOfTools.js';
import type { Detected } from './actsOutside.js';
import { actsOutside } from './actsOutside.js';
import { actsWithin, trapsWithin } from './actsWithin.js';

/** An act by its name, and what it is one of. */
interface Named {
  readonly name: string;
  readonly kind?: string;
}

interface Row {
  readonly what: string;
  readonly acts: readonly Named[];
  readonly without: string;
  readonly bubblewrap: string;
}

const nothing = 'no effect outside';

const becomes: Readonly<Record<Detected, string>> = { quarantined: '**quarantined**', recorded: 'written into the record', 'not seen': '**not seen**' };

/** How many of them differ in more than a name or a value. */
function kinds(acts: readonly Named[]): number {
  return new Set(acts.map(({ name, kind = name }) => kind)).size;
}

/** `isConfined`: what names nothing else and what names other places was played with bubblewrap too. */
function rows(isConfined = true): readonly Row[] {
  const contained = (came: string): string => (isConfined ? came : 'not played on this machine');
  const within = Object.entries(actsWithin).map(([what, acts]) => ({ what: `in its own git, ${what}`, acts, without: nothing, bubblewrap: contained(nothing) }));
  const outside = (['quarantined', 'recorded', 'not seen'] as const).map((seen) => ({
    what: 'by the whole path of another place',
    acts: actsOutside.filter((act) => act.becomes === seen),
    without: becomes[seen],
    bubblewrap: contained(nothing),
  }));
  const same = (what: string, acts: readonly Named[], came: string): Row => ({ what, acts, without: came, bubblewrap: 'not played: a sandbox has no part in it' });
  return [
    ...within,
    { what: 'leaves in its git, for somebody to run or trip over', acts: trapsWithin, without: 'nobody does', bubblewrap: contained('nobody does') },
    ...outside,
    same('hands in', actsRefused, 'refused, with the reason'),
    same('leaves in its worktree', actsLeftOut, 'not a part of what it hands in'),
    same('hands in, as a name or a text that means something', actsOfNames, 'lands as it is; nobody does what it says'),
    same('hands in, right in its own worktree alone', actsRed, 'red: the gate sees a pristine checkout'),
    same('hands in, of what is guarded', actsHeld, 'waits for your approval of these very contents'),
    same('calls, of the tools', actsOfTools, 'refused'),
    same('calls, of the tools, out of order', actsOutOfOrder, 'taken; the last one holds'),
    same('does to processes and folders', actsOfProcesses, 'ended with the run; the attempt is made again where it cannot be used'),
  ];
}

/** The table of all acts, as Markdown. */
export function hostileTable(isConfined: boolean): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');
  const all = rows(isConfined);
  const lines = all.map(({ what, acts, without, bubblewrap }) => `| ${[what, acts.length, kinds(acts), acts.map(({ name }) => cell(name)).join('; '), without, bubblewrap].join(' | ')} |`);
  const sum = (count: (acts: readonly Named[]) => number): string => String(all.reduce((total, { acts }) => total + count(acts), 0));
  const counted = `${sum((acts) => acts.length)} acts of ${sum(kinds)} kinds: those of a kind differ in a name or a value, and are one shape.`;
  return `${counted}\n\n| an agent… | acts | kinds | which | without a sandbox | with bubblewrap |\n|---|---|---|---|---|---|\n${lines.join('\n')}\n`;
}
