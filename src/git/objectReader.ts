import type { Child } from '../platform/processes.js';
import type { Git } from './git.js';
import { GitError } from './git.js';
import type { Commit, GitObject, ObjectFormat, ObjectType, TreeEntry } from './objects.js';
import { decodeCommit, decodeTree } from './objects.js';

interface Waiting {
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

const objectTypes: readonly string[] = ['blob', 'tree', 'commit', 'tag'];

/**
 * One long-lived `git cat-file --batch`, asked for many objects at once and answered in order. It is started at the first question, and
 * again when it has died.
 */
export class ObjectReader {
  private child: Child | undefined;
  private readonly waiting: Waiting[] = [];
  private chunks: Buffer[] = [];
  private buffered = 0;
  /** The object whose body is being received, when its header has been read. */
  private current: { readonly type: ObjectType; readonly size: number } | undefined;
  private errorOutput = '';

  constructor(
    private readonly git: Git,
    private readonly format: ObjectFormat,
  ) {}

  /** The object, or undefined when the repository does not have it. `name` is an id or `<id>:<path>`, never somebody's text. */
  read(name: string): Promise<GitObject | undefined> {
    return new Promise((resolve, reject) => {
      const child = this.child ?? this.open();
      this.waiting.push({ resolve, reject });
      child.write(`${name}\n`);
    });
  }

  async blob(id: string): Promise<Buffer> {
    return (await this.expect(id, 'blob')).body;
  }

  async tree(id: string): Promise<readonly TreeEntry[]> {
    return decodeTree((await this.expect(id, 'tree')).body, this.format);
  }

  async commit(id: string): Promise<Commit> {
    return decodeCommit((await this.expect(id, 'commit')).body);
  }

  /** The tree at `path` in a commit or tree, or the blob, or undefined when there is nothing. */
  at(treeish: string, path: string): Promise<GitObject | undefined> {
    return this.read(`${treeish}:${path}`);
  }

  async close(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined) return;
    child.endInput();
    await child.ended;
  }

  private async expect(id: string, type: ObjectType): Promise<GitObject> {
    const object = await this.read(id);
    if (object?.type === type) return object;
    throw new GitError(['cat-file', id], undefined, object === undefined ? `object ${id} is missing` : `object ${id} is a ${object.type}, not a ${type}`);
  }

  private open(): Child {
    const child = this.git.start(['cat-file', '--batch']);
    this.child = child;
    this.chunks = [];
    this.buffered = 0;
    this.current = undefined;
    this.errorOutput = '';
    child.onOutput((chunk) => {
      this.chunks.push(chunk);
      this.buffered += chunk.length;
      this.consume();
    });
    child.onErrorOutput((chunk) => {
      this.errorOutput = (this.errorOutput + chunk.toString('utf8')).slice(-2000);
    });
    void child.ended.then((end) => {
      if (this.child === child) this.child = undefined;
      const error = new GitError(['cat-file', '--batch'], end.exitCode, end.startError ?? this.errorOutput);
      for (const one of this.waiting.splice(0)) one.reject(error);
    });
    return child;
  }

  private joined(): Buffer {
    const [only] = this.chunks;
    const whole = this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks);
    this.chunks = [whole];
    return whole;
  }

  /** Answers as many questions as the received bytes allow. A body is joined once, when all of it is there. */
  private consume(): void {
    if (this.current !== undefined && this.buffered <= this.current.size) return;
    const buffer = this.joined();
    let at = 0;
    for (;;) {
      if (this.current === undefined) {
        const lineEnd = buffer.indexOf(0x0a, at);
        if (lineEnd < 0) break;
        const header = buffer.toString('latin1', at, lineEnd).split(' ');
        at = lineEnd + 1;
        const type = header.at(-2) ?? '';
        if (objectTypes.includes(type) && header.length === 3) this.current = { type: type as ObjectType, size: Number(header[2]) };
        else this.waiting.shift()?.resolve(undefined);
        continue;
      }
      const end = at + this.current.size;
      if (buffer.length < end + 1) break;
      const { type } = this.current;
      this.current = undefined;
      this.waiting.shift()?.resolve({ type, body: Buffer.from(buffer.subarray(at, end)) });
      at = end + 1;
    }
    const rest = buffer.subarray(at);
    this.chunks = rest.length === 0 ? [] : [rest];
    this.buffered = rest.length;
  }
}
