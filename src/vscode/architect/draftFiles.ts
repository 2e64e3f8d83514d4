import * as vscode from 'vscode';
import { ReadOnlyFiles } from '../hosting/readOnlyFiles.js';
import type { Session } from '../hosting/session.js';
import type { SeenDraft } from '../../engine/planning/conversation/planningDesk.js';
import type { ArchitectDesk } from './architectDesk.js';

/** The scheme of the two sides of a draft's difference. */
export const draftScheme = 'sanctum-draft';

/** The spec as it is, or as the draft would have it. */
export type DraftSide = 'spec' | 'draft';

/** One side of a draft's difference, as VS Code knows it. */
export function draftUri(session: Session, side: DraftSide): vscode.Uri {
  return vscode.Uri.from({ scheme: draftScheme, authority: session.key, path: `/${side}/spec.md` });
}

/** What VS Code last read, and when each side's text became so: one that stays as it is must not look newer than what is typed into it. */
interface Shown {
  readonly seen: SeenDraft | undefined;
  readonly since: Readonly<Record<DraftSide, number>>;
}

function textOf(seen: SeenDraft | undefined, side: DraftSide): string | undefined {
  return side === 'spec' ? seen?.spec : seen?.text;
}

/** The draft beside the spec, as files: the spec can be read only, the draft is the engineer's to change, and saving it moves the draft on. */
export class DraftFiles extends ReadOnlyFiles {
  private last: Promise<unknown> = Promise.resolve();
  private readonly shown = new Map<ArchitectDesk, Shown>();

  constructor(
    private readonly deskOf: (uri: vscode.Uri) => Promise<ArchitectDesk | undefined>,
    private readonly now: () => number,
  ) {
    super();
  }

  /** What a draft's documents show, read anew; editors that show something else are told. */
  refresh(desk: ArchitectDesk): Promise<SeenDraft | undefined> {
    // One after the other: a look that began earlier must not have the last word.
    const look = this.last.then(() => this.look(desk));
    this.last = look.catch(() => undefined);
    return look;
  }

  private async look(desk: ArchitectDesk): Promise<SeenDraft | undefined> {
    const before = this.shown.get(desk);
    const seen = await desk.seen();
    const isSame = before?.seen?.draft === seen?.draft && before?.seen?.spec === seen?.spec;
    if (before !== undefined && isSame) return before.seen;
    const sides: readonly DraftSide[] = ['spec', 'draft'];
    const now = Math.max(this.now(), ...sides.map((side) => (before?.since[side] ?? 0) + 1));
    const moved = sides.filter((side) => before === undefined || textOf(before.seen, side) !== textOf(seen, side));
    const sinceOf = (side: DraftSide): number => (moved.includes(side) ? now : (before?.since[side] ?? now));
    this.shown.set(desk, { seen, since: { spec: sinceOf('spec'), draft: sinceOf('draft') } });
    const kindOf = (side: DraftSide): vscode.FileChangeType => (side === 'draft' && seen === undefined ? vscode.FileChangeType.Deleted : vscode.FileChangeType.Changed);
    this.changed.fire(moved.map((side) => ({ type: kindOf(side), uri: draftUri(desk.session, side) })));
    return seen;
  }

  override async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { text, since } = await this.read(uri);
    const readOnly = sideOf(uri) === 'spec' ? { permissions: vscode.FilePermission.Readonly } : {};
    return { type: vscode.FileType.File, ctime: 0, mtime: since, size: Buffer.byteLength(text), ...readOnly };
  }

  override async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from((await this.read(uri)).text, 'utf8');
  }

  override async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const desk = await this.desk(uri);
    const seen = this.shown.get(desk)?.seen;
    if (sideOf(uri) !== 'draft' || seen === undefined) throw vscode.FileSystemError.NoPermissions(uri);
    const text = Buffer.from(content).toString('utf8');
    const now = await this.refresh(desk);
    // The same two texts on another commit are still what the engineer saw.
    const isSame = now?.text === seen.text && now.spec === seen.spec;
    if (text !== seen.text) await desk.change({ draft: isSame ? now.draft : seen.draft, spec: seen.spec, text });
    await this.refresh(desk);
  }

  private async desk(uri: vscode.Uri): Promise<ArchitectDesk> {
    const desk = await this.deskOf(uri);
    if (desk === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return desk;
  }

  private async read(uri: vscode.Uri): Promise<{ readonly text: string; readonly since: number }> {
    const desk = await this.desk(uri);
    const seen = this.shown.get(desk)?.seen ?? (await this.refresh(desk));
    if (seen === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const side = sideOf(uri);
    return { text: textOf(seen, side) ?? '', since: this.shown.get(desk)?.since[side] ?? 0 };
  }
}

function sideOf(uri: vscode.Uri): DraftSide {
  return uri.path.startsWith('/draft/') ? 'draft' : 'spec';
}
