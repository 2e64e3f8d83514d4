import { zeroSeparated } from '../git/git.js';
import type { Repository } from '../git/repository.js';
import { shellWord } from '../git/repository.js';
import type { DetectedGate } from '../queue/detectedGate.js';
import { detectGate } from '../queue/gateDetection.js';
import { proposedTools } from '../queue/proposedTools.js';

export interface FoundGates {
  /** The gate of the whole repository, by what lies at its top. */
  readonly top: DetectedGate | undefined;
  /** Where there is none: gates of projects in folders below, each with the way there in its commands. */
  readonly below: readonly DetectedGate[];
}

/** Folders whose projects are not the repository's own. */
const notOwn = /(?:^|\/)(?:node_modules|vendor|third[_-]?party|examples?|fixtures?|testdata|templates?)(?:\/|$)/i;

const deepest = 3;
const mostLookedAt = 200;

function inFolder(folder: string, gate: DetectedGate): DetectedGate {
  const there = (command: string) => `cd ${shellWord(folder)} && ${command}`;
  return { ...(gate.testCommand === undefined ? {} : { testCommand: there(gate.testCommand) }), commands: gate.commands.map(there), setup: gate.setup.map(there), ...(gate.tools === undefined ? {} : { tools: gate.tools.map(there) }), because: `in ${folder}: ${gate.because}` };
}

/** The gates that the files of `commit` speak of. */
export async function findGates(repository: Repository, commit: string): Promise<FoundGates> {
  const paths = zeroSeparated(await repository.git.bytes(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]));
  const detectBelow = async (folder: string): Promise<DetectedGate | undefined> => {
    const prefix = folder === '' ? '' : `${folder}/`;
    const names = new Set(paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length)));
    const text = async (name: string): Promise<string> => {
      const found = await repository.reader.at(commit, Buffer.from(`${prefix}${name}`, 'utf8').toString('latin1'));
      return found?.type === 'blob' ? found.body.toString('utf8') : '';
    };
    const found = await detectGate({ names, text });
    const tools = proposedTools(names);
    return found === undefined || tools.length === 0 ? found : { ...found, tools };
  };
  const top = await detectBelow('');
  if (top !== undefined) return { top, below: [] };
  const folders = new Set(paths.map((path) => path.split('/').slice(0, -1)).filter((names) => names.length > 0 && names.length <= deepest).map((names) => names.join('/')));
  const below: DetectedGate[] = [];
  const found: string[] = [];
  // The outer ones first: a project's folders are its own.
  const ordered = [...folders].filter((folder) => !notOwn.test(folder)).sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
  for (const folder of ordered.slice(0, mostLookedAt)) {
    if (found.some((outer) => folder.startsWith(`${outer}/`))) continue;
    const gate = await detectBelow(folder);
    if (gate === undefined) continue;
    found.push(folder);
    below.push(inFolder(folder, gate));
  }
  return { top, below };
}

/** The tools of a gate that was named: those that the files at the top of `commit` speak of. */
export async function findTools(repository: Repository, commit: string): Promise<readonly string[]> {
  return proposedTools(new Set(zeroSeparated(await repository.git.bytes(['ls-tree', '-z', '--name-only', '--full-tree', commit]))));
}
