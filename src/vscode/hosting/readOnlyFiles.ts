import * as vscode from 'vscode';

/** What file systems of Sanctum's have in common: single documents, whose folders show nothing, and of which nothing is made, moved or taken away. */
export abstract class ReadOnlyFiles implements vscode.FileSystemProvider {
  protected readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  abstract stat(uri: vscode.Uri): Promise<vscode.FileStat>;
  abstract readFile(uri: vscode.Uri): Promise<Uint8Array>;

  watch(_uri: vscode.Uri, _options: { readonly recursive: boolean }): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(_uri: vscode.Uri): [string, vscode.FileType][] | Promise<[string, vscode.FileType][]> {
    return [];
  }

  writeFile(uri: vscode.Uri, _content: Uint8Array): void | Promise<void> {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}
