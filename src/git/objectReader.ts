import type { Child } from '../platform/processes.js';
import type { Git } from './git.js';
import { GitError } from './git.js';
import type { Commit, GitObject, ObjectFormat, ObjectType, TreeEntry } from './objects.js';
import { decodeCommit, decodeTree } from './objects.js';
import { RecentObjects } from './recentObjects.js';
import type { TreeBody } from './treeBody.js';
import { readTreeBody } from './treeBody.js';

interface Found extends GitObject {
  readonly id: string;
  readonly size: number;
}

interface Question {
  /** `info` asks for type and size alone: the body stays empty. */
  readonly command: 'contents' | 'info';
  readonly name: string;
  readonly resolve: (found: Found | undefined) => void;
  readonly reject: (error: Error) => void;
  /** It was lost with a process that died, and is asked for the second time. */
  readonly again: boolean;
}

const foundHeader = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/;

/** One `git cat-file --batch-command` and the questions that it has not answered yet. */
class Batch {
  private waiting: Question[] = [];
  /** So many of those at the head of `waiting` are answered. */
  private answers = 0;
  private chunks: Buffer[] = [];
  private buffered = 0;
  /** The object whose body is being received, when its header has been read. */
  private current: Omit<Found, 'body'> | undefined;
  private errorOutput = '';
  /** Lines that go to the process together: each write costs as much as a hundred lines. */
  private unsent: string[] = [];

  constructor(
    private readonly child: Child,
    /** Told what was never answered, when the process is gone. */
    onEnd: (unanswered: readonly Question[], error: GitError) => void,
  ) {
    child.onOutput((chunk) => {
      this.chunks.push(chunk);
      this.buffered += chunk.length;
      this.consume();
    });
    child.onErrorOutput((chunk) => {
      this.errorOutput = (this.errorOutput + chunk.toString('utf8')).slice(-2000);
    });
    void child.ended.then((end) => {
      onEnd(this.waiting.splice(0).slice(this.answers), new GitError(['cat-file', '--batch-command'], end.exitCode, end.startError ?? this.errorOutput));
    });
  }

  ask(question: Question): void {
    this.waiting.push(question);
    if (this.unsent.length === 0) queueMicrotask(() => this.send());
    this.unsent.push(`${question.command} ${question.name}\n`);
  }

  /** Ends it when all questions are answered. */
  async close(): Promise<void> {
    this.send();
    this.child.endInput();
    await this.child.ended;
  }

  private send(): void {
    if (this.unsent.length > 0) this.child.write(`${this.unsent.join('')}flush\n`);
    this.unsent = [];
  }

  /** The question that comes next, as answered. Those behind it move up once for many: each move costs as much as there are. */
  private answered(): Question | undefined {
    const question = this.waiting[this.answers];
    this.answers += 1;
    if (this.answers < 1000 && this.answers < this.waiting.length) return question;
    this.waiting = this.waiting.slice(this.answers);
    this.answers = 0;
    return question;
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
        const [, id = '', type, size] = foundHeader.exec(buffer.toString('latin1', at, lineEnd)) ?? [];
        at = lineEnd + 1;
        const found = type === undefined ? undefined : { id, type: type as ObjectType, size: Number(size) };
        if (found !== undefined && this.waiting[this.answers]?.command === 'contents') this.current = found;
        else this.answered()?.resolve(found === undefined ? undefined : { ...found, body: Buffer.alloc(0) });
        continue;
      }
      const end = at + this.current.size;
      if (buffer.length < end + 1) break;
      const { current } = this;
      this.current = undefined;
      this.answered()?.resolve({ ...current, body: buffer.subarray(at, end) });
      at = end + 1;
    }
    const rest = buffer.subarray(at);
    this.chunks = rest.length === 0 ? [] : [rest];
    this.buffered = rest.length;
  }
}

/** Paths that one line of `cat-file --batch-command` can carry, and whose bytes are beyond doubt. */
const plainPath = /^[\x20-\x7e]+$/;

/**
 * One long-lived `git cat-file --batch-command`, asked for many objects at once and answered in order. It is started at the first question, and
 * again when it has died; what was asked of it meanwhile is asked once more.
 */
export class ObjectReader {
  readonly recent = new RecentObjects();
  private batch: Batch | undefined;

  constructor(
    private readonly git: Git,
    private readonly format: ObjectFormat,
  ) {}

