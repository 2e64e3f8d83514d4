import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import type { LogLevel } from '../../engine/log.js';
import type { Status } from '../../engine/status/status.js';
import type { Clock } from '../../platform/clock.js';
import type { AnswerPrompt } from './answerPrompt.js';
import { drawStatus } from './drawStatus.js';

const frameMilliseconds = 120;

/** Redraws the status in place, with the log running above it. For terminals only. */
export class LiveView {
  private readonly update: ReturnType<typeof createLogUpdate>;
  private status: Status | undefined;
  private frame = 0;
  private isClosed = false;
  private cancel: () => void = () => undefined;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly clock: Clock,
    private readonly name: string,
    private readonly prompt: AnswerPrompt,
  ) {
    this.update = createLogUpdate(stream);
    this.animate();
  }

  show(status: Status): void {
    this.status = status;
    this.draw();
  }

  /** Draws anew what is being typed. */
  refresh(): void {
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

  /** Leaves the last picture standing, without a line to type in. */
  close(): void {
    this.cancel();
    this.isClosed = true;
    this.draw();
    this.update.done();
  }

  private draw(): void {
    if (this.status === undefined) return;
    const shown = this.isClosed ? undefined : this.prompt.shown;
    this.update(drawStatus({ name: this.name, status: this.status, now: this.clock.now(), columns: this.stream.columns, frame: this.frame, shown }));
  }

  private animate(): void {
    this.cancel = this.clock.after(frameMilliseconds, () => {
      this.frame += 1;
      this.draw();
      this.animate();
    });
  }
}
