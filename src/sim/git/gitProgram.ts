import type { Program, Running } from '../simProcesses.js';
import { DiskError } from '../disk.js';
import type { GitCall, GitCommand } from './gitCall.js';
import { discover, openCall, parseLine, settingsIn } from './gitCall.js';
import { catFile, history, lsTree, mergeBase, mergeTree } from './gitHistory.js';
import { forEachRef, symbolicRef, updateRef } from './gitRefs.js';
import { add, checkoutIndex, commit, lsFiles, mergeFastForward, readTree, status, updateIndex, writeTreeCommand } from './gitWorkTree.js';
import { receivePack } from './receivePack.js';
import { Fatal } from './store.js';

/** Of the settings only the repository's own are there. */
async function config({ running, repository, args }: GitCall): Promise<number> {
  const settings = settingsIn(repository.disk.text(`${repository.commonDir}/config`) ?? '');
  const pattern = args.includes('--get-regexp') ? new RegExp(args.at(-1) ?? '') : /^/;
  const found = settings.filter(([key]) => pattern.test(key));
  if (args.includes('--get-regexp') && found.length === 0) return 1;
  const scope = args.includes('--show-scope') ? 'local\0' : '';
  running.print(found.map(([key, value]) => `${scope}${key}\n${value}\0`).join(''));
  return 0;
}

async function revParse(call: GitCall): Promise<number> {
  const { running, repository, args } = call;
  if (args.includes('--git-common-dir')) running.print([repository.commonDir, 'false', 'false', 'true', call.workTree, ''].join('\n'));
  else running.print(`${repository.expect(args.at(-1) ?? '')}\n`);
  return 0;
}

async function checkAttributes({ running, args }: GitCall): Promise<number> {
  const paths = (await running.input.all()).toString('utf8').split('\0').filter((path) => path !== '');
  running.print(paths.map((path) => `${path}\0${args.at(-1) ?? ''}\0unspecified\0`).join(''));
  return 0;
}

async function hashObject({ running, repository }: GitCall): Promise<number> {
  const body = await running.input.all();
  running.print(`${await running.step('git: write objects', 'hash-object', () => repository.store.write('commit', body))}\n`);
  return 0;
}

const commands: Readonly<Record<string, GitCommand>> = {
  add,
  'cat-file': catFile,
  'check-attr': checkAttributes,
  'check-ignore': () => Promise.resolve(1),
  'checkout-index': checkoutIndex,
  commit,
  config,
  'for-each-ref': forEachRef,
  'hash-object': hashObject,
  log: (call) => history(call, 'log'),
  'ls-files': lsFiles,
  'ls-tree': lsTree,
  merge: mergeFastForward,
  'merge-base': mergeBase,
  'merge-tree': mergeTree,
  'read-tree': readTree,
  'receive-pack': receivePack,
  'rev-list': (call) => history(call, 'rev-list'),
  'rev-parse': revParse,
  status,
  'symbolic-ref': symbolicRef,
  'update-index': updateIndex,
  'update-ref': updateRef,
  'write-tree': writeTreeCommand,
};

/** `init`, for a folder that has no repository. */
async function init(running: Running, args: readonly string[]): Promise<number> {
  const branch = args.find((arg) => arg.startsWith('--initial-branch='))?.slice('--initial-branch='.length) ?? 'main';
  const { disk } = running.machine;
  const gitDir = `${args.at(-1) ?? ''}/.git`;
  await running.step('git: init', gitDir, () => {
    disk.write(`${gitDir}/HEAD`, `ref: refs/heads/${branch}\n`, { synced: true });
    disk.write(`${gitDir}/config`, '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n', { synced: true });
    for (const folder of ['objects/pack', 'objects/info', 'refs/heads', 'refs/tags']) disk.makeFolder(`${gitDir}/${folder}`);
  });
  return 0;
}

/** The git of the simulation: the commands that Sanctum, its engineer and who pushes give, over the simulated disk. */
export const gitProgram: Program = async (running) => {
  const line = parseLine(running.command.args);
  if (line.command === '--version') {
    running.print('git version 2.39.5\n');
    return 0;
  }
  try {
    if (line.command === 'init') return await init(running, line.args);
    const command = commands[line.command];
    if (command === undefined) throw new Fatal(`git: '${line.command}' is not simulated: ${line.args.join(' ')}`, 1);
    if (line.gitDir === undefined) discover(running, running.command.cwd);
    return await command(openCall(running, line));
  } catch (error) {
    if (!(error instanceof Fatal) && !(error instanceof DiskError)) throw error;
    running.printError(`${error.message}\n`);
    return error instanceof Fatal ? error.exitCode : 128;
  }
};
