import assert from 'node:assert/strict';
import { chmod, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { engineersBeside } from './engineersBeside.js';
import type { Landable } from './engineStage.js';
import { EngineStage } from './engineStage.js';
import type { KilledWork, LandingWreck, PreparedWork } from './killedWork.js';
import { endOf, sound } from './killedWork.js';
import { landedOnce } from './landedOnce.js';
import { restarted } from './restart.js';

const files = {
  '.gitignore': '*.log\n',
  'changed.txt': 'old\n',
  'also/changed.txt': 'old\n',
  'removed.txt': 'removed\n',
  'folder/removed.txt': 'with its folder\n',
  'tool.sh': '#!/bin/sh\n',
  'to-link': 'a file before\n',
  'to-folder': 'a file before\n',
  'to-file/removed.txt': 'a folder before\n',
  'kept.txt': 'kept\n',
  'staged.txt': 'staged\n',
};

const landing: Readonly<Record<string, string>> = {
  'changed.txt': 'new\n',
  // More than one write.
  'also/changed.txt': 'new\n'.repeat(5000),
  'new.txt': 'new\n',
  'new/deep/new.txt': 'new\n',
  'fresh/deep/new.txt': 'new\n',
  'to-folder/deep/new.txt': 'new\n',
  'to-file': 'new\n',
};

const touched = new Set([...Object.keys(landing), 'removed.txt', 'folder/removed.txt', 'to-file/removed.txt', 'tool.sh', 'to-link', 'to-folder']);

const isLandings = (path: string): boolean => touched.has(path);

/** Files change, come and go, with folders and without; a mode changes, a file becomes a link, another a folder. */
async function landedTree(base: EngineStage): Promise<string> {
  const { repo } = base;
  const { git } = repo;
  await git('rm', '--quiet', '-r', 'removed.txt', 'folder', 'to-link', 'to-folder', 'to-file');
  for (const [path, text] of Object.entries(landing)) await repo.write(path, text);
  await repo.ports.files.makeLink(`${repo.path}/to-link`, 'changed.txt');
  await chmod(`${repo.path}/tool.sh`, 0o755);
  await git('add', '--all');
  const tree = await git('write-tree');
  await git('reset', '--quiet', '--hard');
  await makeOld(base, (await git('ls-files')).split('\n'));
  return tree;
}

/** A file of the same second as the index is read by git once more, and in every copy git is to make the same calls. */
async function makeOld({ repo }: EngineStage, paths: readonly string[]): Promise<void> {
  for (const path of paths) await utimes(join(repo.path, path), 1, 1);
}

/** The engineer has changed, staged, untracked and ignored files, some of them in the landing's folders. */
async function withOwnFiles(stage: EngineStage): Promise<void> {
  const { repo } = stage;
  await repo.write('kept.txt', 'kept, and modified\n');
  await repo.write('staged.txt', 'staged, and modified\n');
  await repo.write('new/staged.txt', 'staged, and new\n');
  await makeOld(stage, ['staged.txt', 'new/staged.txt']);
  await repo.git('add', 'staged.txt', 'new/staged.txt');
  await repo.write('staged.txt', 'modified once more\n');
  await repo.write('also/notes.md', 'notes\n');
  await repo.write('new/deep/debug.log', 'ignored\n');
}

async function lookAt({ repo: { git } }: EngineStage, { candidate }: Landable): Promise<LandingWreck> {
  const tip = await git('rev-parse', 'refs/heads/master');
  const masterMoved = candidate === tip;
  const changed = (await git('--no-optional-locks', 'diff', '--name-only', '--no-renames', masterMoved ? `${tip}^` : tip)).split('\n');
  const created = (await git('ls-files', '--others', '--exclude-standard')).split('\n');
  return { masterMoved, pathsChanged: new Set([...changed, ...created].filter(isLandings)).size };
}

async function prepareLanding(wreck: (stage: EngineStage) => Promise<void>): Promise<PreparedWork> {
  const base = await EngineStage.make({ files, config: { protected: { allow: ['tool.sh'] } } });
  const landable = await base.landableTree(await landedTree(base));
  return {
    base,
    look: (stage) => lookAt(stage, landable),
    begin: async (stage) => {
      await withOwnFiles(stage);
      const before = await engineersBeside(stage, isLandings);
      await wreck(stage);
      return async () => {
        await restarted(stage);
        const look = await landedOnce(stage, landable);
        assert.deepEqual(await engineersBeside(stage, isLandings), before);
        await sound(stage, look);
      };
    },
  };
}

/** A landing that goes over nearly all that a landing can go over, in a checkout where the engineer is at work. */
export const dirtyLanding: KilledWork = {
  name: 'a landing in a dirty checkout',
  args: ['run', '--until-idle'],
  prepare: () => prepareLanding(() => Promise.resolve()),
};

/** As git leaves a fast-forward of which it did a part, and its engine a landing that was intended. */
async function leaveHalf(stage: EngineStage): Promise<void> {
  const { repo } = stage;
  const { signal, output } = await endOf(stage.start(['run', '--until-idle'], { event: 'go', side: 'before', nth: 1, landing: true }));
  assert.equal(signal, 'SIGKILL', output);
  await stage.quiet();
  for (const path of ['folder/removed.txt', 'removed.txt', 'to-file/removed.txt']) await repo.ports.files.remove(join(repo.path, path));
  for (const path of ['folder', 'to-file']) await repo.ports.files.removeEmptyFolder(join(repo.path, path));
  await repo.write('also/changed.txt', 'new\n'.repeat(1000));
  await repo.write('changed.txt', 'new\n');
  await repo.write('fresh/deep/new.txt', '');
  await repo.write('.git/index.lock', '');
}

/** What a new engine does with such a landing of which a part was written. */
export const halfWrittenLanding: KilledWork = {
  name: 'the recovery of a half-written landing',
  args: ['run', '--until-idle'],
  prepare: () => prepareLanding(leaveHalf),
};
