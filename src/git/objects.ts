import { createHash } from 'node:crypto';

export type ObjectFormat = 'sha1' | 'sha256';
export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface GitObject {
  readonly type: ObjectType;
  readonly body: Buffer;
}

/** An object's bytes as git hashes and stores them (gitformat-loose: `type size NUL body`). */
export function encodeObject(type: ObjectType, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${type} ${String(body.length)}\0`, 'latin1'), body]);
}

export function objectId(format: ObjectFormat, encoded: Uint8Array): string {
  return createHash(format).update(encoded).digest('hex');
}

export type TreeMode = '100644' | '100755' | '120000' | '040000' | '160000';

export interface TreeEntry {
  readonly mode: TreeMode;
  /** The name's bytes as latin1, so that every name survives and order by code unit is order by byte. */
  readonly name: string;
  readonly id: string;
}

const modes: Readonly<Record<string, TreeMode>> = {
  '40000': '040000',
  '040000': '040000',
  '100644': '100644',
  '100664': '100644',
  '100755': '100755',
  '120000': '120000',
  '160000': '160000',
};

const damagedTree = 'A tree object is damaged; run git fsck.';

/** The entries of a tree object. Throws when the bytes are no tree. */
export function decodeTree(body: Buffer, format: ObjectFormat): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < body.length) {
    const { entry, end } = decodeTreeEntry(body, at, format);
    entries.push(entry);
    at = end;
  }
  return entries;
}

/** The entry that begins at `at`, and where it ends. Throws when the bytes are no tree. */
export function decodeTreeEntry(body: Buffer, at: number, format: ObjectFormat): { readonly entry: TreeEntry; readonly end: number } {
  const space = body.indexOf(0x20, at);
  const nameEnd = body.indexOf(0, space);
  const end = nameEnd + 1 + (format === 'sha1' ? 20 : 32);
  const mode = modes[body.toString('latin1', at, space)];
  if (space < 0 || nameEnd < 0 || end > body.length || mode === undefined) throw new Error(damagedTree);
  return { entry: { mode, name: body.toString('latin1', space + 1, nameEnd), id: body.toString('hex', nameEnd + 1, end) }, end };
}

/**
 * As `decodeTree`, with where each entry begins and, last, where the tree ends; several times faster for thousands of entries, whose names and
 * ids are parts of two long strings: for who keeps all of them.
 */
export function decodeWholeTree(body: Buffer, format: ObjectFormat): { readonly entries: TreeEntry[]; readonly starts: number[] } {
  const [bytes, digits, idLength] = [body.toString('latin1'), body.toString('hex'), format === 'sha1' ? 20 : 32];
  const entries: TreeEntry[] = [];
  const starts: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(' ', at);
    const nameEnd = bytes.indexOf('\0', space);
    const end = nameEnd + 1 + idLength;
    const mode = modes[bytes.slice(at, space)];
    if (space < 0 || nameEnd < 0 || end > bytes.length || mode === undefined) throw new Error(damagedTree);
    entries.push({ mode, name: bytes.slice(space + 1, nameEnd), id: digits.slice(2 * (nameEnd + 1), 2 * end) });
    starts.push(at);
    at = end;
  }
  starts.push(at);
  return { entries, starts };
}

/** git's order: a folder sorts as if its name ended in `/`. */
export function sortName(entry: TreeEntry): string {
  return entry.mode === '040000' ? `${entry.name}/` : entry.name;
}

export function encodeTree(entries: Iterable<TreeEntry>): Buffer {
  const sorted = [...entries].sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
  return Buffer.concat(sorted.map(encodeTreeEntry));
}

export function encodeTreeEntry(entry: TreeEntry): Buffer {
  return Buffer.concat([Buffer.from(`${entry.mode.replace(/^0/, '')} ${entry.name}\0`, 'latin1'), Buffer.from(entry.id, 'hex')]);
}

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface CommitFields {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  /** Seconds since the Unix epoch, UTC. */
  readonly time: number;
  readonly message: string;
}

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  /** The committer's time in seconds since the Unix epoch. */
  readonly time: number;
  readonly message: string;
}

/** Characters that would end a header field are taken out of a name, as git does. */
function headerSafe(text: string): string {
  return text.replace(/[\0\n<>]/g, '').trim();
}

function personLine(role: string, person: Person, time: number): string {
  return `${role} ${headerSafe(person.name)} <${headerSafe(person.email)}> ${String(Math.floor(time))} +0000\n`;
}

export function encodeCommit(fields: CommitFields): Buffer {
  const header = [
    `tree ${fields.tree}\n`,
    ...fields.parents.map((parent) => `parent ${parent}\n`),
    personLine('author', fields.author, fields.time),
    personLine('committer', fields.committer, fields.time),
  ].join('');
  // A NUL would end the message for git, and trailers stand at its end.
  const message = fields.message.replaceAll('\0', '').trimEnd();
  return Buffer.from(`${header}\n${message}\n`, 'utf8');
}

export function decodeCommit(body: Buffer): Commit {
  const text = body.toString('utf8');
  const split = text.indexOf('\n\n');
  const header = (split < 0 ? text : text.slice(0, split)).split('\n');
  const field = (name: string): readonly string[] =>
    header.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const time = /> (\d+) [+-]\d{4}$/.exec(field('committer')[0] ?? '')?.[1];
  return {
    tree: field('tree')[0] ?? '',
    parents: field('parent'),
    time: Number(time ?? 0),
    message: split < 0 ? '' : text.slice(split + 2),
  };
}

export const sanctumPerson: Person = { name: 'Sanctum', email: 'sanctum@localhost' };
