import { createHash } from 'node:crypto';
import { isAbsolute, join, resolve } from 'node:path';
import * as z from 'zod';
import type { Files } from '../platform/files.js';
import { worktreesOf } from './checkouts.js';
import { refsOf } from './bundle.js';
import { statusOf } from './fingerprint.js';
import type { Git } from './git.js';
import { zeroSeparated } from './git.js';
import type { ObjectFormat } from './objects.js';
import { encodeObject, objectId } from './objects.js';

/** Larger files are told apart by size and time instead of by content. In bytes. */
const largestRead = 4 * 1024 * 1024;
const mostFiles = 2000;
const mostHooks = 200;

const texts = z.record(z.string(), z.string());

/** The engineer's repository as it looks from outside a run's worktree: all that an agent which strays could change, and what git makes of it. */
export const surroundingsSchema = z.strictObject({
  /** Every setting that git would follow there, its values a line each, by `<scope> <key>`. */
  settings: texts,
  /** What lies in the git directory, or where `core.hooksPath` points, and is run or followed by git; by path, as the hash of its content. */
  files: texts,
  /** Branches, tags, the stash and Sanctum's own refs, and what they name. Not those of remotes, which any fetch moves. */
  refs: texts,
  /** What is modified, staged or untracked in each checkout, as blob ids by path; undefined where a landing was on, during which nobody looks. */
  checkouts: z.record(z.string(), texts).optional(),
});
export type Surroundings = z.infer<typeof surroundingsSchema>;

/** Files of the git directory that git follows. */
const followed = ['info/attributes', 'info/exclude', 'info/grafts', 'objects/info/alternates'];

/** What only the engineer sets. */
export type GitSettings = Pick<Surroundings, 'settings' | 'files'>;

/** Looks at the settings of git, its hooks and what else it follows; `top` is where relative paths of theirs begin. Throws GitError where git cannot say. */
export async function lookAtSettings(files: Files, git: Git, top: string): Promise<GitSettings> {
  const settings = await settingsOf(git);
  const own = [...followed, ...(await hooksIn(files, join(git.gitDir, 'hooks'))).map((name) => `hooks/${name}`)].map((name) => [name, join(git.gitDir, name)] as const);
  const elsewhere = Object.entries(settings).filter(([key]) => key.endsWith(' core.hookspath')).map(([, value]) => value.split('\n').at(-1) ?? '');
  const hooked = await Promise.all([...new Set(elsewhere)].filter((path) => path !== '' && path !== '/dev/null').map(async (path) => {
    const folder = isAbsolute(path) ? path : resolve(top, path);
    return (await hooksIn(files, folder)).map((name) => [join(folder, name), join(folder, name)] as const);
  }));
  return { settings, files: await hashes(files, [...own, ...hooked.flat()]) };
}

/** Looks at a repository of the engineer's and at its checkouts; changes nothing. Throws GitError where git cannot say. */
export async function lookAround(files: Files, git: Git, format: ObjectFormat, withCheckouts: boolean): Promise<Surroundings> {
  const worktrees = (await worktreesOf(files, git)).filter(({ missing }) => !missing);
  return {
    ...(await lookAtSettings(files, git, worktrees[0]?.path ?? git.gitDir)),
    refs: Object.fromEntries(await refsOf(git, ['refs/heads/', 'refs/tags/', 'refs/sanctum/', 'refs/stash'])),
    ...(withCheckouts ? { checkouts: Object.fromEntries(await Promise.all(worktrees.map(async ({ path }) => [path, await changedIn(files, git, format, path)] as const))) } : {}),
  };
}

type Texts = Readonly<Record<string, string>>;

function digestOf(all: readonly Texts[]): string {
  const sorted = (record: Texts): unknown => Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(all.map(sorted))).digest('hex').slice(0, 16);
}

/** Sixteen hexadecimal digits over all of it, for the record. */
export function fingerprintOf({ settings, files, refs, checkouts }: Surroundings): string {
  return digestOf([settings, files, refs, ...Object.entries(checkouts ?? {}).sort(([one], [other]) => (one < other ? -1 : 1)).map(([, changed]) => changed)]);
}

/** The same over what only the engineer sets: the settings of git, its hooks and what else it follows. */
export function settingsFingerprint({ settings, files }: GitSettings): string {
  return digestOf([settings, files]);
}

/** With what the files say that are included; without what we ourselves set. */
async function settingsOf(git: Git): Promise<Record<string, string>> {
  const words = zeroSeparated(await git.bytes(['config', '--list', '--show-scope', '-z']));
  const settings = new Map<string, string>();
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [scope = '', entry = ''] = [words[at], words[at + 1]];
    const split = entry.indexOf('\n');
    const [key, value] = split < 0 ? [entry, 'true'] : [entry.slice(0, split), entry.slice(split + 1)];
    if (scope === 'command') continue;
    const name = `${scope} ${key}`;
    const before = settings.get(name);
    settings.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  return Object.fromEntries(settings);
}

/** Samples are never run. */
async function hooksIn(files: Files, folder: string): Promise<readonly string[]> {
  const entries = await files.list(folder);
  return entries.filter(({ name, kind }) => kind !== 'folder' && !name.endsWith('.sample')).map(({ name }) => name).sort().slice(0, mostHooks);
}

async function hashes(files: Files, named: readonly (readonly [string, string])[]): Promise<Record<string, string>> {
  const found = await Promise.all(named.map(async ([name, path]) => {
    const status = await files.status(path);
    if (status === undefined) return [];
    const content = status.kind === 'link' ? await files.readLink(path) : status.kind === 'file' && status.size <= largestRead ? await files.read(path) : String(status.modified);
    return [[name, createHash('sha256').update(`${status.kind} ${String(status.mode)}\0`).update(content).digest('hex')] as const];
  }));
  return Object.fromEntries(found.flat());
}

async function changedIn(files: Files, git: Git, format: ObjectFormat, workTree: string): Promise<Record<string, string>> {
  const changed: [string, string][] = [];
  for (const { path } of await statusOf(git, workTree)) {
    const full = join(workTree, path);
    const status = await files.status(full);
    const blob = (content: Buffer): string => objectId(format, encodeObject('blob', content));
    if (status === undefined) changed.push([path, 'absent']);
    else if (status.kind === 'link') changed.push([path, blob(Buffer.from(await files.readLink(full)))]);
    else if (status.kind === 'file' && status.size <= largestRead && changed.length < mostFiles) changed.push([path, blob((await files.readIfThere(full)) ?? Buffer.alloc(0))]);
    else changed.push([path, `${status.kind} ${String(status.size)} ${String(status.modified)}`]);
  }
  return Object.fromEntries(changed);
}
