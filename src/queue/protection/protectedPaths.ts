import type { TreeDifference } from '../../git/diff.js';
import type { ProtectedChange } from '../../plan/planningSchemas.js';
import type { Config } from '../../plan/schemas.js';
import { gatePart } from './gateFiles.js';
import { matchesPath } from './glob.js';
import { holdsTests, isTestPath, weakening } from './testText.js';

/** The version of these rules, which every landing names: one that more is protected by is another. */
export const protectionRules = 1;

/** A version of a file. */
export interface Content {
  /** In bytes. */
  readonly size: number;
  /** '' for what is too large to be looked into, or no text. */
  readonly text: string;
}

/** What is known beside the names of what changed. */
export interface Ground {
  /** By blob, for every blob of the differences. */
  readonly contents: ReadonlyMap<string, Content>;
  /** The `package.json` at the top of the base. */
  readonly manifest: string | undefined;
}

/** A word for what files are for that others run, and not the project's own programs; the first that fits counts. */
const kinds: readonly (readonly [string, RegExp])[] = [
  ['CI', /^(?:\.github\/(?:workflows|actions)\/|\.gitlab-ci\.ya?ml$|\.gitlab\/|\.circleci\/|\.buildkite\/|\.woodpecker|\.(?:forgejo|gitea)\/workflows\/|\.(?:travis|drone|cirrus|appveyor)\.ya?ml$|appveyor\.ya?ml$|azure-pipelines[^/]*\.ya?ml$|\.azure-pipelines\/|bitbucket-pipelines\.yml$|cloudbuild\.ya?ml$|\.teamcity\/|\.ci\/)|(?:^|\/)Jenkinsfile[^/]*$/],
  [
    "an agent's configuration",
    /(?:^|\/)(?:AGENTS(?:\.override)?\.md|CLAUDE(?:\.local)?\.md|GEMINI\.md|QWEN\.md|CRUSH\.md|CONVENTIONS\.md|\.mcp\.json|mcp\.json|opencode\.jsonc?|\.cursorrules|\.windsurfrules|\.goosehints|\.aider[^/]*)$|(?:^|\/)\.(?:claude|codex|cursor|gemini|qwen|opencode|continue|windsurf|clinerules|roo[^/]*|kiro|amazonq|agents|junie)(?:\/|$)|^\.github\/(?:copilot-instructions\.md$|(?:prompts|instructions|agents|chatmodes)\/)/,
  ],
  ["an editor's configuration", /(?:^|\/)(?:\.vscode|\.idea|\.devcontainer|\.zed|\.fleet|\.nova)\/|(?:^|\/)(?:\.devcontainer\.json|\.envrc|[^/]+\.code-workspace)$/],
  ['hooks', /(?:^|\/)\.(?:husky|githooks|git-hooks|lefthook)\/|(?:^|\/)\.?(?:lefthook(?:-local)?\.ya?ml|pre-commit-config\.ya?ml|overcommit\.yml|lintstagedrc[^/]*|huskyrc[^/]*)$/],
  ['attributes of git', /(?:^|\/)\.gitattributes$/],
  ['submodules', /^\.gitmodules$/],
];

const [none, link, gitlink, program] = ['000000', '120000', '160000', '100755'];

const megabyte = 1024 * 1024;

/** Where each removed file of tests went: a new file that is the same, or has its name and tests no less. */
function movedTests(differences: readonly TreeDifference[], { contents }: Ground): ReadonlySet<string> {
  const added = differences.filter(({ oldMode }) => oldMode === none);
  const nameOf = (path: string): string | undefined => path.split('/').at(-1);
  const moved = differences.filter(({ path, newMode, oldId }) => {
    if (newMode !== none) return false;
    const before = contents.get(oldId)?.text ?? '';
    return added.some((one) => one.newId === oldId || (nameOf(one.path) === nameOf(path) && weakening(before, contents.get(one.newId)?.text ?? '') === undefined));
  });
  return new Set(moved.map(({ path }) => path));
}

function sizeWords(bytes: number): string {
  return `${(bytes / megabyte).toFixed(1)} MB`;
}

/** What a file of tests loses, in a clause; undefined when it loses nothing, or holds none. */
function lostTests({ path, oldMode, newMode, oldId, newId }: TreeDifference, { contents }: Ground, moved: ReadonlySet<string>): string | undefined {
  if (oldMode === none || oldMode === link || oldMode === gitlink) return undefined;
  const before = contents.get(oldId)?.text ?? '';
  if (!holdsTests(path, before)) return undefined;
  if (newMode === none) return moved.has(path) ? undefined : `removes ${path} (tests)`;
  const less = weakening(before, newMode === link ? '' : (contents.get(newId)?.text ?? ''));
  return less === undefined ? undefined : `changes ${path} (tests: ${less})`;
}

/**
 * What of a change waits for the engineer, in the order of its paths, each in a clause. Pure. What is the engineer's to allow beforehand stands in
 * the configuration: `protected.allow` takes paths out, `protected.paths` brings more in.
 */
export function protectedChanges(config: Pick<Config, 'gate' | 'setup' | 'protected'>, differences: readonly TreeDifference[], ground: Ground): readonly ProtectedChange[] {
  const { paths = [], allow = [], largeMegabytes = 1 } = config.protected ?? {};
  const isNamed = (patterns: readonly string[], path: string): boolean => patterns.some((pattern) => matchesPath(pattern, path));
  const partOfGate = gatePart(config, ground.manifest);
  const moved = movedTests(differences, ground);
  const text = (mode: string, id: string): string => (mode === none ? '' : (ground.contents.get(id)?.text ?? ''));
  const wordsOf = (difference: TreeDifference): string | undefined => {
    const { path, oldMode, newMode, oldId, newId } = difference;
    const verb = oldMode === none ? 'adds' : newMode === none ? 'removes' : 'changes';
    if (oldMode === gitlink || newMode === gitlink) return `${verb} ${path} (a submodule)`;
    const kind = kinds.find(([, pattern]) => pattern.test(path))?.[0] ?? (isNamed(paths, path) ? 'protected by sanctum.json' : undefined);
    if (kind !== undefined) return `${verb} ${path} (${kind})`;
    // A file of tests that the gate names is looked at as one: more tests are no less of a gate.
    const part = isTestPath(path) && oldMode !== none && newMode !== link ? undefined : partOfGate({ path, before: text(oldMode, oldId), after: text(newMode, newId) });
    if (part !== undefined) return `${verb} ${path} (${part})`;
    const lost = lostTests(difference, ground, moved);
    if (lost !== undefined) return lost;
    if (newMode === program && oldMode !== program) return oldMode === none ? `adds ${path} (a program)` : `makes a program of ${path}`;
    const size = newMode === none ? 0 : (ground.contents.get(newId)?.size ?? 0);
    return size > largeMegabytes * megabyte ? `${verb} ${path} (${sizeWords(size)})` : undefined;
  };
  return differences.flatMap((difference) => {
    const words = isNamed(allow, difference.path) ? undefined : wordsOf(difference);
    return words === undefined ? [] : [{ path: difference.path, words, before: difference.oldId, after: difference.newId }];
  });
}
