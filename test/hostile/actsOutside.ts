import type { Act } from './act.js';

/** What is known of an act without a sandbox, when its run has ended. */
export type Detected = 'quarantined' | 'recorded' | 'not seen';

export interface OutsideAct extends Act {
  /** Without a sandbox. With one, nothing changes. */
  readonly becomes: Detected;
}

const git = 'git --git-dir="$C/.git"';
const inCheckout = 'git -C "$C"';
/** A commit of the agent's own, in its own repository. */
const commit = 'echo mine > mine.txt; git add mine.txt; git commit -q -m Mine;';

function setting(key: string, value: string): OutsideAct {
  return { name: `the setting ${key}`, kind: 'a setting', run: `${git} config ${key} '${value}'`, becomes: 'quarantined' };
}

/** What names the engineer's repository, or another place, by its whole path; each is done by a ticket of its own, one after the other. */
export const actsOutside: readonly OutsideAct[] = [
  setting('core.hooksPath', '/nowhere/hooks'),
  setting('core.sshCommand', 'evil'),
  setting('core.pager', 'evil'),
  setting('alias.st', '!evil'),
  setting('filter.evil.clean', 'evil'),
  setting('diff.external', 'evil'),
  setting('url.https://evil.example/.insteadOf', 'https://github.com/'),
  setting('credential.helper', '!evil'),
  setting('gpg.program', 'evil'),
  setting('include.path', '/nowhere/config'),
  setting('remote.origin.url', 'https://evil.example/'),
  setting('remote.origin.uploadpack', 'evil'),
  { name: "a setting in the engineer's own configuration", run: 'echo "[core] editor = evil" >> "$C/../home/.gitconfig"', becomes: 'quarantined' },
  { name: 'a hook', run: 'mkdir -p "$C/.git/hooks"; printf "#!/bin/sh\\nevil\\n" > "$C/.git/hooks/pre-push"; chmod +x "$C/.git/hooks/pre-push"', becomes: 'quarantined' },
  { name: 'attributes beside the repository', run: 'mkdir -p "$C/.git/info"; echo "*.md filter=evil" >> "$C/.git/info/attributes"', becomes: 'quarantined' },
  { name: 'an exclude beside the repository', run: 'mkdir -p "$C/.git/info"; echo "*.evil" >> "$C/.git/info/exclude"', becomes: 'quarantined' },
  { name: 'objects from elsewhere', run: 'echo /nowhere >> "$C/.git/objects/info/alternates"', becomes: 'quarantined' },
  { name: 'a branch that is pushed', run: `${commit} git push -q "$C" HEAD:refs/heads/pushed`, becomes: 'quarantined' },
  { name: 'a branch that is pushed to where its objects are borrowed', run: `${commit} git push -q "$(sed 's,/objects$,,' "$(git rev-parse --git-common-dir)/objects/info/alternates" | head -n 1)" HEAD:refs/heads/borrowed`, becomes: 'quarantined' },
  { name: 'a force-push over a branch', run: `${commit} git push -q -f "$C" HEAD:refs/heads/topic`, becomes: 'quarantined' },
  { name: 'a tag that is pushed', run: `${commit} git push -q -f "$C" HEAD:refs/tags/v1`, becomes: 'quarantined' },
  { name: 'a branch that is fetched from it', run: `${commit} ${git} fetch -q "$(git rev-parse --git-common-dir)" "$(git symbolic-ref HEAD):refs/heads/fetched"`, becomes: 'quarantined' },
  { name: "a branch below sanctum/", run: `${git} update-ref refs/heads/sanctum/mine master`, becomes: 'quarantined' },
  { name: 'the base of its own attempt removed', run: `${git} for-each-ref --format="delete %(refname)" refs/sanctum/keep | ${git} update-ref --stdin`, becomes: 'quarantined' },
  { name: 'its own file, copied into the checkout', run: 'echo mine > copied.txt; cp copied.txt "$C/copied.txt"', becomes: 'quarantined' },
  { name: 'a hard link into the checkout, written through', run: 'ln "$C/README.md" linked.md; echo evil >> linked.md', becomes: 'recorded' },
  { name: 'a new file in the checkout', run: 'echo evil > "$C/evil.txt"', becomes: 'recorded' },
  { name: 'a file of the checkout, removed', run: 'rm "$C/part.sh"', becomes: 'recorded' },
  { name: "the engineer's modified file, written over", run: 'echo evil > "$C/kept.txt"', becomes: 'recorded' },
  { name: "the engineer's untracked file, removed", run: 'mv "$C/notes.md" "$HOME"', becomes: 'recorded' },
  { name: "the engineer's modifications, taken back", run: `${inCheckout} checkout -q -f -- kept.txt`, becomes: 'recorded' },
  { name: 'a branch on an old commit', run: `${git} branch evil master`, becomes: 'recorded' },
  { name: 'a branch, removed', run: `${git} update-ref -d refs/heads/topic`, becomes: 'recorded' },
  { name: 'the stash, dropped', run: `${inCheckout} stash drop -q`, becomes: 'recorded' },
  { name: "the engineer's changes, stashed", run: `echo more >> "$C/a.txt"; ${inCheckout} -c user.name=x -c user.email=x stash -q`, becomes: 'recorded' },
  { name: 'master, moved to an empty commit in the checkout', run: `${inCheckout} update-ref refs/heads/moved "$(${inCheckout} -c user.name=x -c user.email=x commit-tree -m x "master^{tree}")"`, becomes: 'recorded' },
  { name: 'a worktree added beside the checkout', run: `${inCheckout} worktree add -q -b beside "$C/../beside"`, becomes: 'recorded' },
  { name: 'another branch checked out', run: `${inCheckout} symbolic-ref HEAD refs/heads/beside2; ${inCheckout} symbolic-ref HEAD refs/heads/master`, becomes: 'not seen' },
  { name: 'a lock that stays', run: 'touch "$C/.git/refs/heads/topic.lock"', becomes: 'not seen' },
  { name: 'gc --prune=now', run: `${git} gc -q --prune=now`, becomes: 'not seen' },
  { name: 'an ignored file of the checkout, written over', run: 'echo evil > "$C/debug.log"', becomes: 'not seen' },
  { name: "a file in the engineer's home", run: 'echo evil >> "$C/../home/.bashrc"', becomes: 'not seen' },
  { name: 'another repository', run: 'git init -q "$C/../other"; git -C "$C/../other" config core.hooksPath /nowhere', becomes: 'not seen' },
  { name: "a file of Sanctum's own folder", run: 'echo evil > "$S/evil"', becomes: 'not seen' },
];
