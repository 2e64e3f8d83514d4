import type { ObjectFormat, TreeEntry } from './objects.js';
import { decodeTreeEntry, decodeWholeTree, encodeTreeEntry, sortName } from './objects.js';

/**
 * A tree object with its entries and where each begins. Versions of one folder share the entries that they have in common, so that a
 * change in a folder of ten thousand costs the change, not the folder.
 */
export interface TreeBody {
  readonly bytes: Buffer;
  readonly entries: readonly TreeEntry[];
  /** Where each entry begins, and, last, where the tree ends. */
  readonly starts: readonly number[];
}

export const emptyTreeBody: TreeBody = { bytes: Buffer.alloc(0), entries: [], starts: [0] };

/** How many bytes are the same at the beginning. Found by halving, with comparisons that run at the speed of memory. */
function commonBeginning(a: Buffer, b: Buffer): number {
  let same = 0;
  let most = Math.min(a.length, b.length);
  while (same < most) {
    const middle = Math.ceil((same + most) / 2);
    if (a.compare(b, same, middle, same, middle) === 0) same = middle;
    else most = middle - 1;
  }
  return same;
}

function commonEnd(a: Buffer, b: Buffer, most: number): number {
  let same = 0;
  let limit = most;
  while (same < limit) {
    const middle = Math.ceil((same + limit) / 2);
    if (a.compare(b, b.length - middle, b.length - same, a.length - middle, a.length - same) === 0) same = middle;
    else limit = middle - 1;
  }
  return same;
}

/** How many of the starts are at most `place`, less one: the last entry that begins there or before. */
function entryAt(starts: readonly number[], place: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The tree in `bytes`; where it is like `similar`, that one's entries are used again. Throws when the bytes are no tree. */
export function readTreeBody(bytes: Buffer, format: ObjectFormat, similar: TreeBody = emptyTreeBody): TreeBody {
  if (similar.entries.length === 0) return { bytes, ...decodeWholeTree(bytes, format) };
  const beginning = commonBeginning(similar.bytes, bytes);
  const kept = entryAt(similar.starts, beginning);
  let at = similar.starts[kept] ?? 0;
  const end = commonEnd(similar.bytes, bytes, Math.min(similar.bytes.length, bytes.length) - at);
  const shift = bytes.length - similar.bytes.length;
  // The first of the old entries that lie in the common end as a whole; decoding goes on until it meets one of them.
  let next = entryAt(similar.starts, similar.bytes.length - end);
  if ((similar.starts[next] ?? 0) < similar.bytes.length - end) next += 1;
  const entries = similar.entries.slice(0, kept);
  const starts = similar.starts.slice(0, kept);
  while (at < bytes.length) {
    while (next < similar.entries.length && (similar.starts[next] ?? 0) + shift < at) next += 1;
    if (next < similar.entries.length && (similar.starts[next] ?? 0) + shift === at) {
      for (let one = next; one < similar.entries.length; one += 1) {
        const entry = similar.entries[one];
        if (entry !== undefined) entries.push(entry);
        starts.push((similar.starts[one] ?? 0) + shift);
      }
      break;
    }
    const { entry, end: behind } = decodeTreeEntry(bytes, at, format);
    entries.push(entry);
    starts.push(at);
    at = behind;
  }
  starts.push(bytes.length);
  return { bytes, entries, starts };
}

/** Where an entry stands or would stand in git's order. */
function placeOf(entries: readonly TreeEntry[], entry: TreeEntry): number {
  const name = sortName(entry);
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = entries[middle];
    if (there !== undefined && sortName(there) < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The tree with one entry set (whatever had that name before goes), or taken out. */
export function withEntry(body: TreeBody, name: string, entry: TreeEntry | undefined): TreeBody {
  const present = body.entries.findIndex((one) => one.name === name);
  const removed = present < 0 ? body : spliced(body, present, 1, undefined);
  return entry === undefined ? removed : spliced(removed, placeOf(removed.entries, entry), 0, entry);
}

function spliced(body: TreeBody, at: number, removed: number, entry: TreeEntry | undefined): TreeBody {
  const from = body.starts[at] ?? 0;
  const to = body.starts[at + removed] ?? from;
  const added = entry === undefined ? Buffer.alloc(0) : encodeTreeEntry(entry);
  const shift = added.length - (to - from);
  const entries = body.entries.slice();
  entries.splice(at, removed, ...(entry === undefined ? [] : [entry]));
  const starts = body.starts.slice(0, at);
  if (entry !== undefined) starts.push(from);
  for (let one = at + removed; one < body.starts.length; one += 1) starts.push((body.starts[one] ?? 0) + shift);
  return { bytes: Buffer.concat([body.bytes.subarray(0, from), added, body.bytes.subarray(to)]), entries, starts };
}
