import { basename, join } from 'node:path';
import type { GitSettings, Surroundings } from '../../git/surroundings.js';
import { shellWord } from '../../git/repository.js';
import { draftRef, heartbeatRef, planRef } from '../../plan/paths.js';

/** What a run wrote where it belongs, by which its traces elsewhere are known. */
export interface RunTraces {
  /** The blobs of the files that it changed, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** The tree of its worktree, where that is another one than it began with. */
  readonly tree: string | undefined;
  /** Commits that it made in its own repository. */
  readonly commits: ReadonlySet<string>;
}

/** What there is to compare, beside the two looks. */
export interface StrayedFacts {
  readonly commonDir: string;
  readonly run: RunTraces;
  /** The trees of branches and tags that moved, by the commit that they name now. */
  readonly trees: ReadonlyMap<string, string>;
  /** Commits that Sanctum landed. */
  readonly landed: ReadonlySet<string>;
  /** Whether the plan has gone on from where it was. */
  readonly planGoesOn: boolean;
}

/** Something outside a run's worktree that is no longer as it was. */
export interface Strayed {
  /** What neither Sanctum nor, by all that can be told, the engineer did; and how it is undone. */
  readonly breaches: readonly { readonly words: string; readonly undo: string }[];
  /** What the engineer may as well have done, a line each. */
  readonly meanwhile: readonly string[];
}

/** What people and their editors set every day; nothing of it is run. */
const everyday = /^(?:branch\..*\.(?:remote|merge|pushremote|rebase|description|vscode-merge-base|gh-merge-base)|user\.(?:name|email)|remote\..*\.fetch|safe\.directory|submodule\..*\.active)$/;

/** Refs that Sanctum writes once and never again, until it is uninstalled. What the engineer's own worktrees left is kept again and again. */
const lasting = /^refs\/(?:sanctum\/(?:wip|keep)\/(?!hand-|left-)|sanctum\/(?:accepted|rejected|foreign)\/|tags\/sanctum\/)/;
const sanctums = /^refs\/(?:heads\/sanctum\/|tags\/sanctum\/|sanctum\/)/;
const known = /^refs\/(?:sanctum\/(?:wip|keep|accepted|rejected|foreign|candidate|stack)\/|tags\/sanctum\/v\d+$)/;

const mostMeanwhile = 20;

/** The branches and tags that are not Sanctum's and name something else than before, with what they name. */
export function movedRefs(before: Surroundings, after: Surroundings): ReadonlyMap<string, string> {
  return new Map(Object.entries(after.refs).filter(([ref, id]) => !sanctums.test(ref) && before.refs[ref] !== id));
}

/** Tells what a run may have done outside its worktree from what happened there meanwhile. Pure. */
export function strayedFrom(before: Surroundings, after: Surroundings, facts: StrayedFacts): Strayed {
  const parts = [settingsChanged(before, after), filesChanged(before, after, facts), refsChanged(before, after, facts), checkoutsChanged(before, after, facts)];
  const meanwhile = parts.flatMap((part) => part.meanwhile);
  const more = meanwhile.length - mostMeanwhile;
  return {
    breaches: parts.flatMap((part) => part.breaches),
    meanwhile: more > 0 ? [...meanwhile.slice(0, mostMeanwhile), `and ${String(more)} more`] : meanwhile,
  };
}

interface Part {
  readonly breaches: Strayed['breaches'][number][];
  readonly meanwhile: string[];
}

type Change = 'added' | 'changed' | 'removed';

function changes(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): readonly (readonly [string, Change])[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    if (before[name] === after[name]) return [];
    return [[name, before[name] === undefined ? 'added' : after[name] === undefined ? 'removed' : 'changed'] as const];
  });
}

/** What of git's settings, hooks and what else it follows is not as it was, a line each. Pure. */
export function settingsWords(before: GitSettings, after: GitSettings, commonDir: string): readonly string[] {
  const parts = [settingsChanged(before, after), filesChanged(before, after, { commonDir })];
  return parts.flatMap(({ breaches, meanwhile }) => [...breaches.map(({ words }) => words), ...meanwhile]).slice(0, mostMeanwhile);
}

