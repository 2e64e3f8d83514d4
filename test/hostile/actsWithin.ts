import type { Act } from './act.js';

/** Makes a program that leaves a mark when anybody runs it; its path is in `$T`. */
const trap = 'T="$HOME/trap"; printf \'#!/bin/sh\\ntouch "%s"\\ncat\\n\' "$SPRUNG" > "$T"; chmod +x "$T";';

/** An empty commit of the agent's own. */
const commit = 'git commit -q --allow-empty -m Mine;';

/**
 * What changes nothing outside the agent's own folders, because it names nothing there: all that reaches outside where worktrees share a
 * repository. Those of one list are done one after the other in the same worktree.
 */
export const actsWithin: Readonly<Record<string, readonly Act[]>> = {
  'moves branches': [
    { name: 'checkout -B master', run: 'git checkout -q -B master; git commit -q --allow-empty -m Mine; git checkout -q -' },
    { name: 'branch -f master', run: `${commit} git branch -f master HEAD` },
    { name: 'update-ref of master', run: 'git update-ref refs/heads/master "$(git commit-tree -m Mine "HEAD^{tree}")"' },
    { name: 'update-ref -d of master', run: 'git update-ref -d refs/heads/master' },
    { name: 'branch -D of every other branch', run: 'git for-each-ref --format="%(refname:short)" refs/heads | grep -v "^ticket-" | xargs -r git branch -q -D' },
    { name: 'a plan of its own', run: 'git update-ref refs/heads/sanctum/plan HEAD' },
    { name: "refs of Sanctum's", run: 'git update-ref refs/sanctum/wip/0001/1 HEAD; git update-ref refs/sanctum/keep/0001/1 HEAD; git update-ref -d refs/sanctum/keep/0001/1' },
    { name: 'tags of versions', run: 'git tag -f sanctum/v9; git tag -f v1; git tag -d v1' },
    { name: 'an orphan branch', run: 'B="$(git branch --show-current)"; git checkout -q --orphan empty; git commit -q -m Mine; git checkout -q "$B"' },
    { name: 'a detached HEAD', run: 'B="$(git branch --show-current)"; git checkout -q --detach; git checkout -q "$B"' },
    { name: 'HEAD on a branch that is not there', run: 'B="$(git symbolic-ref HEAD)"; git symbolic-ref HEAD refs/heads/nowhere; git symbolic-ref HEAD "$B"' },
  ],
  'rewrites history': [
    { name: 'commit --amend of the base', run: 'git commit -q --amend --allow-empty -m Rewritten' },
    { name: 'reset --hard', run: `${commit} git reset -q --hard HEAD~1` },
    { name: 'rebase --root', run: 'git rebase -q --root' },
    { name: 'filter-branch', run: 'FILTER_BRANCH_SQUELCH_WARNING=1 git filter-branch -f --msg-filter cat HEAD >&2' },
    { name: 'replace of a commit', run: 'git replace -f HEAD "$(git commit-tree -m Other "HEAD^{tree}")"; git replace -d "$(git replace -l)"' },
    { name: 'a graft', run: 'mkdir -p "$G/../../info"; git replace --graft HEAD; git replace -d HEAD' },
    { name: 'notes', run: 'git notes add -f -m Mine HEAD' },
    { name: 'reflog expire --all', run: 'git reflog expire --expire=now --all' },
    { name: 'bisect that is left open', run: 'git bisect start; git bisect bad HEAD' },
  ],
  'stashes and cleans': [
    { name: 'stash, and drop it', run: 'echo x >> a.txt; git stash -q; git stash drop -q' },
    { name: 'stash clear', run: 'echo x >> a.txt; git stash -q; git stash clear' },
    { name: 'stash pop of what is not there', run: 'git stash pop || true' },
    { name: 'clean -fdx', run: 'git clean -q -ffdx' },
    { name: 'checkout of everything', run: 'git checkout -q -f HEAD -- .' },
    { name: 'sparse-checkout of nothing', run: 'git sparse-checkout set --no-cone "!/*" || true; git sparse-checkout disable' },
    { name: 'skip-worktree', run: 'git update-index --skip-worktree a.txt' },
    { name: 'assume-unchanged', run: 'git update-index --assume-unchanged README.md' },
    { name: 'rm --cached of everything', run: 'git rm -r -q --cached .; git reset -q' },
    { name: 'exclude of everything', run: 'mkdir -p "$(git rev-parse --git-path info)"; echo "*" > "$(git rev-parse --git-path info/exclude)"' },
  ],
  'talks to remotes': [
    { name: 'push --force to origin', run: 'git push -q -f origin HEAD:master || true' },
    { name: 'push --all --force', run: 'git push -q -f --all || true' },
    { name: 'push --mirror to itself', run: 'git push -q --mirror . || true' },
    { name: 'fetch --all --prune --tags', run: 'git fetch -q --all --prune --tags' },
    { name: 'pull --rebase', run: 'git pull -q --rebase || true' },
    { name: 'remote add', run: 'git remote add origin https://localhost:9/nothing.git' },
    { name: 'a key in the credential store', run: "printf 'protocol=https\\nhost=h\\nusername=u\\npassword=p\\n' | git credential-store store" },
  ],
  'collects and packs': [
    { name: 'gc --prune=now --aggressive', run: 'git gc -q --prune=now --aggressive' },
    { name: 'repack -a -d -f', run: 'git repack -q -a -d -f' },
    { name: 'prune --expire=now', run: 'git prune --expire=now' },
    { name: 'pack-refs --all', run: 'git pack-refs --all --prune' },
    { name: 'multi-pack-index', run: 'git multi-pack-index write || true' },
    { name: 'every object of its own removed', run: 'chmod -R u+w "$(git rev-parse --git-common-dir)/objects"; find "$(git rev-parse --git-common-dir)/objects" -type f ! -name alternates -delete' },
  ],
  'makes worktrees and repositories': [
    { name: 'worktree add', run: 'git worktree add -q "$HOME/beside" HEAD || git worktree add -q --detach "$HOME/beside"' },
    { name: 'worktree prune', run: 'rm -rf "$HOME/beside"; git worktree prune' },
    { name: 'worktree lock', run: 'git worktree lock . || true' },
    { name: 'an init inside of GIT_DIR', run: 'GIT_DIR="$G" git init -q "$HOME/inner"' },
    { name: 'core.bare', run: 'git config core.bare true; git config --unset core.bare' },
    { name: 'core.worktree', run: 'git config core.worktree "$HOME"; git config --unset core.worktree' },
    { name: 'a configuration of the worktree', run: 'git config extensions.worktreeConfig true; git config --worktree core.abbrev 9' },
  ],
  'goes up by ..': [
    { name: 'a file beside its worktree', run: 'echo x > ../evil.txt || true' },
    { name: 'a file where all runs lie', run: 'echo x > ../../evil.txt || true' },
    { name: 'a link above the top, written through', run: 'ln -s ../.. up; echo x > up/evil.txt || true; rm up' },
    { name: 'a link above the top, removed with what is below it', run: 'mkdir below; ln -s ../../evil.txt below/up; rm -rf below/' },
    { name: 'an archive whose names go up', run: 'echo x > climb; tar -cPf climb.tar --transform "s,^,../," climb; tar -xPf climb.tar || true; rm climb climb.tar' },
    { name: 'a patch of a file above the top', run: 'printf -- "--- /dev/null\\n+++ b/../evil.txt\\n@@ -0,0 +1 @@\\n+x\\n" | git apply --unsafe-paths || true' },
  ],
  'sets git up for good': [
    { name: 'config --global', run: `${trap} git config --global core.hooksPath "$HOME"; git config --global core.pager "$T"` },
    { name: 'config --system', run: 'git config --system core.editor "$HOME/trap"' },
    { name: 'files in the home folder', run: 'for one in .bashrc .profile .npmrc .ssh/config .config/git/config; do mkdir -p "$HOME/$(dirname $one)"; echo evil > "$HOME/$one"; done' },
    { name: 'files in the folder for temporary ones', run: 'echo x > "$TMPDIR/x"; mkfifo "$TMPDIR/fifo"' },
    { name: 'what it finds in its environment', run: 'if env | grep -q "engineers-secret"; then echo it is there > "$SPRUNG"; fi' },
    { name: 'git where its own .git is not', run: 'if (cd .. && GIT_DIR= git -C "$PWD" rev-parse --git-dir); then touch "$SPRUNG"; fi' },
  ],
};

