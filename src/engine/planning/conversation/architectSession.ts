import { join } from 'node:path';
import type { Project } from '../../project.js';

/**
 * The session of the architect with which the engineer talks: at a terminal, in a window, and after a restart it is the same one, until a new one is
 * begun. Which run had it last lies in the project's folder; where that is lost, a new session begins.
 */
export class ArchitectSession {
  constructor(private readonly project: Pick<Project, 'ports' | 'folder'>) {}

  /** The run that had it last; undefined when the next words begin one. */
  async lastRun(): Promise<string | undefined> {
    const name = (await this.project.ports.files.readIfThere(this.file))?.toString('utf8').trim();
    return name === undefined || !/^R-[0-9T]+-spec-[0-9]+-[0-9a-f]+$/.test(name) ? undefined : name;
  }

  /** The session goes on from what this run has left. */
  keep(run: string): Promise<void> {
    return this.project.ports.files.write(this.file, `${run}\n`);
  }

  /** The next words begin a new session. */
  async end(): Promise<void> {
    await this.project.ports.files.remove(this.file);
  }

  private get file(): string {
    return join(this.project.folder.path, 'conversation', 'session');
  }
}
