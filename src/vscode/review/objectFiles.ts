import * as vscode from 'vscode';
import type { Sessions } from '../hosting/sessions.js';
import { parseObjectQuery } from './objectUri.js';
import { sessionByKey } from './sessionKey.js';

/** Serves committed files by the id of their content, straight from the engineer's repository. */
export class ObjectFiles implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  /** Never fires: what an id names stays what it is. */
  readonly onDidChangeFile = this.changed.event;

  constructor(private readonly sessions: Sessions) {}

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { reader, query } = this.open(uri);
    const size = 'id' in query ? await reader.size(query.id) : submoduleText(query.submodule).length;
    if (size === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size, permissions: vscode.FilePermission.Readonly };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { reader, query } = this.open(uri);
    return 'id' in query ? reader.blob(query.id) : Buffer.from(submoduleText(query.submodule));
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  private open(uri: vscode.Uri) {
    const session = sessionByKey(this.sessions, uri.authority);
    const query = parseObjectQuery(uri.query);
    if (session === undefined || query === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { reader: session.project.repository.reader, query };
  }
}

function submoduleText(id: string): string {
  return `${vscode.l10n.t('A submodule, at the commit {0}.', id)}\n`;
}
