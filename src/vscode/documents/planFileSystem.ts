import * as vscode from 'vscode';
import { EditConflict, editDocument } from '../../engine/editing/editDocument.js';
import { closedToEdits } from '../../plan/editRules.js';
import { presentPath } from '../../plan/editTransition.js';
import { entriesBelow, entryAt } from '../../plan/planFiles.js';
import type { PlanEntry } from '../../plan/planFiles.js';
import { parseTicketPath } from '../../plan/paths.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { OpenEdits } from './openEdits.js';
import { planPlace, planUri } from './planUri.js';

/** What a URI leads to. */
interface Found {
  readonly session: Session;
  readonly path: string;
  readonly at: string | undefined;
  readonly entry: PlanEntry;
}

/** More changes than this are told for open documents alone. */
const manyChanges = 200;

/** The mark of a document whose unsaved edit stands on what the plan says: VS Code takes it for no newer than what it has. */
const notNewer = 1;

function blobOf(uri: vscode.Uri, entry: PlanEntry | undefined): string | undefined {
  if (entry?.kind === 'folder') throw vscode.FileSystemError.FileIsADirectory(uri);
  return entry?.blob;
}

/** VS Code shows the words behind the document's name; of an error of its own kind it would show the kind too. */
function refusal(words: string): Error {
  return new Error(words);
}

/** The document that is open under a URI. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const wanted = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === wanted);
}

/**
 * The plan as files: the newest commit of the branch, or with `?at=<commit>` an earlier one. A save is one plan commit. A ticket that moves
 * to another state is still found where it was opened.
 */
