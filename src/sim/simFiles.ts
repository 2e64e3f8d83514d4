import { posix } from 'node:path';
import type { Files, FileStatus, FolderEntry } from '../platform/files.js';
import { DiskError } from './disk.js';
import type { Disk, DiskNode } from './disk.js';
import type { SimMachine, SimProcess } from './machine.js';
import type { Site } from './sites.js';

/** The calls that write a whole file under another name first. */
type Writing = 'write' | 'write synced' | 'write new';

/** The file system as one simulated process has it: each call is a step, and what takes the system several steps is several. */
export class SimFiles implements Files {
  private temporaryNames = 0;

  constructor(
    private readonly machine: SimMachine,
    private readonly process: SimProcess,
  ) {}

  read(path: string): Promise<Buffer> {
    return this.call('read', path, (disk) => {
      const data = disk.read(path);
      if (data === undefined) throw new DiskError(disk.find(path)?.kind === 'folder' ? 'EISDIR' : 'ENOENT', path);
      return data;
    });
  }

  readIfThere(path: string): Promise<Buffer | undefined> {
    return this.call('read', path, (disk) => disk.read(path));
  }

  readEnd(path: string, length: number): Promise<Buffer> {
    return this.call('read', path, (disk) => {
      const data = disk.read(path) ?? Buffer.alloc(0);
      return data.subarray(Math.max(0, data.length - length));
    });
  }

  write(path: string, data: string | Uint8Array, mode?: number): Promise<void> {
    return this.replace('write', path, data, mode);
  }

  writeSynced(path: string, data: string | Uint8Array, mode?: number, after?: Promise<unknown>): Promise<void> {
    return this.replace('write synced', path, data, mode, after);
  }

  async writeNew(path: string, data: string | Uint8Array, mode?: number): Promise<boolean> {
    const temporary = await this.temporary('write new', path, data, mode);
    try {
      return await this.change('write new: link', path, (disk) => disk.link(temporary, path));
    } finally {
      await this.change('write new: remove', temporary, (disk) => disk.remove(temporary));
    }
  }

  append(path: string, data: string | Uint8Array): Promise<void> {
    return this.change('append', path, (disk) => {
      if (disk.find(posix.dirname(path)) === undefined) throw new DiskError('ENOENT', path);
      disk.append(path, data);
    });
  }

  makeFolder(path: string, mode = 0o755): Promise<void> {
    return this.call('make folder', path, (disk) => {
      disk.makeFolder(path, mode);
    });
  }

  list(path: string): Promise<readonly FolderEntry[]> {
    return this.call('list', path, (disk) => disk.list(path).map(([name, { kind }]) => ({ name, kind })));
  }

  status(path: string): Promise<FileStatus | undefined> {
    return this.call('status', path, (disk) => {
      const node = disk.find(path);
      return node === undefined ? undefined : statusOf(node);
    });
  }

  readLink(path: string): Promise<string> {
    return this.call('read', path, (disk) => {
      const node = disk.find(path);
      if (node?.kind !== 'link') throw new DiskError('EINVAL', path);
      return node.target;
    });
  }

  makeLink(path: string, target: string): Promise<void> {
    return this.change('make link', path, (disk) => disk.makeLink(path, target));
  }

  linkNew(from: string, to: string): Promise<boolean> {
    return this.change('link', to, (disk) => disk.link(from, to));
  }

  rename(from: string, to: string): Promise<void> {
    return this.change('rename', to, (disk) => disk.rename(from, to));
  }

  copy(from: string, to: string): Promise<void> {
    return this.change('copy', to, (disk) => {
      const data = disk.read(from);
      if (data === undefined) throw new DiskError('ENOENT', from);
      disk.write(to, data);
    });
  }

  copyTree(from: string, to: string): Promise<void> {
    return this.change('copy', to, (disk) => copyNode(disk, from, to));
  }

  remove(path: string): Promise<boolean> {
    return this.change('remove', path, (disk) => disk.remove(path));
  }

