import type * as z from 'zod';
import { DocumentError } from '../frontMatter.js';
import type { HistoryStep } from '../history.js';
import { parseTicketPath } from '../paths.js';
import { readDocument } from '../readDocument.js';
import type { PlanProblem, Ticket } from '../snapshot.js';
import { parseTicket } from '../snapshotReader.js';

interface Change {
  readonly index: number;
  readonly blob: string | undefined;
}

/** What changed between two states that the engine vouches for: one commit of its own, with those of others that it stands on. */
export interface Turn {
  /** Where the engine's commit before stands in the history; -1 for none. */
  readonly before: number;
  readonly index: number;
  readonly step: HistoryStep;
  /** All paths that changed in between, each once. */
  readonly paths: readonly string[];
}

/** The whole history of a plan, oldest first, to be asked what was where after which commit. Commits are counted from 0. */
export class PlanRecord {
  readonly turns: readonly Turn[];
  private readonly byPath = new Map<string, Change[]>();
  private readonly pathsById = new Map<string, Set<string>>();
  private readonly parsed = new Map<string, Ticket | PlanProblem>();

  constructor(
    readonly steps: readonly HistoryStep[],
    /** Texts of changed documents by blob id. */
    readonly texts: ReadonlyMap<string, string>,
    /** Blobs that are not UTF-8: their texts are what could be read of them. */
    readonly garbled: ReadonlySet<string> = new Set(),
  ) {
    steps.forEach((step, index) => {
      for (const change of step.changes) this.note(change.path, index, change.after);
    });
    this.turns = turnsOf(steps);
  }

  /** The blob at a path after the commit at `index`; -1 is before the first. */
  blobAt(path: string, index: number): string | undefined {
    const changes = this.byPath.get(path) ?? [];
    let low = 0;
    let high = changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((changes[middle]?.index ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return changes[low - 1]?.blob;
  }

  textAt(path: string, index: number): string | undefined {
    const blob = this.blobAt(path, index);
    return blob === undefined ? undefined : this.texts.get(blob);
  }

  /** The paths of a ticket's documents after the commit at `index`: one, when all is well. */
  ticketPathsAt(id: string, index: number): readonly string[] {
    return [...(this.pathsById.get(id) ?? [])].filter((path) => this.blobAt(path, index) !== undefined);
  }

  /** The ticket after the commit at `index`, or undefined when there is none that can be read. */
  ticketAt(id: string, index: number): Ticket | undefined {
    for (const path of this.ticketPathsAt(id, index)) {
      const ticket = this.parse(path, this.blobAt(path, index));
      if (ticket !== undefined && 'fields' in ticket) return ticket;
    }
    return undefined;
  }

  /** The ids of all tickets that there ever were. */
  ticketIds(): readonly string[] {
    return [...this.pathsById.keys()];
  }

  /** A document by its schema, or what is wrong with it; undefined where there is none. */
  documentAt<Schema extends z.ZodType>(schema: Schema, path: string, index: number): { readonly fields: z.infer<Schema> } | { readonly words: string } | undefined {
    const text = this.textAt(path, index);
    if (text === undefined) return undefined;
    try {
      return { fields: readDocument(schema, text) };
    } catch (error) {
      if (error instanceof DocumentError) return { words: error.message };
      throw error;
    }
  }

  /** The last change of a path to something, at or before `index`. */
  lastWrite(path: string, index: number): number | undefined {
    return this.byPath.get(path)?.findLast((change) => change.index <= index && change.blob !== undefined)?.index;
  }

  /** Where the engine's newest commit stands; -1 for none. What follows was not inspected yet. */
  get inspected(): number {
    return this.turns.at(-1)?.index ?? -1;
  }

  private parse(path: string, blob: string | undefined): Ticket | PlanProblem | undefined {
    const text = blob === undefined ? undefined : this.texts.get(blob);
    if (blob === undefined || text === undefined) return undefined;
    const key = `${path}:${blob}`;
    const known = this.parsed.get(key) ?? parseTicket(path, text);
    this.parsed.set(key, known);
    return known;
  }

  private note(path: string, index: number, blob: string | undefined): void {
    const changes = this.byPath.get(path);
    if (changes === undefined) this.byPath.set(path, [{ index, blob }]);
    else changes.push({ index, blob });
    const place = parseTicketPath(path);
    if (place === undefined) return;
    const paths = this.pathsById.get(place.id);
    if (paths === undefined) this.pathsById.set(place.id, new Set([path]));
    else paths.add(path);
  }
}

function turnsOf(steps: readonly HistoryStep[]): readonly Turn[] {
  const turns: Turn[] = [];
  let before = -1;
  let paths = new Set<string>();
  steps.forEach((step, index) => {
    for (const { path } of step.changes) paths.add(path);
    if (step.message.author.kind !== 'engine') return;
    turns.push({ before, index, step, paths: [...paths] });
    before = index;
    paths = new Set();
  });
  return turns;
}
