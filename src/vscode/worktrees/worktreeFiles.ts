import { dirname, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { FileKind } from '../../platform/files.js';
import type { Ports } from '../../platform/ports.js';
import { ReadOnlyFiles } from '../hosting/readOnlyFiles.js';
import type { SeenChange } from './folderLook.js';
import { FolderLook } from './folderLook.js';
import type { WorktreeAddress, WorktreePlace } from './worktreeAddress.js';
import { isHidden, parseAddress, printAddress, worktreeFolder, worktreeScheme } from './worktreeAddress.js';

/** Reads an object of a project's repository by its id; undefined when there is none, or the project is not open here. */
export type ReadObject = (project: string, id: string) => Promise<Uint8Array | undefined>;

const fileTypes: Readonly<Record<FileKind, vscode.FileType>> = {
  file: vscode.FileType.File,
  folder: vscode.FileType.Directory,
  link: vscode.FileType.File | vscode.FileType.SymbolicLink,
  other: vscode.FileType.Unknown,
};

const changeTypes: Readonly<Record<SeenChange, vscode.FileChangeType>> = {
  added: vscode.FileChangeType.Created,
  changed: vscode.FileChangeType.Changed,
  removed: vscode.FileChangeType.Deleted,
};

const millisecond = 1_000_000n;

/** The address of a file as VS Code knows it. */
export function worktreeUri(address: WorktreeAddress): vscode.Uri {
  return vscode.Uri.from({ scheme: worktreeScheme, ...printAddress(address) });
}

/** A worktree as a folder of the workspace. */
export function folderUri(project: string, { of, attempt }: Omit<WorktreePlace, 'project'>): vscode.Uri {
  return worktreeUri({ place: { project, of, attempt }, path: '', side: 'folder' });
}

/**
 * Agents' files, to be read: no git directory and no settings of theirs come into view, so that nothing in the window obeys them. A link shows
 * where it leads, and is not followed.
 */
export class WorktreeFiles extends ReadOnlyFiles {
  private readonly look: FolderLook;

  constructor(
    private readonly ports: Ports,
    private readonly home: string,
    private readonly object: ReadObject,
  ) {
    super();
    this.look = new FolderLook(ports, (folder, name, change) => this.tell(folder, name, change));
  }

  /** Folders are watched once they are looked at; all of a worktree would be too much for a machine with many. */
  override watch(uri: vscode.Uri, options: { readonly recursive: boolean }): vscode.Disposable {
    const address = parseAddress(uri);
    if (address !== undefined && typeof address.side === 'string' && !options.recursive) void this.watchAround(address);
    return new vscode.Disposable(() => undefined);
  }

  override async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const address = this.address(uri);
    if (typeof address.side !== 'string') {
      const content = await this.content(uri, address);
      return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: content.length, permissions: vscode.FilePermission.Readonly };
    }
    const status = await this.ports.files.status(await this.place(uri, address));
    if (status === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: fileTypes[status.kind], ctime: 0, mtime: Number(status.modified / millisecond), size: status.size, permissions: vscode.FilePermission.Readonly };
  }

  override async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const address = this.address(uri);
    const folder = await this.place(uri, address);
    if ((await this.ports.files.status(folder))?.kind !== 'folder') throw vscode.FileSystemError.FileNotFound(uri);
    void this.look.lookAt(folder);
    const entries = await this.ports.files.list(folder);
    const shown = entries.filter(({ name }) => !isHidden(address.path === '' ? name : `${address.path}/${name}`, address.side));
    return shown.map(({ name, kind }) => [name, fileTypes[kind]]);
  }

  override async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.content(uri, this.address(uri));
  }

  dispose(): void {
    this.look.close();
    this.changed.dispose();
  }

  private address(uri: vscode.Uri): WorktreeAddress {
    const address = parseAddress(uri);
    if (address === undefined || isHidden(address.path, address.side)) throw vscode.FileSystemError.FileNotFound(uri);
    return address;
  }

  private root(place: WorktreePlace): string {
    return worktreeFolder(this.home, place);
  }

  /** Where a file lies. One that a link leads to is no part of the worktree, wherever it is. */
  private async place(uri: vscode.Uri, { place, path }: WorktreeAddress): Promise<string> {
    const root = this.root(place);
    const wanted = join(root, path);
    if (path === '') return wanted;
    try {
      const folder = await this.ports.files.realPath(dirname(wanted));
      if (folder === join(await this.ports.files.realPath(root), dirname(path))) return wanted;
    } catch {
      // The folder is gone, or was never there.
    }
    throw vscode.FileSystemError.FileNotFound(uri);
  }

  private async content(uri: vscode.Uri, address: WorktreeAddress): Promise<Uint8Array> {
    if (typeof address.side !== 'string') {
      const bytes = await this.object(address.place.project, address.side.base);
      if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      return bytes;
    }
    const path = await this.place(uri, address);
    const { files } = this.ports;
    switch ((await files.status(path))?.kind) {
      case 'file':
        return files.read(path);
      case 'link':
        return Buffer.from(await files.readLink(path), 'utf8');
      case 'folder':
        throw vscode.FileSystemError.FileIsADirectory(uri);
      // A device or a pipe would hold its reader for ever.
      case 'other':
      case undefined:
        throw vscode.FileSystemError.FileNotFound(uri);
    }
  }

  private async watchAround(address: WorktreeAddress): Promise<void> {
    const path = join(this.root(address.place), address.path);
    const isFolder = (await this.ports.files.status(path))?.kind === 'folder';
    await this.look.lookAt(isFolder ? path : dirname(path));
  }

  /** The address of a place on the disk, for those who look at it as a folder and for those who look at its changes. */
  private tell(folder: string, name: string, change: SeenChange): void {
    const projects = join(this.home, 'projects');
    const [project = '', , of = '', attempt = '', , ...rest] = relative(projects, join(folder, name)).split(sep);
    const address = { place: { project, of, attempt: Number(attempt) }, path: rest.join('/') };
    if (isHidden(address.path, 'now')) return;
    this.changed.fire((['folder', 'now'] as const).map((side) => ({ type: changeTypes[change], uri: worktreeUri({ ...address, side }) })));
  }
}