/** What lies there for a git of somebody else's to run or trip over: nobody's git reads an agent's repository. Each is done in a worktree of its own. */
export const trapsWithin: readonly Act[] = [
  { name: 'hooks of every name', run: `${trap} H="$(git rev-parse --git-path hooks)"; mkdir -p "$H"; for one in applypatch-msg pre-commit post-commit post-checkout post-merge pre-push update post-index-change reference-transaction fsmonitor-watchman; do cp "$T" "$H/$one"; done` },
  { name: 'programs in its settings', run: `${trap} for one in core.sshCommand core.pager core.editor core.askPass diff.external gpg.program credential.helper sequence.editor uploadpack.packObjectsHook core.gitProxy; do git config $one "$T"; done; git config core.hooksPath "$HOME"; git config core.fsmonitor "$T"` },
  { name: 'filters by info/attributes', run: `${trap} mkdir -p "$(git rev-parse --git-path info)"; echo "* filter=evil diff=evil merge=evil" > "$(git rev-parse --git-path info/attributes)"; for one in filter.evil.clean filter.evil.smudge filter.evil.process diff.evil.textconv diff.evil.command merge.evil.driver; do git config $one "$T"; done` },
  { name: 'an include in its settings', run: `${trap} printf '[core]\\n\\tfsmonitor = %s\\n\\thooksPath = %s\\n' "$T" "$HOME" > "$HOME/more"; git config include.path "$HOME/more"` },
  { name: '.git is removed', run: 'rm -rf .git' },
  { name: '.git is a repository of its own', run: `${trap} rm -rf .git; git init -q; git config core.fsmonitor "$T"` },
  { name: '.git is a FIFO', run: 'rm -rf .git; mkfifo .git' },
  { name: '.git is a link', run: 'rm -rf .git; ln -s "$HOME" .git' },
  { name: '.git names the repository of the engineer', run: 'echo "gitdir: $C/.git" > .git' },
  { name: 'a commondir that is elsewhere', run: 'echo "$C/.git" > "$G/commondir"' },
  { name: 'HEAD and index of rubbish', run: 'echo rubbish > "$G/HEAD"; echo rubbish > "$G/index"' },
  { name: 'locks that stay', run: 'touch "$G/index.lock" "$G/HEAD.lock" "$G/../../packed-refs.lock"' },
  { name: 'alternates that lead nowhere', run: 'A="$(git rev-parse --git-common-dir)/objects/info/alternates"; chmod u+w "$A"; echo /nowhere > "$A"' },
  { name: 'its repository is removed', run: 'R="$(git rev-parse --git-common-dir)"; chmod -R u+w "$R"; rm -rf "$R"' },
  { name: 'a branch of the name of an option', run: 'git update-ref "refs/heads/--upload-pack=touch" HEAD || true; git symbolic-ref HEAD refs/heads/x' },
];
