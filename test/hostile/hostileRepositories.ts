import { chmod } from 'node:fs/promises';
import type { Config } from '../../src/plan/schemas.js';
import type { EngineStage } from '../support/engineStage.js';

/** What shows that a trap is one: a program other than Sanctum that opens the repository, or Sanctum itself once its engineer has approved the commands. */
export type Springs = { readonly words: string; readonly script: string } | 'once trusted';

/** A repository that somebody handed over; `trap` is a program that leaves a mark. */
export interface HostileRepository {
  readonly name: string;
  readonly make: (stage: EngineStage, trap: string) => Promise<unknown>;
  readonly springs: Springs;
  /** Sanctum does not work in such a repository, whatever the engineer approves. */
  readonly isRefused?: true;
}

/** Makes the program that all traps run. It leaves a mark and says nothing. */
export async function makeTrap(stage: EngineStage): Promise<string> {
  const trap = stage.mark('trap');
  await stage.setMark('trap', `#!/bin/sh\ntouch '${stage.mark('sprung')}'\n`);
  await chmod(trap, 0o755);
  return trap;
}

/** Runs a script of the shell in the checkout of a stage, as a person would whose machine has no settings; `$T` is the trap. What it ended with does not count: many a trap breaks what ran it. */
export async function runInCheckout({ repo }: EngineStage, trap: string, script: string): Promise<string> {
  const { processes } = repo.ports;
  const person = { GIT_AUTHOR_NAME: 'Engineer', GIT_AUTHOR_EMAIL: 'engineer@example.com', GIT_COMMITTER_NAME: 'Engineer', GIT_COMMITTER_EMAIL: 'engineer@example.com' };
  const env = { ...processes.environment(), ...person, LC_ALL: 'C', TERM: 'xterm', GIT_CONFIG_NOSYSTEM: '1', npm_config_update_notifier: 'false', T: trap };
  const { stdout, stderr } = await processes.run({ file: 'sh', args: ['-c', script], cwd: repo.path, env }, '');
  return `${stdout.toString('utf8')}${stderr.toString('utf8')}`;
}

/** A repository that a script makes, and that another one springs; without words the script says it itself. */
function laid(name: string, script: string, springs: string, words = `\`${springs}\``): HostileRepository {
  return { name, make: (stage, trap) => runInCheckout(stage, trap, script), springs: { words, script: springs } };
}

const onTerminal = (command: string): string => `script -qec '${command}' /dev/null`;

const attributes = "mkdir -p .git/info; echo '* filter=evil diff=evil merge=evil' > .git/info/attributes;";

const diverging = 'git checkout -q -b other; echo other > a.txt; git commit -qam Other; git checkout -q -; echo mine > a.txt; git commit -qam Mine; git merge other';

/** Settings that name a program, in the repository's own configuration. A few need another one beside them. */
const settings: readonly HostileRepository[] = (
  [
    ['core.fsmonitor', 'git status'],
    ['core.sshCommand', 'git ls-remote ssh://127.0.0.1/x'],
    ['core.pager', onTerminal('git log')],
    ['core.editor', 'git commit --amend'],
    ['core.askPass', 'echo url=https://example.com | git credential fill'],
    ['core.gitProxy', 'git ls-remote git://127.0.0.1/x'],
    ['core.hooksPath', 'git commit --allow-empty -m x', 'mkdir .git/evil; cp "$T" .git/evil/post-commit; git config core.hooksPath .git/evil'],
    ['core.alternateRefsCommand', 'git fetch other', 'git init -q --bare .git/other; git config remote.other.url "$PWD"; echo "$PWD/.git/other/objects" > .git/objects/info/alternates; git config core.alternateRefsCommand "$T"'],
    ['core.attributesFile', 'git add --renormalize .', "echo '* filter=evil' > .git/more; git config core.attributesFile .git/more; git config filter.evil.clean \"$T\""],
    ['diff.external', 'git diff HEAD~1'],
    ['diff.evil.textconv', 'git log -p', `${attributes} git config diff.evil.textconv "$T"`],
    ['diff.evil.command', 'git diff HEAD~1', `${attributes} git config diff.evil.command "$T"`],
    ['merge.evil.driver', diverging, `${attributes} git config merge.evil.driver "$T"`, '`git merge`'],
    ['filter.evil.process', 'git add --renormalize .', `${attributes} git config filter.evil.process "$T"`],
    ['filter.evil.smudge', 'rm a.txt; git checkout a.txt', `${attributes} git config filter.evil.smudge "$T"`],
    ['sequence.editor', 'git rebase -i HEAD~1'],
    ['gpg.program', 'git tag -s -m x x'],
    ['credential.helper', 'echo url=https://example.com | git credential fill'],
    ['pager.status', onTerminal('git status')],
    ['interactive.diffFilter', `echo x >> a.txt; ${onTerminal('git add -p')}`],
    ['remote.origin.uploadpack', 'git fetch', 'git config remote.origin.url .; git config remote.origin.uploadpack "$T"'],
    ['remote.origin.receivepack', 'git push origin HEAD:x', 'git config remote.origin.url .; git config remote.origin.receivepack "$T"'],
    ['remote.evil.url, by ext::', 'git fetch evil', 'git config protocol.ext.allow always; git config remote.evil.url "ext::$T"'],
    ['difftool.evil.cmd', 'git difftool -y HEAD~1', 'git config diff.tool evil; git config difftool.evil.cmd "$T"'],
    ['browser.evil.cmd', 'git web--browse x', 'git config web.browser evil; git config browser.evil.cmd "$T"'],
    ['trailer.x.command', 'echo | git interpret-trailers'],
    ['tar.evil.command', 'git archive --format=evil HEAD'],
    ['alias.st', 'git st', 'git config alias.st "!$T"'],
  ] satisfies readonly (readonly [key: string, springs: string, script?: string, words?: string])[]
).map(([key, springs, script = `git config ${key} "$T"`, words]) => laid(`the setting ${key}`, script, springs, words));

