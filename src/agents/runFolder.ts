import { join } from 'node:path';
import * as z from 'zod';
import type { Surroundings } from '../git/surroundings.js';
import { surroundingsSchema } from '../git/surroundings.js';
import type { Files } from '../platform/files.js';
import type { Asked, ExitRecord, Message, MeterReading, Progress, RunOrder, RunnerRecord, Submission } from './runOrder.js';
import { askedSchema, exitRecordSchema, messageKey, messageSchema, meterSchema, progressSchema, runOrderSchema, runnerRecordSchema, submissionSchema } from './runOrder.js';

/** More than is kept of any output, to read all of it. */
export const longestOutputBytes = 16 * 1024 * 1024;

/** A file of a run that cannot be understood. */
export class RunFileError extends Error {
  override readonly name = 'RunFileError';

  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`${path} is damaged: ${reason}`);
  }
}

/** What a file of a run holds; undefined also for one that is damaged, where nothing hangs on it. */
export async function undamaged<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof RunFileError) return undefined;
    throw error;
  }
}

const handedSchema = z.array(messageSchema.shape.key);

/** What of the run's mail is there, by its files' names alone. */
export interface MailFiles {
  /** The numbers of the questions, in order. */
  readonly asked: readonly number[];
  /** The keys of the messages. */
  readonly told: readonly string[];
  readonly handed: boolean;
}

/** The files of one run: an order in, a record out, and what the agent said in between. */
export class RunFolder {
  constructor(
    private readonly files: Files,
    readonly path: string,
  ) {}

  /** The runner's own output. */
  get runnerLog(): string {
    return join(this.path, 'runner.log');
  }

  /** In a folder of their own, so that a watch of the run's folder is not woken by every line the agent prints. */
  get outputFolder(): string {
    return join(this.path, 'output');
  }

  /** What the agent printed; while it runs, only the beginning where that is longer than the limit. */
  get streamLog(): string {
    return join(this.outputFolder, 'stream.log');
  }

  /** The `n`-th piece of the output behind the part that `streamLog` holds. */
  streamPiece(n: number): string {
    return join(this.outputFolder, `stream.${String(n).padStart(9, '0')}`);
  }

  /** What the agent did and said, one event a line, whatever its backend; capped like `streamLog`. */
  get eventLog(): string {
    return join(this.outputFolder, 'events.jsonl');
  }

  /** The `n`-th piece of the events behind the part that `eventLog` holds. */
  eventPiece(n: number): string {
    return join(this.outputFolder, `events.${String(n).padStart(9, '0')}`);
  }

  /** The agent's HOME. */
  get home(): string {
    return join(this.path, 'home');
  }

  /** The agent's TMPDIR. */
  get temporary(): string {
    return join(this.path, 'tmp');
  }

  /** Makes the folder and those in it, closed to other users. */
  async make(): Promise<void> {
    for (const folder of [this.path, this.outputFolder, this.home, this.temporary]) {
      await this.files.makeFolder(folder, 0o700);
    }
  }

  order(): Promise<RunOrder | undefined> {
    return this.readRecord('order.json', runOrderSchema);
  }

  writeOrder(order: RunOrder): Promise<void> {
    return this.writeRecord('order.json', order);
  }

  /** How the engineer's repository looked before the run; undefined for one that is confined. */
  before(): Promise<Surroundings | undefined> {
    return this.readRecord('before.json', surroundingsSchema);
  }

  writeBefore(surroundings: Surroundings): Promise<void> {
    return this.writeRecord('before.json', surroundings);
  }

  runner(): Promise<RunnerRecord | undefined> {
    return this.readRecord('runner.json', runnerRecordSchema);
  }

  /** Of all runners that ever call this on one folder exactly one hears true. */
  claim(runner: RunnerRecord): Promise<boolean> {
    return this.files.writeNew(this.file('runner.json'), print(runner), 0o600);
  }

  /** Only for the runner that holds the claim. */
  writeRunner(runner: RunnerRecord): Promise<void> {
    return this.writeRecord('runner.json', runner);
  }

  progress(): Promise<Progress | undefined> {
    return this.readRecord('progress.json', progressSchema);
  }

