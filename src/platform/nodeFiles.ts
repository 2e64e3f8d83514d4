import { randomBytes } from 'node:crypto';
import { constants, watch as watchFolder } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileKind, FileStatus, Files, FolderEntry } from './files.js';

interface KindOfEntry {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: KindOfEntry): FileKind {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** git prunes left-over files of this name from its object folders, so that a crash leaves nothing behind there. */
const processMark = randomBytes(5).toString('hex');
let temporaryNames = 0;

function temporaryNameBeside(path: string): string {
  temporaryNames += 1;
  return join(dirname(path), `tmp_obj_${processMark}${String(temporaryNames)}`);
}

/** The machine's file system. */
export class NodeFiles implements Files {
  read(path: string): Promise<Buffer> {
    return fs.readFile(path);
  }

  async readIfThere(path: string): Promise<Buffer | undefined> {
    try {
      return await fs.readFile(path);
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
      throw error;
    }
  }

  async readEnd(path: string, length: number): Promise<Buffer> {
    let file: fs.FileHandle;
    try {
      file = await fs.open(path, 'r');
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return Buffer.alloc(0);
      throw error;
    }
    try {
      const { size } = await file.stat();
      const wanted = Math.min(size, length);
      const buffer = Buffer.alloc(wanted);
      const { bytesRead } = await file.read(buffer, 0, wanted, size - wanted);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  write(path: string, data: string | Uint8Array, mode?: number): Promise<void> {
    return this.replace(path, data, mode, false);
  }

  writeSynced(path: string, data: string | Uint8Array, mode?: number, after?: Promise<unknown>): Promise<void> {
    return this.replace(path, data, mode, true, after);
  }

  async writeNew(path: string, data: string | Uint8Array, mode?: number): Promise<boolean> {
    const temporary = temporaryNameBeside(path);
    await this.writeTemporary(temporary, data, mode, true);
    try {
      return await this.linkNew(temporary, path);
    } finally {
      await fs.unlink(temporary);
    }
  }

  async append(path: string, data: string | Uint8Array): Promise<void> {
    await fs.appendFile(path, data);
  }

  async makeFolder(path: string, mode = 0o777): Promise<void> {
    await fs.mkdir(path, { recursive: true, mode });
  }

  async list(path: string): Promise<readonly FolderEntry[]> {
    try {
      const entries = await fs.readdir(path, { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
      throw error;
    }
  }

  async status(path: string): Promise<FileStatus | undefined> {
    try {
      const found = await fs.lstat(path, { bigint: true });
      return {
        kind: kindOf(found),
        size: Number(found.size),
        mode: Number(found.mode),
        inode: found.ino,
        owner: Number(found.uid),
        modified: found.mtimeNs,
      };
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
      throw error;
    }
  }

  readLink(path: string): Promise<string> {
    return fs.readlink(path);
  }

  async makeLink(path: string, target: string): Promise<void> {
    await fs.symlink(target, path);
  }

  async linkNew(from: string, to: string): Promise<boolean> {
    try {
      await fs.link(from, to);
      return true;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false;
      throw error;
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await fs.rename(from, to);
  }

  async copy(from: string, to: string): Promise<void> {
    await fs.copyFile(from, to);
  }

  async copyTree(from: string, to: string): Promise<void> {
    await fs.mkdir(dirname(to), { recursive: true });
    await fs.cp(from, to, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      mode: constants.COPYFILE_FICLONE,
    });
  }

  async remove(path: string): Promise<boolean> {
    try {
      await fs.unlink(path);
      return true;
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
      throw error;
    }
  }

  async removeEmptyFolder(path: string): Promise<boolean> {
    try {
      await fs.rmdir(path);
      return true;
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST')) return false;
      throw error;
    }
  }

  async removeTree(path: string): Promise<void> {
    try {
      await fs.rm(path, { recursive: true, force: true, maxRetries: 5 });
    } catch (error) {
      if (!hasCode(error, 'EACCES', 'EPERM')) throw error;
      await this.openFolders(path);
      await fs.rm(path, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  /**
   * Lets their owner into folders and write there: some tools take that away (Go's module cache). Links are not followed. What is gone is passed over: Node's `rm` goes on with
   * what it had begun after it has said that it failed.
   */
  private async openFolders(path: string): Promise<void> {
    const status = await this.status(path);
    if (status?.kind !== 'folder') return;
    try {
      await fs.chmod(path, 0o700);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return;
      throw error;
    }
    for (const { name, kind } of await this.list(path)) if (kind === 'folder') await this.openFolders(join(path, name));
  }

  async letOwnerIn(...folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      const status = await this.status(folder);
      if (status?.kind !== 'folder') return;
      if ((status.mode & 0o500) === 0o500) continue;
      try {
        await fs.chmod(folder, (status.mode & 0o777) | 0o500);
      } catch (error) {
        // Whoever reads it will see whether that is possible.
        if (!hasCode(error, 'EPERM', 'EROFS', 'ENOENT')) throw error;
      }
    }
  }

  realPath(path: string): Promise<string> {
    return fs.realpath(path);
  }

  makeTemporaryFolder(prefix: string): Promise<string> {
    return fs.mkdtemp(join(tmpdir(), prefix));
  }

  watch(folder: string, onChange: () => void): () => void {
    try {
      const watcher = watchFolder(folder, { persistent: false }, onChange);
      watcher.on('error', () => {
        watcher.close();
      });
      return () => {
        watcher.close();
      };
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'EMFILE', 'ENOSPC')) return () => undefined;
      throw error;
    }
  }

  private async replace(path: string, data: string | Uint8Array, mode: number | undefined, synced: boolean, after?: Promise<unknown>): Promise<void> {
    const temporary = temporaryNameBeside(path);
    await this.writeTemporary(temporary, data, mode, synced);
    try {
      await after;
    } catch (error) {
      await fs.unlink(temporary);
      throw error;
    }
    await fs.rename(temporary, path);
  }

  /** Opens first and makes the folder only when it is missing: the common case is one system call shorter. */
  private async writeTemporary(path: string, data: string | Uint8Array, mode: number | undefined, synced: boolean): Promise<void> {
    let file: fs.FileHandle;
    try {
      file = await fs.open(path, 'wx', mode);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      await fs.mkdir(dirname(path), { recursive: true });
      file = await fs.open(path, 'wx', mode);
    }
    try {
      await file.writeFile(data);
      if (synced) await file.sync();
    } catch (error) {
      // A full disk is not to be filled by what could not be written.
      await fs.unlink(path);
      throw error;
    } finally {
      await file.close();
    }
  }
}
