import { join } from 'node:path';
import type { Clock } from '../../platform/clock.js';
import type { Files } from '../../platform/files.js';

export type SeenChange = 'added' | 'changed' | 'removed';

interface Seen {
  readonly unwatch: () => void;
  /** Of each entry by name: what changes when its content does. */
  entries: ReadonlyMap<string, string>;
  cancelLook: (() => void) | undefined;
}

/** A worktree can have more folders than a machine has watches: only so many are watched, those that were looked at last. */
const mostFolders = 100;

/** An agent writes files in swarms. */
const swarmMilliseconds = 200;

/** Watches the folders that somebody looks at, and no others. */
export class FolderLook {
  private readonly folders = new Map<string, Seen>();

  constructor(
    private readonly ports: { readonly files: Files; readonly clock: Clock },
    /** Told of an entry of a folder that was looked at. */
    private readonly onChange: (folder: string, name: string, change: SeenChange) => void,
  ) {}

  /** Begins to watch a folder; the one that was looked at the longest time ago may go for it. */
  async lookAt(folder: string): Promise<void> {
    const seen = this.folders.get(folder);
    if (seen !== undefined) {
      this.folders.delete(folder);
      this.folders.set(folder, seen);
      return;
    }
    const unwatch = this.ports.files.watch(folder, () => this.lookSoon(folder));
    this.folders.set(folder, { unwatch, entries: new Map(), cancelLook: undefined });
    for (const oldest of [...this.folders.keys()].slice(0, -mostFolders)) this.leave(oldest);
    const entries = await this.entriesOf(folder);
    const begun = this.folders.get(folder);
    if (begun !== undefined) begun.entries = entries;
  }

  close(): void {
    for (const folder of [...this.folders.keys()]) this.leave(folder);
  }

  private leave(folder: string): void {
    const seen = this.folders.get(folder);
    this.folders.delete(folder);
    seen?.unwatch();
    seen?.cancelLook?.();
  }

  private lookSoon(folder: string): void {
    const seen = this.folders.get(folder);
    if (seen === undefined || seen.cancelLook !== undefined) return;
    seen.cancelLook = this.ports.clock.after(swarmMilliseconds, () => {
      seen.cancelLook = undefined;
      void this.compare(folder);
    });
  }

  private async compare(folder: string): Promise<void> {
    const now = await this.entriesOf(folder);
    const seen = this.folders.get(folder);
    if (seen === undefined) return;
    const before = seen.entries;
    seen.entries = now;
    for (const name of before.keys()) if (!now.has(name)) this.onChange(folder, name, 'removed');
    for (const [name, version] of now) {
      const old = before.get(name);
      if (old === undefined) this.onChange(folder, name, 'added');
      else if (old !== version) this.onChange(folder, name, 'changed');
    }
  }

  /** What cannot be read has no entries: an agent may take a folder away at any moment. */
  private async entriesOf(folder: string): Promise<ReadonlyMap<string, string>> {
    const { files } = this.ports;
    try {
      const names = (await files.list(folder)).map(({ name }) => name);
      const entries = names.map(async (name) => {
        const status = await files.status(join(folder, name));
        const version = status?.kind === 'folder' ? 'folder' : `${String(status?.inode)} ${String(status?.size)} ${String(status?.modified)}`;
        return [name, version] as const;
      });
      return new Map(await Promise.all(entries));
    } catch {
      return new Map();
    }
  }
}
