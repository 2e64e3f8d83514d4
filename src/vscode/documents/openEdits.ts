/** Where open edits outlive the window; a part of VS Code's Memento. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): unknown;
}

const memoryKey = 'sanctum.openEdits';

/**
 * What the engineer's unsaved edits began from, by the document's URI: VS Code tells a file system what to write, and not what it was made
 * of. It is kept with the workspace, since unsaved text outlives a restart too. Pure but for that memory.
 */
export class OpenEdits {
  private readonly bases: Map<string, string>;
  /** The text of each open document when it last was as it stood on the plan. */
  private readonly clean = new Map<string, string>();
  /** The text that was last read from the plan or written to it. */
  private readonly served = new Map<string, string>();

  constructor(private readonly memory: Memory) {
    const kept = memory.get(memoryKey);
    this.bases = new Map(typeof kept === 'object' && kept !== null ? Object.entries(kept as Record<string, string>) : []);
  }

  /** A document was read for the editor. */
  wasRead(uri: string, text: string): void {
    this.served.set(uri, text);
  }

  /** A document was opened, or is otherwise than before. */
  isSeen(uri: string, text: string, isDirty: boolean, isOpening: boolean): void {
    if (isDirty) {
      const base = this.clean.get(uri) ?? (isOpening ? undefined : this.served.get(uri));
      if (!this.bases.has(uri) && base !== undefined) this.begin(uri, base);
      return;
    }
    // The first key can be told of before the document counts as dirty: only what the plan said is clean.
    if (!isOpening && text !== this.served.get(uri)) return;
    this.clean.set(uri, text);
    this.end(uri);
  }

  /** The editor was closed. */
  isClosed(uri: string): void {
    this.clean.delete(uri);
    this.served.delete(uri);
    this.end(uri);
  }

  /** What an unsaved edit began from; undefined when there is none, or nothing is known of it. */
  base(uri: string): string | undefined {
    return this.bases.get(uri);
  }

  /** The edit now stands on another text: it was merged with it, or written. */
  begin(uri: string, base: string): void {
    this.bases.set(uri, base);
    this.keep();
  }

  private end(uri: string): void {
    if (this.bases.delete(uri)) this.keep();
  }

  private keep(): void {
    void this.memory.update(memoryKey, Object.fromEntries(this.bases));
  }
}
