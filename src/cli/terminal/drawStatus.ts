import pc from 'picocolors';
import { shortened } from '../../engine/status/questionText.js';
import type { Phase, Status, TicketStatus } from '../../engine/status/status.js';
import { phaseSigns, ticketDetail, waitingLine, workDetail, workSigns } from '../../engine/status/statusText.js';
import type { WorkPhase } from '../../engine/status/workStatus.js';
import type { ShownQuestion } from './answerPrompt.js';
import { drawQuestion } from './drawQuestion.js';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

type Colour = (text: string) => string;

const phaseColours: Readonly<Record<Phase, Colour>> = {
  open: pc.dim,
  waiting: pc.dim,
  held: pc.yellow,
  parked: pc.yellow,
  starting: pc.cyan,
  coding: pc.cyan,
  collecting: pc.cyan,
  testing: pc.yellow,
  reviewing: pc.yellow,
  landing: pc.magenta,
  done: pc.green,
  stuck: pc.red,
  cancelled: pc.dim,
};

const workColours: Readonly<Record<WorkPhase, Colour>> = { starting: pc.blue, working: pc.blue, parked: pc.yellow, stuck: pc.red };

const healthWords = { green: pc.green('● green'), red: pc.red('✗ red'), untested: pc.yellow('◌ not tested yet') } as const;

const moving: readonly (Phase | WorkPhase)[] = ['starting', 'coding', 'collecting', 'testing', 'reviewing', 'landing', 'working'];

/** What is left out first when there is too much to show. */
const leastUrgent: readonly Phase[] = ['done', 'waiting', 'open'];

const mostTickets = 20;
const mostDone = 5;

function isLiving({ phase }: TicketStatus): boolean {
  return phase !== 'done' && phase !== 'cancelled';
}

/** The tickets that a glance should see, by id. */
function shownTickets(tickets: readonly TicketStatus[]): readonly TicketStatus[] {
  const ended = tickets.filter(({ phase }) => phase === 'done').slice(-mostDone);
  const living = tickets.filter(isLiving);
  const urgency = ({ phase }: TicketStatus): number => (leastUrgent.includes(phase) ? leastUrgent.indexOf(phase) : leastUrgent.length);
  const byUrgency = [...ended, ...living].sort((a, b) => urgency(b) - urgency(a));
  return byUrgency.slice(0, mostTickets).sort((a, b) => a.id.localeCompare(b.id));
}

export interface Picture {
  /** The project's. */
  readonly name: string;
  readonly status: Status;
  readonly now: number;
  readonly columns: number;
  readonly frame: number;
  /** The question that is being answered. */
  readonly shown?: ShownQuestion | undefined;
}

/** The picture of a running engine: a head line, who is at what, how the tickets stand, what it waits for, and what the engineer is asked. */
export function drawStatus({ name, status, now, columns, frame, shown }: Picture): string {
  const tickets = shownTickets(status.tickets);
  const longest = Math.max(10, ...tickets.map(({ title }) => title.length), ...status.work.map(({ words }) => words.length - 5));
  const width = Math.min(longest, 44, Math.max(10, Math.floor(columns * 0.45) - 9));
  const row = (sign: string, colour: Colour, what: string, phase: Phase | WorkPhase, detail: string): string => {
    const seen = moving.includes(phase) ? (spinner[frame % spinner.length] ?? '') : sign;
    return ` ${colour(seen)} ${what}  ${detail === '' ? colour(phase) : `${colour(phase.padEnd(10))} ${pc.dim(shortened(detail, Math.max(1, columns - width - 22)))}`}`;
  };
  const work = status.work.map((one) => row(workSigns[one.phase], workColours[one.phase], shortened(one.words, width + 5).padEnd(width + 5), one.phase, workDetail(one, now)));
  const rows = tickets.map((ticket) =>
    row(phaseSigns[ticket.phase], phaseColours[ticket.phase], `${pc.dim(ticket.id)} ${shortened(ticket.title, width).padEnd(width)}`, ticket.phase, ticketDetail(ticket, now)),
  );
  const done = status.tickets.filter(({ phase }) => phase === 'done').length;
  const hidden = status.tickets.filter(isLiving).length - tickets.filter(isLiving).length;
  // What is asked below needs no other line that says so.
  const waits = status.waits.filter(({ words }) => shown === undefined || !status.questions.some(({ id, level }) => level === 'engineer' && words.startsWith(`${id} `)));
  const waiting = waitingLine({ waits });
  const counted = status.tickets.length === 0 ? '' : pc.dim(`   ${String(done)} of ${String(status.tickets.length)} done`);
  const head = ` ${pc.bold('sanctum')} ${pc.dim('·')} ${name}   ${status.branch ?? ''} ${healthWords[status.health]} ${pc.dim(status.master?.slice(0, 10) ?? '')}${counted}${status.paused === undefined ? '' : `   ${pc.yellow('‖ paused')}`}${status.frozen === undefined ? '' : `   ${pc.yellow('❄ landing frozen')}`}`;
  const parts: readonly (readonly string[])[] = [
    [head],
    work,
    [...rows, ...(hidden > 0 ? [pc.dim(`   … and ${String(hidden)} more that wait for their turn`)] : [])],
    waiting === undefined ? [] : [` ${pc.yellow(waiting)}`],
    shown === undefined ? [] : drawQuestion(shown, now, columns),
  ];
  return ['', ...parts.filter((part) => part.length > 0).flatMap((part) => [...part, ''])].join('\n');
}