const hooks: readonly HostileRepository[] = (
  [
    ['post-checkout', 'git checkout -q -b x'],
    ['post-index-change', 'touch a.txt; git status'],
    ['reference-transaction', 'git branch x'],
    ['pre-commit', 'git commit --allow-empty -m x'],
    ['post-merge', 'git checkout -q -b x HEAD~1; git merge @{-1}'],
    ['pre-auto-gc', 'for one in 1 2; do git commit -q --allow-empty -m $one; git repack -q; done; git -c gc.autoPackLimit=1 gc --auto', '`git gc --auto`'],
    ['fsmonitor-watchman', 'git status'],
    ['post-rewrite', 'git commit --amend --no-edit'],
  ] satisfies readonly (readonly [hook: string, springs: string, words?: string])[]
).map(([hook, springs, words]) => laid(`the hook ${hook}`, `mkdir -p .git/hooks; cp "$T" .git/hooks/${hook}; ${hook === 'fsmonitor-watchman' ? `git config core.fsmonitor .git/hooks/${hook}` : ':'}`, springs, words));

/** A ticket that an agent could hand in as soon as one may run. */
const harmless = 'steps: [{write: {path: own.txt, text: own}}, {submit: Done.}]';

/** What the plan says to run: it came with the repository. */
const plans: readonly HostileRepository[] = (
  [
    ['the gate of the plan', (trap, config) => ({ ...config, gate: { commands: [trap] } })],
    ['the set-up of the plan', (trap, config) => ({ ...config, setup: { commands: [trap] } })],
    ['what tells a version to the gate of the plan', (trap, config) => ({ ...config, gate: { ...config.gate, tools: [trap] } })],
    ['no sandbox in the plan', (trap, config) => ({ ...config, sandbox: 'off' as const, gate: { commands: [`${trap} off`] } })],
    ['the command for one test of the plan', (trap, config) => ({ ...config, gate: { ...config.gate, testCommand: `${trap} {test}` } }), (stage) => stage.add('Tested', harmless, { criteria: [{ text: 'It works.', test: 'works' }] })],
    ['a criterion of the plan', (_, config) => config, (stage, trap) => stage.add('Commanded', harmless, { criteria: [{ text: 'It works.', command: trap }] })],
    ['an agent of the plan', (_, config) => config, (stage, trap) => stage.add('Played', `steps: [{run: "${trap}"}, {write: {path: own.txt, text: own}}, {submit: Done.}]`)],
    ['a scenario of the plan', (trap, config) => ({ ...config, roles: { ...config.roles, coding: [`rehearsal:${trap}.yaml`] } }), async (stage, trap) => { await stage.setMark('trap.yaml', `steps: [{run: "${trap}"}, {exit: 1}]`); await stage.add('Staged', harmless); }],
  ] satisfies readonly (readonly [string, (trap: string, config: Config) => unknown, ((stage: EngineStage, trap: string) => Promise<unknown>)?])[]
).map(([name, change, more = () => Promise.resolve()]) => ({
  name,
  make: async (stage, trap) => {
    await stage.configure((config) => change(trap, config));
    await more(stage, trap);
  },
  springs: 'once trusted' as const,
}));

/** Has whatever such a file names run, as the program that the file is meant for does; this machine may not have that program. */
const reader = (path: string, key: string): string => `node -e 'require("child_process").execSync(JSON.parse(require("fs").readFileSync("${path}"))${key})'`;

