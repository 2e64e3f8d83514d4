import { posix } from 'node:path';

interface Inode {
  readonly inode: bigint;
  mode: number;
  /** Milliseconds since the epoch. */
  modified: number;
}
export type DiskFile = Inode & { readonly kind: 'file'; data: Buffer; synced: boolean };
export type DiskFolder = Inode & { readonly kind: 'folder'; readonly entries: Map<string, DiskNode> };
export type DiskLink = Inode & { readonly kind: 'link'; readonly target: string };
export type DiskSocket = Inode & { readonly kind: 'other' };
export type DiskNode = DiskFile | DiskFolder | DiskLink | DiskSocket;

/** As the system says it. */
export class DiskError extends Error {
  override readonly name = 'DiskError';

  constructor(
    readonly code: string,
    path: string,
  ) {
    super(`${code}: ${path}`);
  }
}

/** A disk in memory: inodes with names. It outlives every simulated process. Links on the way are not followed. */
export class Disk {
  private inodes = 0n;
  private readonly root: DiskFolder;
  /** While it is, nothing can be written. */
  isFull = false;
  /** When something could not be written for want of room, the last time. Milliseconds since the epoch. */
  refusedAt = -Infinity;

  constructor(
    private readonly now: () => number,
    /** Another machine's disk, a folder of which is to be seen here as well. */
    private readonly server?: Disk,
  ) {
    this.root = { kind: 'folder', entries: new Map(), ...this.newInode(0o755) };
  }

  /** Where the other machine's folder is to be seen. */
  private mounted: string | undefined;

  /** Shows a folder of the other machine's disk here under the same name. */
  mount(path: string): void {
    const folder = this.server?.find(path);
    if (folder?.kind !== 'folder') throw new DiskError('ENOENT', path);
    this.parent(path, true)?.entries.set(posix.basename(path), folder);
    this.mounted = path;
  }

  find(path: string): DiskNode | undefined {
    let node: DiskNode | undefined = this.root;
    for (const name of namesOf(path)) {
      if (node?.kind !== 'folder') return undefined;
      node = node.entries.get(name);
    }
    return node;
  }

  /** The file's bytes; undefined when there is no file of that name. */
  read(path: string): Buffer | undefined {
    const node = this.find(path);
    return node?.kind === 'file' ? node.data : undefined;
  }

  text(path: string): string | undefined {
    return this.read(path)?.toString('utf8');
  }

  list(path: string): readonly (readonly [string, DiskNode])[] {
    const node = this.find(path);
    return node?.kind === 'folder' ? [...node.entries].sort(([one], [other]) => (one < other ? -1 : 1)) : [];
  }

  makeFolder(path: string, mode = 0o755): DiskFolder {
    let folder = this.root;
    for (const name of namesOf(path)) {
      let next = folder.entries.get(name);
      if (next === undefined) {
        next = { kind: 'folder', entries: new Map(), ...this.newInode(mode) };
        folder.entries.set(name, next);
      }
      if (next.kind !== 'folder') throw new DiskError('ENOTDIR', path);
      folder = next;
    }
    return folder;
  }

  /** Gives a new file that name, in place of whatever file had it; makes the folders above. */
  write(path: string, data: string | Uint8Array, { mode = 0o644, synced = false } = {}): DiskFile {
    this.refuseWhenFull(path);
    const file: DiskFile = { kind: 'file', data: Buffer.from(data), synced, ...this.newInode(mode) };
    this.place(path, file);
    return file;
  }

  append(path: string, data: string | Uint8Array): void {
    this.refuseWhenFull(path);
    const node = this.find(path);
    if (node?.kind !== 'file') {
      this.write(path, data);
      return;
    }
    node.data = Buffer.concat([node.data, Buffer.from(data)]);
    node.modified = this.now();
  }

  makeLink(path: string, target: string): void {
    if (this.find(path) !== undefined) throw new DiskError('EEXIST', path);
    this.place(path, { kind: 'link', target, ...this.newInode(0o777) });
  }

  /** A name for a socket that listens. */
  makeSocket(path: string): DiskSocket {
    if (this.find(path) !== undefined) throw new DiskError('EADDRINUSE', path);
    const socket: DiskSocket = { kind: 'other', ...this.newInode(0o600) };
    this.place(path, socket);
    return socket;
  }

