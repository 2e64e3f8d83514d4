import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import type { LogLevel } from '../engine/log.js';
import type { Phase, Status } from '../engine/status.js';
import { phaseSigns, ticketDetail, waitingLine } from '../engine/statusText.js';
import type { Clock } from '../platform/clock.js';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMilliseconds = 120;

const phaseColours: Readonly<Record<Phase, (text: string) => string>> = {
  open: pc.dim,
  waiting: pc.dim,
  starting: pc.cyan,
  coding: pc.cyan,
  collecting: pc.cyan,
  testing: pc.yellow,
  landing: pc.magenta,
  done: pc.green,
  stuck: pc.red,
  cancelled: pc.dim,
};

const healthWords = { green: pc.green('● green'), red: pc.red('✗ red'), untested: pc.yellow('◌ not tested yet') } as const;

const isMoving = (phase: Phase): boolean => ['starting', 'coding', 'collecting', 'testing', 'landing'].includes(phase);

/** The picture of a running engine: a head line, a line for each ticket that is not long done, and what it waits for. */
export function drawStatus(name: string, status: Status, now: number, columns: number, frame: number): string {
  const recent = [...status.tickets.filter((ticket) => ticket.phase === 'done').slice(-5), ...status.tickets.filter((ticket) => ticket.phase !== 'done')].sort((a, b) => a.id.localeCompare(b.id));
  const titleWidth = Math.min(44, Math.max(10, ...recent.map((ticket) => ticket.title.length)));
  const rows = recent.slice(0, 20).map((ticket) => {
    const colour = phaseColours[ticket.phase];
    const sign = isMoving(ticket.phase) ? (spinner[frame % spinner.length] ?? '') : phaseSigns[ticket.phase];
    const title = ticket.title.length > titleWidth ? `${ticket.title.slice(0, titleWidth - 1)}…` : ticket.title.padEnd(titleWidth);
    const room = Math.max(0, columns - titleWidth - 22);
    return ` ${colour(sign)} ${pc.dim(ticket.id)} ${title}  ${colour(ticket.phase.padEnd(10))} ${pc.dim(ticketDetail(ticket, now).slice(0, room))}`;
  });
  const waiting = waitingLine(status);
  const head = ` ${pc.bold('sanctum')} ${pc.dim('·')} ${name}   ${status.branch ?? ''} ${healthWords[status.health]} ${pc.dim(status.master?.slice(0, 10) ?? '')}`;
  return ['', head, '', ...rows, ...(waiting === undefined ? [] : ['', ` ${pc.yellow(waiting)}`]), ''].join('\n');
}

/** Redraws the status in place, with the log running above it. For terminals only. */
export class LiveView {
  private readonly update: ReturnType<typeof createLogUpdate>;
  private status: Status | undefined;
  private frame = 0;
  private cancel: () => void = () => undefined;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly clock: Clock,
    private readonly name: string,
  ) {
    this.update = createLogUpdate(stream);
    this.animate();
  }

  show(status: Status): void {
    this.status = status;
    this.draw();
  }

  log(level: LogLevel, words: string): void {
    if (level === 'DEBUG' || words.startsWith('WAITING:')) return;
    const time = new Date(this.clock.now()).toISOString().slice(11, 19);
    const colour = level === 'ERROR' ? pc.red : level === 'WARN' ? pc.yellow : (text: string) => text;
    this.update.clear();
    this.stream.write(`${pc.dim(time)} ${colour(words)}\n`);
    this.draw();
  }

  /** Leaves the last picture standing. */
  close(): void {
    this.cancel();
    this.draw();
    this.update.done();
  }

  private draw(): void {
    if (this.status !== undefined) this.update(drawStatus(this.name, this.status, this.clock.now(), this.stream.columns, this.frame));
  }

  private animate(): void {
    this.cancel = this.clock.after(frameMilliseconds, () => {
      this.frame += 1;
      this.draw();
      this.animate();
    });
  }
}
