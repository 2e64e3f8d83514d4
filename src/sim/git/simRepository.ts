import { posix } from 'node:path';
import type { Disk } from '../disk.js';
import { Fatal, ObjectStore } from './store.js';

const idPattern = /^[0-9a-f]{40}$/;

export interface RepositoryPlaces {
  readonly gitDir: string;
  readonly indexFile?: string | undefined;
  readonly objectDirectory?: string | undefined;
  readonly alternates?: readonly string[] | undefined;
}

/** A repository on the simulated disk: objects in git's own form, refs as files, no packs. */
export class SimRepository {
  readonly gitDir: string;
  readonly commonDir: string;
  readonly store: ObjectStore;
  readonly indexFile: string;

  constructor(
    readonly disk: Disk,
    { gitDir, indexFile, objectDirectory, alternates = [] }: RepositoryPlaces,
  ) {
    this.gitDir = gitDir;
    const common = disk.text(`${gitDir}/commondir`)?.trim();
    this.commonDir = common === undefined ? gitDir : posix.resolve(gitDir, common);
    if (disk.find(`${this.commonDir}/HEAD`)?.kind !== 'file') throw new Fatal(`fatal: not a git repository: '${gitDir}'`);
    this.store = new ObjectStore(disk, objectDirectory ?? `${this.commonDir}/objects`, [...alternates, `${this.commonDir}/objects`]);
    this.indexFile = indexFile ?? `${gitDir}/index`;
  }

  refFile(ref: string): string {
    return ref.startsWith('refs/') ? posix.join(this.commonDir, ref) : posix.join(this.gitDir, ref);
  }

  /** What a ref names, through symbolic ones. */
  ref(name: string): string | undefined {
    const text = this.disk.text(this.refFile(name))?.trim();
    if (text === undefined) return this.packed(name);
    return text.startsWith('ref: ') ? this.ref(text.slice(5)) : idPattern.test(text) ? text : undefined;
  }

  /** The branch that HEAD names; undefined when it names a commit. */
  headBranch(): string | undefined {
    return /^ref: (.*)$/.exec(this.disk.text(`${this.gitDir}/HEAD`)?.trim() ?? '')?.[1];
  }

  /** All refs below a prefix, by name. */
  refs(prefix = 'refs/'): readonly (readonly [string, string])[] {
    const found = new Map<string, string>();
    for (const line of this.disk.text(`${this.commonDir}/packed-refs`)?.split('\n') ?? []) {
      const [id = '', name] = line.split(' ');
      if (name !== undefined && idPattern.test(id)) found.set(name, id);
    }
    for (const [path] of this.disk.filesBelow(`${this.commonDir}/refs`)) {
      const id = path.endsWith('.lock') || path.includes('tmp_obj_') ? undefined : this.ref(`refs/${path}`);
      if (id !== undefined) found.set(`refs/${path}`, id);
    }
    return [...found].filter(([name]) => name === prefix || name.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)).sort(([one], [other]) => (one < other ? -1 : 1));
  }

  /** The object that a name stands for: an id, a ref, `<name>^{tree}`, `<name>:<path>`. */
  resolve(name: string): string | undefined {
    const colon = name.indexOf(':');
    if (colon > 0) return this.resolvePath(name.slice(0, colon), name.slice(colon + 1));
    const peeled = /^(.*)\^\{(tree|commit)\}$/.exec(name);
    if (peeled !== null) {
      const id = this.resolve(peeled[1] ?? '');
      if (id === undefined || !this.store.has(id)) return undefined;
      return peeled[2] === 'tree' ? this.store.treeOf(id) : id;
    }
    if (idPattern.test(name)) return name;
    return this.ref(name) ?? this.ref(`refs/heads/${name}`) ?? this.ref(`refs/tags/${name}`);
  }

  expect(name: string): string {
    const id = this.resolve(name);
    if (id === undefined || !this.store.has(id)) throw new Fatal(`fatal: bad revision '${name}'`);
    return id;
  }

  /** All commits that these reach, the newest first by time, then topology. */
  reached(tips: readonly string[]): ReadonlySet<string> {
    const seen = new Set<string>();
    const open = [...tips];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id) || this.store.read(id)?.type !== 'commit') continue;
      seen.add(id);
      open.push(...this.store.commit(id).parents);
    }
    return seen;
  }

  isAncestor(ancestor: string, descendant: string): boolean {
    return ancestor === descendant || this.reached([descendant]).has(ancestor);
  }

  /** The best common ancestors: those that no other common one reaches. */
  mergeBases(one: string, other: string): readonly string[] {
    const others = this.reached([other]);
    const common = [...this.reached([one])].filter((id) => others.has(id));
    return common.filter((id) => !common.some((better) => better !== id && this.isAncestor(id, better)));
  }

  private resolvePath(treeish: string, path: string): string | undefined {
    const start = this.resolve(treeish);
    if (start === undefined || !this.store.has(start)) return undefined;
    let id: string | undefined = this.store.treeOf(start);
    for (const name of path.split('/').filter((one) => one !== '')) {
      const tree = id === undefined ? undefined : this.store.read(id);
      if (id === undefined || tree?.type !== 'tree') return undefined;
      id = this.store.tree(id).find((entry) => entry.name === Buffer.from(name, 'utf8').toString('latin1'))?.id;
    }
    return id;
  }

  private packed(name: string): string | undefined {
    const line = this.disk.text(`${this.commonDir}/packed-refs`)?.split('\n').find((one) => one.endsWith(` ${name}`));
    return line?.split(' ')[0];
  }
}