/** What lies in the checkout, for whoever opens it. */
const files: readonly HostileRepository[] = [
  laid('a file .envrc', 'echo "$T" > .envrc', '. ./.envrc'),
  laid('a file .vscode/tasks.json', 'mkdir -p .vscode; echo "{\\"tasks\\": [{\\"label\\": \\"x\\", \\"command\\": \\"$T\\", \\"runOptions\\": {\\"runOn\\": \\"folderOpen\\"}}]}" > .vscode/tasks.json', reader('.vscode/tasks.json', '.tasks[0].command'), 'a program that runs its task'),
  laid('a file .vscode/settings.json', 'mkdir -p .vscode; echo "{\\"git.path\\": \\"$T\\"}" > .vscode/settings.json', reader('.vscode/settings.json', '["git.path"]'), 'a program that runs the git that it names'),
  laid('a file .husky/pre-commit', 'mkdir -p .husky; cp "$T" .husky/pre-commit; git config core.hooksPath .husky', 'git commit --allow-empty -m x'),
  laid('a file Makefile', 'printf "all:\\n\\t%s\\n" "$T" > Makefile', 'make'),
  laid('a file package.json', 'echo "{\\"scripts\\": {\\"test\\": \\"$T\\"}}" > package.json', 'npm test'),
  laid('a file .npmrc', 'echo "script-shell=$T" > .npmrc; echo "{\\"scripts\\": {\\"x\\": \\"true\\"}}" > package.json', 'npm run x'),
  laid('a file node_modules/.bin/git', 'mkdir -p node_modules/.bin; cp "$T" node_modules/.bin/git; echo "{\\"scripts\\": {\\"x\\": \\"git status\\"}}" > package.json', 'npm run x', '`npm run` of a script that is `git status`'),
  laid('a file node_modules/.bin/bwrap', 'mkdir -p node_modules/.bin; cp "$T" node_modules/.bin/bwrap; echo "{\\"scripts\\": {\\"x\\": \\"bwrap --version\\"}}" > package.json', 'npm run x', '`npm run` of a script that is `bwrap --version`'),
  laid('a file .gitattributes', 'echo "* filter=evil" > .gitattributes; git config filter.evil.clean "$T"', 'git add .'),
  laid('a file .gitmodules', 'git init -q sub; for one in 1 2; do git -C sub commit -q --allow-empty -m $one; done; printf "[submodule \\"sub\\"]\\n\\tpath = sub\\n\\turl = ./sub\\n" > .gitmodules; git add sub; git -C sub checkout -q HEAD~1; git config submodule.sub.url ./sub; git config submodule.sub.active true; git config submodule.sub.update "!$T"', 'git submodule update'),
  laid('a file .git/info/attributes', `${attributes} git config filter.evil.clean "$T"`, 'git add --renormalize .'),
  laid('a file sanctum.json', 'echo "{\\"version\\": 1, \\"branch\\": \\"master\\", \\"gate\\": {\\"commands\\": [\\"$T\\"]}}" > sanctum.json', reader('sanctum.json', '.gate.commands[0]'), 'a Sanctum that takes it from the checkout'),
  laid('a file .claude/settings.json', 'mkdir -p .claude; echo "{\\"hooks\\": {\\"SessionStart\\": [{\\"hooks\\": [{\\"type\\": \\"command\\", \\"command\\": \\"$T\\"}]}]}}" > .claude/settings.json', reader('.claude/settings.json', '.hooks.SessionStart[0].hooks[0].command'), 'an agent that runs its hook'),
  laid('a file .mcp.json', 'echo "{\\"mcpServers\\": {\\"x\\": {\\"command\\": \\"$T\\"}}}" > .mcp.json', reader('.mcp.json', '.mcpServers.x.command'), 'an agent that starts its server'),
  laid('a file .codex/config.toml', 'mkdir -p .codex; echo "notify = [\\"$T\\"]" > .codex/config.toml', '"$(sed -n "s/.*\\"\\(.*\\)\\".*/\\1/p" .codex/config.toml)"', 'an agent that runs what it names'),
];

/** What is no setting, hook or file by itself. */
const others: readonly HostileRepository[] = [
  laid('an include of another configuration', 'git config -f .git/more core.fsmonitor "$T"; git config include.path more', 'git status'),
  laid('an include for its branch alone', 'git config -f .git/more core.fsmonitor "$T"; git config "includeIf.onbranch:master.path" more', 'git status'),
  laid('a configuration of the worktree', 'git config extensions.worktreeConfig true; git config --worktree core.fsmonitor "$T"', 'git status'),
  { ...laid('a history of which a part is at a remote', 'git config remote.origin.url ssh://127.0.0.1/x; git config core.sshCommand "$T"; git config remote.origin.promisor true; git config core.repositoryFormatVersion 1; git config extensions.partialClone origin; git update-index --add --cacheinfo 100644,1234567890123456789012345678901234567890,gone', 'git diff --cached', '`git diff --cached` (an object is fetched that is not there)'), isRefused: true },
  laid('a branch of the name of a command', 'git update-ref "refs/heads/x;$T" HEAD', 'for one in $(git for-each-ref --format="%(refname:short)" refs/heads); do sh -c "git log $one"; done', 'a shell that is given its name'),
  laid('a file of the name of a command', 'echo x > "\\$(basename x; eval \\$T)"', 'for one in *T*; do sh -c "ls \\"$one\\""; done', 'a shell that is given its name'),
  {
    name: 'a ticket of the name of a command',
    make: (stage, trap) => stage.add(`$(${trap})`, harmless),
    springs: { words: 'a shell that is given its title', script: 'git grep -h "^title:" sanctum/plan -- tickets | sh -c "$(sed "s/^title:/echo/")"' },
  },
];

export const hostileRepositories: readonly HostileRepository[] = [...settings, ...hooks, ...plans, ...files, ...others];