/** Values stay out of the words: they may be secrets, and the record is a commit. */
function settingsChanged(before: GitSettings, after: GitSettings): Part {
  const part: Part = { breaches: [], meanwhile: [] };
  for (const [name, change] of changes(before.settings, after.settings)) {
    const [scope = '', ...rest] = name.split(' ');
    const key = rest.join(' ');
    const words = `the ${scope} setting ${key} of git was ${change}`;
    if (everyday.test(key) || (change === 'added' && /^remote\..*\.url$/.test(key))) part.meanwhile.push(words);
    else if (change === 'added') part.breaches.push({ words, undo: `git config --${scope} --unset-all ${shellWord(key)}` });
    else part.breaches.push({ words, undo: `set it again with git config --${scope} ${shellWord(key)} <value>; what it was stands in before.json in the run's folder` });
  }
  return part;
}

function filesChanged(before: GitSettings, after: GitSettings, { commonDir }: Pick<StrayedFacts, 'commonDir'>): Part {
  const breaches = changes(before.files, after.files).map(([name, change]) => {
    const path = name.startsWith('/') ? name : join(basename(commonDir), name);
    return { words: `${path} was ${change}`, undo: change === 'added' ? `rm ${shellWord(path)}` : `write ${path} again, as you have it elsewhere` };
  });
  return { breaches, meanwhile: [] };
}

function refsChanged(before: Surroundings, after: Surroundings, { run, trees, landed, planGoesOn }: StrayedFacts): Part {
  const part: Part = { breaches: [], meanwhile: [] };
  for (const [ref, change] of changes(before.refs, after.refs)) {
    const [was, now] = [before.refs[ref], after.refs[ref]];
    const words = `${ref} was ${change === 'changed' ? 'moved' : change}`;
    const undo = was === undefined ? `git update-ref -d ${ref} ${now ?? ''}` : `git update-ref ${ref} ${was}`;
    if (sanctums.test(ref)) {
      if (isSanctumsDoing(ref, change, planGoesOn)) continue;
      part.breaches.push({ words: ref === planRef ? `${words} to a commit that does not go on from the one before` : words, undo });
    } else if (now !== undefined && isOfRun(now, trees.get(now), run)) {
      if (!landed.has(now)) part.breaches.push({ words: `${words} to what the run wrote`, undo });
    } else if (now === undefined || !landed.has(now)) {
      part.meanwhile.push(words);
    }
  }
  return part;
}

function isSanctumsDoing(ref: string, change: Change, planGoesOn: boolean): boolean {
  if (ref === planRef) return change === 'changed' && planGoesOn;
  if (ref === draftRef || ref === heartbeatRef) return true;
  if (lasting.test(ref)) return change === 'added' && known.test(ref);
  return known.test(ref);
}

function isOfRun(commit: string, tree: string | undefined, run: RunTraces): boolean {
  return run.commits.has(commit) || (tree !== undefined && tree === run.tree);
}

function checkoutsChanged(before: Surroundings, after: Surroundings, { run, landed }: StrayedFacts): Part {
  const part: Part = { breaches: [], meanwhile: [] };
  if (before.checkouts === undefined || after.checkouts === undefined) return { ...part, meanwhile: ['the checkouts could not be looked at, because a landing was on'] };
  const several = Object.keys(after.checkouts).length > 1;
  const committed = [...changes(before.refs, after.refs)].some(([ref]) => !sanctums.test(ref) && !landed.has(after.refs[ref] ?? ''));
  for (const [folder, now] of Object.entries(after.checkouts)) {
    const was = before.checkouts[folder];
    // A checkout that was made meanwhile is the engineer's, or is found by its branch.
    if (was === undefined) continue;
    for (const [path, change] of changes(was, now)) {
      const where = `${path} in ${several ? `the checkout ${basename(folder)}` : 'your checkout'}`;
      if (change === 'removed') {
        // What was committed or stashed shows in a ref; what was taken back shows nowhere else.
        if (!committed) part.meanwhile.push(`${where} is as it is committed: what you had changed was taken back`);
        continue;
      }
      const words = `${where} was ${now[path] === 'absent' ? 'removed' : 'changed'}`;
      if (run.files.get(path) !== now[path] || now[path] === undefined) part.meanwhile.push(words);
      else part.breaches.push({ words: `${words} to what the run wrote`, undo: change === 'added' ? `git restore -- ${shellWord(path)}, or rm where git does not know it` : `look at ${path}: what you had in it before was not kept` });
    }
  }
  return part;
}
