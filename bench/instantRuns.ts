import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunFolder } from '../src/agents/runFolder.js';
import type { RunOrder } from '../src/agents/runOrder.js';
import type { RunState } from '../src/agents/runs.js';
import type { AgentRuns } from '../src/engine/performing.js';
import { isoSeconds } from '../src/platform/clock.js';
import type { Ports } from '../src/platform/ports.js';

/** The file that the null agent writes for a ticket. */
export function nullFile(ticket: string): { readonly name: string; readonly text: string } {
  return { name: `note-${ticket}.txt`, text: `Ticket ${ticket} was here.\n` };
}

/** Runs without a process: the agent writes its one file and its exit record within `start`, so that only the engine's own work is left. */
export class InstantRuns implements AgentRuns {
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly ports: Ports,
    private readonly place: { run(run: string): string },
  ) {}

  async start(order: RunOrder): Promise<void> {
    const folder = this.folder(order.run);
    const { name, text } = nullFile(order.subject.ticket ?? '');
    await writeFile(join(order.command.cwd, name), text);
    const at = isoSeconds(this.ports.clock.now());
    const submission = { summary: `Wrote ${name}`, evidence: 'None.', at };
    await folder.writeExit({ reason: 'exited', exitCode: 0, startedAt: at, endedAt: at, streamBytes: 0, survivorsKilled: 0, submission });
    for (const listener of this.listeners) listener();
  }

  async observe(run: string): Promise<RunState> {
    const exit = await this.folder(run).exit();
    const mail = { asked: [], told: new Set<string>(), handed: new Set<string>() };
    return exit === undefined ? { kind: 'unstarted', mail } : { kind: 'ended', exit, mail };
  }

  socketPath(run: string): Promise<string> {
    return Promise.resolve(join(this.folder(run).path, 'socket'));
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  tell(): Promise<void> {
    return Promise.resolve();
  }

  settleLost(): Promise<number> {
    return Promise.resolve(0);
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private folder(run: string): RunFolder {
    return new RunFolder(this.ports.files, this.place.run(run));
  }
}
