import type { GitCall } from './gitCall.js';
import { flatTree, sorted, writeTree } from './flatTree.js';
import { mergeFiles } from './mergeFiles.js';
import { Fatal } from './store.js';

const answerable = /^(contents|info) (.*)$/;

/** `cat-file`: one after the other as they are asked, or one with the engineer's filters, of which there are none. */
export async function catFile({ running, repository, args }: GitCall): Promise<number> {
  const { store } = repository;
  if (args[0] === '--filters') {
    running.print(store.expect(args.at(-1) ?? '', 'blob'));
    return 0;
  }
  let answers: Buffer[] = [];
  for (let line = await running.input.line(); line !== undefined; line = await running.input.line()) {
    const [, command, name = ''] = answerable.exec(line) ?? [];
    if (line === 'flush') {
      running.print(Buffer.concat(answers));
      answers = [];
      continue;
    }
    const id = repository.resolve(name);
    const object = id === undefined ? undefined : store.read(id);
    if (id === undefined || object === undefined) answers.push(Buffer.from(`${name} missing\n`));
    else {
      answers.push(Buffer.from(`${id} ${object.type} ${String(object.body.length)}\n`));
      if (command === 'contents') answers.push(object.body, Buffer.from('\n'));
    }
  }
  return 0;
}

export async function mergeBase({ running, repository, args }: GitCall): Promise<number> {
  if (args[0] === '--is-ancestor') {
    const [one, other] = [repository.expect(args[1] ?? ''), repository.expect(args[2] ?? '')];
    return repository.isAncestor(one, other) ? 0 : 1;
  }
  const [found] = repository.mergeBases(repository.expect(args[0] ?? ''), repository.expect(args[1] ?? ''));
  if (found === undefined) return 1;
  running.print(`${found}\n`);
  return 0;
}

/** In order: no commit before one that it is an ancestor of. */
function topological(ids: ReadonlySet<string>, call: GitCall): readonly string[] {
  const { store } = call.repository;
  const children = new Map([...ids].map((id) => [id, 0]));
  for (const id of ids) for (const parent of store.commit(id).parents) if (children.has(parent)) children.set(parent, (children.get(parent) ?? 0) + 1);
  const open = [...ids].filter((id) => children.get(id) === 0);
  const order: string[] = [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    order.push(id);
    for (const parent of store.commit(id).parents) {
      const left = (children.get(parent) ?? 0) - 1;
      if (!children.has(parent)) continue;
      children.set(parent, left);
      if (left === 0) open.push(parent);
    }
  }
  return order;
}

/** `log --stdin` and `rev-list`: the commits that some reach and others do not. */
export async function history(call: GitCall, name: 'log' | 'rev-list'): Promise<number> {
  const { running, repository, args } = call;
  const named = args.includes('--stdin') ? (await running.input.all()).toString('utf8').split('\n').filter((line) => line !== '') : args.filter((arg) => !arg.startsWith('-'));
  const without = named.filter((line) => line.startsWith('^')).map((line) => repository.expect(line.slice(1)));
  const excluded = repository.reached(args.includes('--all') ? repository.refs().map(([, id]) => id) : without);
  const tips = named.filter((line) => !line.startsWith('^')).map((line) => repository.expect(line));
  const found = new Set([...repository.reached(tips)].filter((id) => !excluded.has(id)));
  const format = args.find((arg) => arg.startsWith('--format='))?.slice('--format='.length);
  for (const id of topological(found, call)) {
    if (name === 'rev-list') running.print(`${id}\n`);
    else running.print(`${formatted(call, id, format ?? '%H')}\n`);
  }
  return 0;
}

function formatted({ repository }: GitCall, id: string, format: string): string {
  const body = repository.store.expect(id, 'commit').toString('utf8');
  const { tree, parents, message } = repository.store.commit(id);
  const committer = /^committer .*<(.*)> /m.exec(body)?.[1] ?? '';
  const values: Readonly<Record<string, string>> = { '%H': id, '%T': tree, '%P': parents.join(' '), '%ce': committer, '%B': message, '%x00': '\0' };
  return format.replace(/%(?:ce|x00|[HTPB])/g, (word) => values[word] ?? word);
}

export async function lsTree({ running, repository, args }: GitCall): Promise<number> {
  const name = args.find((arg) => !arg.startsWith('-')) ?? '';
  const { store } = repository;
  const tree = store.treeOf(repository.expect(name));
  const lines = args.includes('-r')
    ? sorted(flatTree(store, tree)).map(([path, { mode, id }]) => [`${mode} ${mode === '160000' ? 'commit' : 'blob'} ${id}`, path] as const)
    : store.tree(tree).map(({ mode, id, name: path }) => [`${mode} ${mode === '040000' ? 'tree' : 'blob'} ${id}`, Buffer.from(path, 'latin1').toString('utf8')] as const);
  running.print(lines.map(([head, path]) => (args.includes('--name-only') ? `${path}\0` : `${head}\t${path}\0`)).join(''));
  return 0;
}

export async function mergeTree({ running, repository, args }: GitCall): Promise<number> {
  const { store } = repository;
  const [ours, theirs] = args.slice(-2).map((name) => repository.expect(name));
  if (ours === undefined || theirs === undefined) throw new Fatal('usage: git merge-tree', 129);
  const [base] = repository.mergeBases(ours, theirs);
  if (base === undefined) throw new Fatal('fatal: refusing to merge unrelated histories');
  const [was, one, other] = [base, ours, theirs].map((id) => flatTree(store, store.treeOf(id)));
  if (was === undefined || one === undefined || other === undefined) return 1;
  const { files, conflicts } = mergeFiles(store, was, one, other);
  const tree = await running.step('git: write objects', 'merge-tree', () => writeTree(store, files));
  running.print([tree, ...conflicts].map((word) => `${word}\0`).join(''));
  return conflicts.length === 0 ? 0 : 1;
}