  writeProgress(progress: Progress): Promise<void> {
    return this.writeRecord('progress.json', progress);
  }

  /** What the run has cost so far. */
  meter(): Promise<MeterReading | undefined> {
    return this.readRecord('meter.json', meterSchema);
  }

  writeMeter(reading: MeterReading): Promise<void> {
    return this.writeRecord('meter.json', reading);
  }

  submission(): Promise<Submission | undefined> {
    return this.readRecord('submission.json', submissionSchema);
  }

  writeSubmission(submission: Submission): Promise<void> {
    return this.writeRecord('submission.json', submission);
  }

  async mailFiles(): Promise<MailFiles> {
    const names = (await this.files.list(this.path)).map(({ name }) => name);
    const matches = (pattern: RegExp): string[] => names.flatMap((name) => pattern.exec(name)?.[1] ?? []);
    const asked = matches(/^asked-([1-9]\d{0,5})\.json$/).map(Number);
    return { asked: asked.sort((one, other) => one - other), told: matches(/^told-([\w-]+)\.json$/).filter((key) => messageKey.test(key)), handed: names.includes('handed.json') };
  }

  asked(number: number): Promise<Asked | undefined> {
    return this.readRecord(`asked-${String(number)}.json`, askedSchema);
  }

  /** On the disk when it resolves: from then on the question cannot be lost. */
  writeAsked(asked: Asked): Promise<void> {
    return this.files.writeSynced(this.file(`asked-${String(asked.number)}.json`), print(asked), 0o600);
  }

  told(key: string): Promise<Message | undefined> {
    return this.readRecord(`told-${key}.json`, messageSchema);
  }

  /** Of several messages with one key the first stays; false for a later one. */
  tell(message: Message): Promise<boolean> {
    return this.files.writeNew(this.file(`told-${message.key}.json`), print(message), 0o600);
  }

  /** The keys of the messages that the agent was given. */
  async handed(): Promise<readonly string[]> {
    return (await this.readRecord('handed.json', handedSchema)) ?? [];
  }

  /** On the disk when it resolves: only then may the agent be given them. */
  writeHanded(keys: readonly string[]): Promise<void> {
    return this.files.writeSynced(this.file('handed.json'), print(keys), 0o600);
  }

  exit(): Promise<ExitRecord | undefined> {
    return this.readRecord('exit.json', exitRecordSchema);
  }

  /** On the disk when it resolves: the record is what the engine acts on. */
  writeExit(record: ExitRecord): Promise<void> {
    return this.files.writeSynced(this.file('exit.json'), print(record), 0o600);
  }

  /** The last `length` bytes that the agent printed, also while it prints. */
  readStreamEnd(length: number): Promise<Buffer> {
    return this.readLogEnd(this.streamLog, 'stream', length);
  }

  /** The last `length` bytes of the run's events, also while they come. */
  readEventsEnd(length: number): Promise<Buffer> {
    return this.readLogEnd(this.eventLog, 'events', length);
  }

  private async readLogEnd(log: string, name: 'stream' | 'events', length: number): Promise<Buffer> {
    const names = (await this.files.list(this.outputFolder)).map((entry) => entry.name);
    const pieces = names.filter((entry) => new RegExp(`^${name}\\.\\d{9}$`).test(entry)).sort();
    const newestFirst = [...pieces.reverse().map((entry) => join(this.outputFolder, entry)), log];
    const parts: Buffer[] = [];
    let wanted = length;
    for (const path of newestFirst) {
      if (wanted <= 0) break;
      const part = await this.files.readEnd(path, wanted);
      parts.unshift(part);
      wanted -= part.length;
    }
    return Buffer.concat(parts);
  }

  private file(name: string): string {
    return join(this.path, name);
  }

  private writeRecord(name: string, record: unknown): Promise<void> {
    return this.files.write(this.file(name), print(record), 0o600);
  }

  private async readRecord<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const bytes = await this.files.readIfThere(this.file(name));
    if (bytes === undefined) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8'));
    } catch (error) {
      throw new RunFileError(this.file(name), error instanceof Error ? error.message : String(error));
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new RunFileError(this.file(name), z.prettifyError(parsed.error));
    return parsed.data;
  }
}

function print(record: unknown): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}