  removeEmptyFolder(path: string): Promise<boolean> {
    return this.change('remove', path, (disk) => disk.removeEmptyFolder(path));
  }

  /** File by file, so that it can be cut short half-way. */
  async removeTree(path: string): Promise<void> {
    const entries = await this.call('remove tree: list', path, (disk) => disk.list(path));
    for (const [name] of entries.slice(0, 3)) {
      const inner = posix.join(path, name);
      await this.change('remove tree: part', inner, (disk) => disk.removeTree(inner));
    }
    await this.change('remove tree: folder', path, (disk) => disk.removeTree(path));
  }

  /** Nobody takes a right away here. */
  letOwnerIn(): Promise<void> {
    return Promise.resolve();
  }

  realPath(path: string): Promise<string> {
    return this.call('real path', path, (disk) => {
      if (disk.find(path) === undefined) throw new DiskError('ENOENT', path);
      return posix.resolve('/', path);
    });
  }

  async makeTemporaryFolder(prefix: string): Promise<string> {
    this.temporaryNames += 1;
    const path = `/tmp/${prefix}${String(this.process.pid)}-${String(this.temporaryNames)}`;
    await this.makeFolder(path, 0o700);
    return path;
  }

  watch(folder: string, onChange: () => void): () => void {
    let cancel: () => void = () => undefined;
    const unwatch = this.machine.watch(folder, () => {
      cancel();
      // A watch is a hint: it comes late, and it may not come at all.
      if (!this.machine.dice.chance(0.2)) cancel = this.machine.scheduler.schedule(this.process.life, `${String(this.process.pid)} watch`, onChange);
    });
    this.process.life.onEnd(unwatch);
    return () => {
      cancel();
      unwatch();
    };
  }

  private async replace(call: 'write' | 'write synced', path: string, data: string | Uint8Array, mode: number | undefined, after?: Promise<unknown>): Promise<void> {
    const temporary = await this.temporary(call, path, data, mode);
    try {
      await after;
    } catch (error) {
      await this.remove(temporary);
      throw error;
    }
    await this.change(`${call}: rename`, path, (disk) => disk.rename(temporary, path));
  }

  private async temporary(call: Writing, path: string, data: string | Uint8Array, mode: number | undefined): Promise<string> {
    this.temporaryNames += 1;
    const temporary = posix.join(posix.dirname(path), `tmp_obj_${String(this.process.pid)}x${String(this.temporaryNames)}`);
    await this.call(`${call}: new file`, temporary, (disk) => disk.write(temporary, data, { mode: mode ?? 0o644, synced: false }));
    if (call !== 'write') {
      await this.call(`${call}: sync`, temporary, (disk) => {
        const file = disk.find(temporary);
        if (file?.kind === 'file') file.synced = true;
      });
    }
    return temporary;
  }

  private call<T>(site: Site, path: string, action: (disk: Disk) => T): Promise<T> {
    return this.machine.call(this.process, site, path, () => action(this.machine.disk));
  }

  private change<T>(site: Site, path: string, action: (disk: Disk) => T): Promise<T> {
    return this.call(site, path, (disk) => {
      const result = action(disk);
      this.machine.changed(path);
      return result;
    });
  }
}

function statusOf(node: DiskNode): FileStatus {
  const size = node.kind === 'file' ? node.data.length : node.kind === 'link' ? node.target.length : 0;
  return { kind: node.kind, size, mode: node.mode, inode: node.inode, owner: process.getuid?.() ?? -1, modified: BigInt(Math.floor(node.modified)) * 1_000_000n };
}

function copyNode(disk: Disk, from: string, to: string): void {
  const node = disk.find(from);
  if (node === undefined) throw new DiskError('ENOENT', from);
  if (node.kind === 'file') disk.write(to, node.data, { mode: node.mode });
  else if (node.kind === 'link') disk.makeLink(to, node.target);
  else if (node.kind === 'folder') {
    disk.makeFolder(to);
    for (const [name] of disk.list(from)) copyNode(disk, posix.join(from, name), posix.join(to, name));
  }
}
