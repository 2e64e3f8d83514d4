import * as vscode from 'vscode';
import { ReadOnlyFiles } from '../hosting/readOnlyFiles.js';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';
import { readLiveFile } from './liveFiles.js';
import type { ObjectQuery } from './objectUri.js';
import { parseObjectQuery } from './objectUri.js';

/**
 * Serves committed files by the id of their content, straight from the engineer's repository, and those of an agent at work. It tells of no
 * changes: what an id names stays what it is, and a worktree is looked at anew when it is opened anew.
 */
export class ObjectFiles extends ReadOnlyFiles {

  constructor(private readonly sessions: Sessions) {
    super();
  }

  override async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { session, query } = this.place(uri);
    const size = 'id' in query ? await session.project.repository.reader.size(query.id) : (await this.content(uri, session, query)).length;
    if (size === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 'ticket' in query ? session.project.ports.clock.now() : 0, size, permissions: vscode.FilePermission.Readonly };
  }

  override async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { session, query } = this.place(uri);
    return this.content(uri, session, query);
  }

  private place(uri: vscode.Uri): { readonly session: Session; readonly query: ObjectQuery } {
    const session = this.sessions.byKey(uri.authority);
    const query = parseObjectQuery(uri.query);
    if (session === undefined || query === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { session, query };
  }

  private async content(uri: vscode.Uri, { project }: Session, query: ObjectQuery): Promise<Buffer> {
    if ('id' in query) return project.repository.reader.blob(query.id);
    if ('submodule' in query) return Buffer.from(`${vscode.l10n.t('A submodule, at the commit {0}.', query.submodule)}\n`);
    const body = await readLiveFile(project, query.ticket, query.attempt, uri.path.slice(1));
    if (body === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return body;
  }
}