  /** The object, or undefined when the repository does not have it. `name` is an id or `<id>:<path>` on one line, never somebody's text. */
  read(name: string): Promise<GitObject | undefined> {
    const known = this.recent.get(name);
    if (known !== undefined) return Promise.resolve(known);
    const found = this.find('contents', name);
    // What is kept must not keep all that came in with it.
    return found.then((object) => (object === undefined ? undefined : { ...object, body: Buffer.from(object.body) }));
  }

  /**
   * As `read` for each of many objects, in their order: `take` is given each as it comes in. Its body is lent: who keeps some of it copies it.
   */
  readEach(names: readonly string[], take: (object: GitObject | undefined, at: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      let missing = names.length;
      const took = (object: GitObject | undefined, at: number): void => {
        try {
          take(object, at);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        missing -= 1;
        if (missing === 0) resolve();
      };
      if (missing === 0) resolve();
      for (const [at, name] of names.entries()) {
        const known = this.recent.get(name);
        if (known !== undefined) took(known, at);
        else this.ask({ command: 'contents', name, resolve: (object) => took(object, at), reject, again: false });
      }
    });
  }

  /** Reads small objects at once that will be asked for one after the other; whoever asks for one of them by its id has no more to wait for. */
  async foresee(names: readonly string[]): Promise<void> {
    const found = await Promise.all(names.map((name) => this.find('contents', name)));
    for (const object of found) {
      // What is known already may be known with its entries, which versions of a folder share.
      if (object !== undefined && this.recent.get(object.id) === undefined) this.recent.remember(object.id, { type: object.type, body: Buffer.from(object.body) });
    }
  }

  /** An object's size in bytes, its body unread; undefined when the repository does not have it. */
  async size(id: string): Promise<number | undefined> {
    return (await this.find('info', id))?.size;
  }

  async blob(id: string): Promise<Buffer> {
    return (await this.expect(id, 'blob')).body;
  }

  async tree(id: string): Promise<readonly TreeEntry[]> {
    return (await this.treeBody(id)).entries;
  }

  /** `similar` is another tree that is likely to have much in common with it, such as the same folder a commit ago. */
  async treeBody(id: string, similar?: TreeBody): Promise<TreeBody> {
    const known = this.recent.get(id)?.tree;
    if (known !== undefined) return known;
    const { body } = await this.expect(id, 'tree');
    const tree = readTreeBody(body, this.format, similar);
    this.recent.remember(id, { type: 'tree', body, tree });
    return tree;
  }

  async commit(id: string): Promise<Commit> {
    return decodeCommit((await this.expect(id, 'commit')).body);
  }

  /** The tree at `path` (as in TreeEntry, a byte a character) in a commit or tree, or the blob, or undefined when there is nothing. */
  async at(treeish: string, path: string): Promise<GitObject | undefined> {
    if (plainPath.test(path)) return this.read(`${treeish}:${path}`);
    let found = await this.read(`${treeish}^{tree}`);
    for (const name of path.split('/')) {
      if (found?.type !== 'tree') return undefined;
      const entry = decodeTree(found.body, this.format).find((one) => one.name === name);
      if (entry === undefined) return undefined;
      found = await this.read(entry.id);
    }
    return found;
  }

  async close(): Promise<void> {
    const batch = this.batch;
    this.batch = undefined;
    await batch?.close();
  }

  private async expect(id: string, type: ObjectType): Promise<GitObject> {
    const object = await this.read(id);
    if (object?.type === type) return object;
    throw new GitError(['cat-file', id], undefined, object === undefined ? `object ${id} is missing` : `object ${id} is a ${object.type}, not a ${type}`);
  }

  private find(command: Question['command'], name: string): Promise<Found | undefined> {
    return new Promise((resolve, reject) => {
      this.ask({ command, name, resolve, reject, again: false });
    });
  }

  private ask(question: Question): void {
    this.batch ??= this.open();
    this.batch.ask(question);
  }

  private open(): Batch {
    const batch: Batch = new Batch(this.git.start(['cat-file', '--batch-command', '--buffer']), (unanswered, error) => {
      if (this.batch === batch) this.batch = undefined;
      for (const question of unanswered) {
        if (question.again) question.reject(error);
        else this.ask({ ...question, again: true });
      }
    });
    return batch;
  }
}