  link(from: string, to: string): boolean {
    const node = this.find(from);
    if (node === undefined) throw new DiskError('ENOENT', from);
    if (this.find(to) !== undefined) return false;
    this.place(to, node);
    return true;
  }

  rename(from: string, to: string): void {
    const node = this.find(from);
    if (node === undefined) throw new DiskError('ENOENT', from);
    const there = this.find(to);
    if (there === node) return;
    if (there?.kind === 'folder' && (node.kind !== 'folder' || there.entries.size > 0)) throw new DiskError(node.kind === 'folder' ? 'ENOTEMPTY' : 'EISDIR', to);
    if (there !== undefined && there.kind !== 'folder' && node.kind === 'folder') throw new DiskError('ENOTDIR', to);
    if (this.parent(to, false) === undefined) throw new DiskError('ENOENT', to);
    this.parent(from, false)?.entries.delete(posix.basename(from));
    if (there?.kind === 'folder') this.parent(to, false)?.entries.delete(posix.basename(to));
    this.place(to, node);
  }

  /** False when there was none. */
  remove(path: string): boolean {
    const node = this.find(path);
    if (node === undefined) return false;
    if (node.kind === 'folder') throw new DiskError('EISDIR', path);
    return this.parent(path, false)?.entries.delete(posix.basename(path)) ?? false;
  }

  removeEmptyFolder(path: string): boolean {
    const node = this.find(path);
    if (node?.kind !== 'folder' || node.entries.size > 0) return false;
    return this.parent(path, false)?.entries.delete(posix.basename(path)) ?? false;
  }

  removeTree(path: string): void {
    this.parent(path, false)?.entries.delete(posix.basename(path));
  }

  /** All files and links below a folder, by their path from there; `.git` folders and files are passed over. */
  *filesBelow(path: string, prefix = ''): Generator<readonly [string, DiskFile | DiskLink]> {
    for (const [name, node] of this.list(path)) {
      if (name === '.git') continue;
      if (node.kind === 'folder') yield* this.filesBelow(`${path}/${name}`, `${prefix}${name}/`);
      else if (node.kind !== 'other') yield [`${prefix}${name}`, node];
    }
  }

  /** The machine loses its power: what was not on the disk is cut off somewhere, as `cut` says. */
  losePower(cut: (path: string, length: number) => number): void {
    const visit = (folder: DiskFolder, path: string): void => {
      for (const [name, node] of folder.entries) {
        if (node.kind === 'folder') visit(node, `${path}/${name}`);
        else if (node.kind === 'file' && !node.synced) {
          const length = cut(`${path}/${name}`, node.data.length);
          if (length < node.data.length) node.data = Buffer.from(node.data.subarray(0, length));
          node.synced = true;
        }
      }
    };
    visit(this.root, '');
  }

  private refuseWhenFull(path: string): void {
    const isServers = this.mounted !== undefined && path.startsWith(`${this.mounted}/`);
    if (!(isServers ? this.server?.isFull === true : this.isFull)) return;
    this.refusedAt = this.now();
    throw new DiskError('ENOSPC', path);
  }

  private place(path: string, node: DiskNode): void {
    const there = this.find(path);
    if (there?.kind === 'folder') throw new DiskError('EISDIR', path);
    this.parent(path, true)?.entries.set(posix.basename(path), node);
  }

  private parent(path: string, makes: boolean): DiskFolder | undefined {
    const folder = posix.dirname(path);
    const node = makes ? this.makeFolder(folder) : this.find(folder);
    return node?.kind === 'folder' ? node : undefined;
  }

  /** What is made in a folder that two machines see has a number of its own on both. */
  private nextInode(): bigint {
    if (this.server !== undefined) return this.server.nextInode();
    this.inodes += 1n;
    return this.inodes;
  }

  private newInode(mode: number): Inode {
    return { inode: this.nextInode(), mode, modified: this.now() };
  }
}

function namesOf(path: string): readonly string[] {
  return posix.normalize(path).split('/').filter((name) => name !== '' && name !== '.');
}
