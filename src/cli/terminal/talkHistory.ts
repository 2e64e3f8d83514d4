import { join } from 'node:path';
import * as z from 'zod';
import type { Project } from '../../engine/project.js';

/** How much is kept for the up key. */
const longestHistory = 100;

const linesSchema = z.array(z.string());

/** What the engineer wrote to the architect at terminals, in the project's folder. */
export class TalkHistory {
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly project: Pick<Project, 'ports' | 'folder'>,
    /** Oldest first. */
    readonly lines: readonly string[],
  ) {}

  /** What cannot be read counts as nothing. */
  static async read(project: Pick<Project, 'ports' | 'folder'>): Promise<TalkHistory> {
    const text = (await project.ports.files.readIfThere(fileOf(project)))?.toString('utf8') ?? '[]';
    return new TalkHistory(project, linesOf(text));
  }

  /** Keeps the newest. */
  keep(lines: readonly string[]): void {
    const text = JSON.stringify(lines.slice(-longestHistory));
    // The conversation goes on where a disk is full.
    this.writing = this.writing.then(() => this.project.ports.files.write(fileOf(this.project), `${text}\n`)).catch(() => undefined);
  }

  /** Resolves when all is on its way to the disk. */
  written(): Promise<void> {
    return this.writing;
  }
}

function linesOf(text: string): readonly string[] {
  try {
    return linesSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

function fileOf({ folder }: Pick<Project, 'folder'>): string {
  return join(folder.path, 'conversation', 'written.json');
}