export class PlanFileSystem implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  /** By URI, the blob of the last look and since when, as far as VS Code knows. */
  private readonly looks = new Map<string, { readonly blob: string; readonly mtime: number }>();
  /** By session, the plan commit that its documents were last told from. */
  private readonly told = new Map<Session, string>();

  constructor(
    private readonly window: SanctumWindow,
    private readonly edits: OpenEdits,
  ) {
    window.own(this.changed);
    window.own(window.sessions.onDidChange((session) => void this.tell(session)));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { session, path, at, entry } = await this.find(uri);
    if (entry.kind === 'folder') return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const size = (await session.project.repository.reader.size(entry.blob)) ?? 0;
    if (at !== undefined) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size, permissions: vscode.FilePermission.Readonly };
    const isDirty = openDocument(uri)?.isDirty === true;
    // What somebody is still writing must not fall shut under their hands: saving it says why it cannot be saved.
    const permissions = !isDirty && closedToEdits(path) !== undefined ? { permissions: vscode.FilePermission.Readonly } : {};
    const base = isDirty ? this.edits.base(uri.toString()) : undefined;
    const isOnPlan = base !== undefined && base === (await this.text(session, entry.blob));
    return { type: vscode.FileType.File, ctime: 0, mtime: isOnPlan ? notNewer : this.since(uri, entry.blob), size, ...permissions };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const { session, entry } = await this.find(uri);
    if (entry.kind !== 'folder') throw vscode.FileSystemError.FileNotADirectory(uri);
    const entries = await entriesBelow(session.project.store.snapshots.trees, entry.tree);
    return entries.map(({ name, kind }) => [name, kind === 'file' ? vscode.FileType.File : vscode.FileType.Directory]);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { session, entry } = await this.find(uri);
    if (entry.kind !== 'file') throw vscode.FileSystemError.FileIsADirectory(uri);
    const bytes = await session.project.repository.reader.blob(entry.blob);
    this.edits.wasRead(uri.toString(), bytes.toString('utf8'));
    return bytes;
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array, options: { readonly create: boolean; readonly overwrite: boolean }): Promise<void> {
    const { session, path, at, entry } = await this.findOrNew(uri, options.create);
    if (at !== undefined) throw refusal(vscode.l10n.t('This is an earlier version of the document. Open the document itself to edit it.'));
    const text = Buffer.from(content).toString('utf8');
    const blob = blobOf(uri, entry);
    const before = blob === undefined ? undefined : await this.text(session, blob);
    if (text !== before) await this.write(session, uri, { path, before, blob, text });
    this.edits.wasRead(uri.toString(), text);
    if (openDocument(uri) !== undefined) this.edits.begin(uri.toString(), text);
    await this.tell(session);
  }

  createDirectory(): void {
    throw refusal(vscode.l10n.t('Folders of the plan come and go with their documents.'));
  }

  delete(): void {
    throw refusal(vscode.l10n.t('The plan only grows: a document of it is not deleted.'));
  }

  rename(): void {
    throw refusal(vscode.l10n.t('A document of the plan has its place by what it is, and is not moved.'));
  }

  /** The text on the plan that a document stands for; undefined where there is none. */
  async planText(uri: vscode.Uri): Promise<{ readonly session: Session; readonly text: string } | undefined> {
    const { session, entry } = await this.findOrNew(uri, true);
    const blob = blobOf(uri, entry);
    return blob === undefined ? undefined : { session, text: await this.text(session, blob) };
  }

  private async write(session: Session, uri: vscode.Uri, wanted: { readonly path: string; readonly before: string | undefined; readonly blob: string | undefined; readonly text: string }): Promise<void> {
    const { path, before, blob, text } = wanted;
    const base = this.edits.base(uri.toString());
    const isKnown = openDocument(uri) === undefined || base === before;
    // VS Code was told that the plan's is newer, and writes nevertheless: the engineer chose to overwrite it.
    const isMeant = blob !== undefined && this.looks.get(uri.toString())?.blob === blob;
    if (!isKnown && !isMeant) throw refusal(vscode.l10n.t('{0} was changed on the plan at this moment. Save it once more.', path));
    try {
      await editDocument(session.project, { path, before, text });
    } catch (error) {
      if (error instanceof EditConflict) throw refusal(vscode.l10n.t('{0} was changed on the plan at this moment. Save it once more.', path));
      const words = error instanceof Error ? error.message : String(error);
      throw refusal(words.replace(`${path} cannot be saved: `, ''));
    }
    session.look();
  }

  private text(session: Session, blob: string): Promise<string> {
    return session.project.repository.reader.blob(blob).then((bytes) => bytes.toString('utf8'));
  }

  /** When the window came to know a document's present text; each text has a time of its own. */
  private since(uri: vscode.Uri, blob: string): number {
    const key = uri.toString();
    const last = this.looks.get(key);
    if (last?.blob === blob) return last.mtime;
    const mtime = Math.max(this.window.ports.clock.now(), (last?.mtime ?? 0) + 1);
    this.looks.set(key, { blob, mtime });
    return mtime;
  }

  private async find(uri: vscode.Uri): Promise<Found> {
    const { entry, ...rest } = await this.findOrNew(uri, true);
    if (entry === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { ...rest, entry };
  }

  private async findOrNew(uri: vscode.Uri, mayBeNew: boolean): Promise<Omit<Found, 'entry'> & { readonly entry: PlanEntry | undefined }> {
    const place = planPlace(uri);
    if (place === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const session = await this.session(uri);
    const { store, repository } = session.project;
    const commit = place.at ?? (await store.tip());
    if (commit === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const path = place.at === undefined && parseTicketPath(place.path) !== undefined ? presentPath(await store.snapshots.read(commit), place.path) : place.path;
    const entry = await entryAt(store.snapshots.trees, (await repository.reader.commit(commit)).tree, path);
    if (entry === undefined && !mayBeNew) throw vscode.FileSystemError.FileNotFound(uri);
    return { session, path, at: place.at, entry };
  }

  private async session(uri: vscode.Uri): Promise<Session> {
    await this.window.sessions.settled;
    const session = this.window.sessions.of(uri);
    if (session !== undefined) return session;
    if (!vscode.workspace.isTrusted) throw vscode.FileSystemError.Unavailable(vscode.l10n.t('The plan is not read before you trust this folder.'));
    throw vscode.FileSystemError.Unavailable(vscode.l10n.t('The repository of this plan document is not open in this window.'));
  }

  /** Tells VS Code which documents changed. */
  private async tell(session: Session | undefined): Promise<void> {
    if (session === undefined) {
      // Sessions came or went: what could not be read may be there now.
      this.fire(openUris());
      return;
    }
    const { project } = session;
    const tip = await project.store.tip();
    const last = this.told.get(session);
    if (tip === undefined || tip === last) return;
    this.told.set(session, tip);
    if (last === undefined) return;
    const [before, after] = await Promise.all([last, tip].map(async (commit) => (await project.repository.reader.commit(commit)).tree));
    const changes = await project.store.snapshots.trees.compare(before, after);
    const tickets = new Set(changes.map(({ path }) => parseTicketPath(path)?.id).filter((id) => id !== undefined));
    const moved = openUris().filter((uri) => this.window.sessions.of(uri) === session && tickets.has(parseTicketPath(planPlace(uri)?.path ?? '')?.id ?? ''));
    const isMany = changes.length > manyChanges;
    const events = changes
      .filter(({ path, after: blob }) => blob !== undefined || parseTicketPath(path) === undefined)
      .map(({ path, before: old, after: blob }) => ({
        uri: planUri(session, path),
        type: blob === undefined ? vscode.FileChangeType.Deleted : old === undefined ? vscode.FileChangeType.Created : vscode.FileChangeType.Changed,
      }))
      .filter(({ uri }) => !isMany || openDocument(uri) !== undefined);
    if (events.length > 0) this.changed.fire(events);
    this.fire(moved);
  }

  private fire(uris: readonly vscode.Uri[]): void {
    if (uris.length > 0) this.changed.fire(uris.map((uri) => ({ uri, type: vscode.FileChangeType.Changed })));
  }
}

/** The documents of plans, in the newest version, that an editor shows. */
function openUris(): readonly vscode.Uri[] {
  const inTabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : [])));
  const uris = [...inTabs, ...vscode.workspace.textDocuments.map(({ uri }) => uri)].filter((uri) => planPlace(uri)?.at === undefined && planPlace(uri) !== undefined);
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}
