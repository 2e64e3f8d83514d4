import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineersState } from '../support/engineersState.js';
import type { Finished } from '../support/engineStage.js';
import { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';

const writesB = 'steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n';
const breaks = 'steps:\n  - write: { path: broken, text: "x\\n" }\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n';

/** Plays on a stage whose engineer has files of their own lying about; the audit must find all well. */
async function on(play: (stage: EngineStage) => Promise<void>, options: Parameters<typeof EngineStage.make>[0] = {}): Promise<void> {
  const stage = await EngineStage.make({ ...options, files: { '.gitignore': '*.log\n', ...options.files } });
  try {
    await stage.repo.write('notes.txt', 'my own\n');
    await stage.repo.write('today.log', 'my own\n');
    await play(stage);
    if ((await stage.repo.git('for-each-ref', 'refs/heads/sanctum')) !== '') assert.deepEqual((await stage.look()).broken, []);
    assert.deepEqual(await Promise.all(['notes.txt', 'today.log'].map((name) => stage.repo.ports.files.read(join(stage.repo.path, name)).then(String))), ['my own\n', 'my own\n']);
    await stage.quiet();
  } finally {
    await stage.close();
  }
}

function worked({ code, output }: Finished): string {
  assert.equal(code, 0, output);
  return output;
}

/** The command refuses in these words, and leaves the plan and the engineer's state as they are. */
async function refuses(stage: EngineStage, code: number, words: RegExp, ...args: string[]): Promise<void> {
  const [tip, state] = [await stage.repo.git('rev-parse', 'sanctum/plan'), await engineersState(stage.repo)];
  const spoken = await stage.sanctum(...args);
  assert.match(spoken.output, words);
  assert.equal(spoken.code, code, spoken.output);
  assert.equal(await stage.repo.git('rev-parse', 'sanctum/plan'), tip);
  assert.deepEqual(await engineersState(stage.repo), state);
}

/** Commits files to a new branch, without the checkout. */
async function branch(stage: EngineStage, name: string, files: Readonly<Record<string, string | undefined>>, from = 'master'): Promise<string> {
  const { git } = stage.repo;
  const base = await git('rev-parse', `${from}^{tree}`);
  const tree = await stage.withProject(({ repository }) => repository.trees.edit(base, new Map(Object.entries(files))));
  const commit = await git('commit-tree', tree, '-p', from, '-m', `On ${name}`);
  await git('update-ref', `refs/heads/${name}`, commit);
  return commit;
}

/** A ticket that an agent's red work made stuck. */
async function stuckTicket(stage: EngineStage): Promise<{ readonly id: string; readonly worktree: string }> {
  const id = await stage.add('B', breaks);
  assert.equal((await stage.untilIdle()).code, 7);
  assert.equal((await stage.ticket(id)).state, 'stuck');
  return { id, worktree: await stage.withProject(async ({ folder }) => folder.worktree(id, 1)) };
}

const oneAttempt = { config: { limits: { attempts: 1 } } };

inParallel('work of the engineer\'s own', 2, {
  'submit lands a branch through the gate, as an attempt by hand': () =>
    on(async (stage) => {
      const id = await stage.add('B', writesB);
      worked(await stage.sanctum('hold', id));
      await branch(stage, 'fix', { 'b.txt': 'by hand\n' });
      await stage.repo.commit({ 'a.txt': 'meanwhile\n' }, 'Meanwhile');
      const before = await engineersState(stage.repo);
      const spoken = worked(await stage.sanctum('submit', '1', '--from', 'fix', '--message', 'I did it: see b.txt'));
      assert.match(spoken, /^Ticket 0001 is in the queue with your work, [0-9a-f]{10}: the engine tests it, and lands it when it is green\. To take it out again: sanctum eject 0001\n$/);
      assert.deepEqual(await engineersState(stage.repo), before);
      await refuses(stage, 2, /in the queue already.*sanctum eject 0001/, 'submit', '1', '--from', 'fix');
      worked(await stage.untilIdle());
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.attempts, fields.hold], ['done', 1, undefined]);
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'by hand');
      assert.equal(await stage.repo.git('show', 'master:a.txt'), 'meanwhile');
      const message = await stage.repo.git('log', '-1', '--format=%B', 'master');
      assert.match(message, /^B\n\nI did it: see b\.txt\n\nSanctum-Ticket: 0001\nSanctum-Run: R-\d{8}T\d{6}-0001-1-[0-9a-f]{4}\nSanctum-Model: by hand\n/);
      assert.deepEqual((await stage.look()).transitions.filter((name) => / 0001$/.test(name)), ['add 0001', 'hold 0001', 'hand-in 0001', 'land 0001']);
      assert.match(await stage.repo.git('for-each-ref', '--format=%(refname)', 'refs/sanctum/wip'), /^refs\/sanctum\/wip\/R-\d{8}T\d{6}-0001-1-[0-9a-f]{4}\/1$/);
    }),

  'submit takes the latest worktree of a stuck ticket as it was mended there': () =>
    on(async (stage) => {
      const { id, worktree } = await stuckTicket(stage);
      await stage.repo.ports.files.remove(join(worktree, 'broken'));
      await writeFile(join(worktree, 'b.txt'), 'mended\n');
      const given = JSON.parse(worked(await stage.sanctum('--json', 'submit', id))) as Record<string, unknown>;
      assert.deepEqual([given['ticket'], given['attempt'], given['commit']], [id, 2, await stage.repo.git('rev-parse', 'sanctum/plan')]);
      worked(await stage.untilIdle());
      assert.equal((await stage.ticket(id)).state, 'done');
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'mended');
      assert.equal(await stage.repo.git('ls-tree', '--name-only', 'master', 'broken'), '');
      // The worktree of another ticket serves as well, by its path.
      const other = await stage.add('C', writesB);
      await writeFile(join(worktree, 'c.txt'), 'c\n');
      worked(await stage.sanctum('submit', other, '--from', worktree));
      worked(await stage.untilIdle());
      assert.equal(await stage.repo.git('show', 'master:c.txt'), 'c');
    }, oneAttempt),

  'hand-back has an agent go on from what was made by hand': () =>
    on(async (stage) => {
      const id = await stage.add('B', 'steps:\n  - run: grep "by hand" c.txt\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n');
      const { folder } = JSON.parse(worked(await stage.sanctum('--json', 'take-over', id))) as { readonly folder: string };
      await writeFile(join(folder, 'c.txt'), 'by hand\n');
      assert.equal((await stage.untilIdle()).code, 7, 'no agent touches it meanwhile');
      assert.match(worked(await stage.sanctum('hand-back', id, '--message', 'I began it')), /the next attempt goes on from your work, [0-9a-f]{10}\.\n$/);
      worked(await stage.untilIdle());
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.attempts, await stage.repo.git('show', 'master:c.txt'), await stage.repo.git('show', 'master:b.txt')], ['done', 2, 'by hand', 'b']);
    }),

  'take-over gives a checkout of what was done so far, and submit takes what was made there': () =>
    on(async (stage) => {
      const { id } = await stuckTicket(stage);
      await refuses(stage, 2, /There is no ticket 0009/, 'take-over', '9');
      const { folder } = JSON.parse(worked(await stage.sanctum('--json', 'take-over', id))) as { readonly folder: string };
      assert.match(folder, new RegExp(`/tickets/hand-${id}/1/worktree$`));
      assert.deepEqual((await readdir(folder)).filter((name) => name === 'b.txt' || name === 'broken'), ['b.txt', 'broken']);
      assert.equal((await stage.ticket(id)).fields.hold?.why, 'taken over by hand');
      await rm(join(folder, 'broken'));
      await writeFile(join(folder, 'b.txt'), 'by hand\n');
      // What holds changes is opened again, never made anew.
      assert.match(worked(await stage.sanctum('take-over', id)), new RegExp(`^Ticket ${id} is yours, in ${folder}: .*sanctum submit ${id}\\. `));
      worked(await stage.sanctum('submit', id));
      worked(await stage.untilIdle());
      assert.deepEqual([(await stage.ticket(id)).state, await stage.repo.git('show', 'master:b.txt')], ['done', 'by hand']);
    }, oneAttempt),

  'submit takes a checkout of the engineer\'s as a commit of all would be, and touches neither files nor index': () =>
    on(async (stage) => {
      const id = await stage.add('B', writesB);
      const checkout = join(stage.repo.scratch, 'mine');
      await stage.repo.git('worktree', 'add', '--quiet', '-b', 'mine', checkout);
      await writeFile(join(checkout, 'a.txt'), 'modified\n');
      await writeFile(join(checkout, 'new.txt'), 'new\n');
      await writeFile(join(checkout, 'skipped.log'), 'ignored\n');
      await writeFile(join(checkout, 'staged.log'), 'staged\n');
      await stage.repo.git('-C', checkout, 'add', '--force', 'staged.log');
      await mkdir(join(checkout, 'inner'));
      const before = await engineersState(stage.repo, checkout);
      await refuses(stage, 2, new RegExp(`inside of a checkout.*--from ${checkout}`), 'submit', id, '--from', join(checkout, 'inner'));
      worked(await stage.sanctum('submit', id, '--from', checkout));
      assert.deepEqual(await engineersState(stage.repo, checkout), before);
      worked(await stage.untilIdle());
      assert.equal(await stage.repo.git('ls-tree', '--name-only', 'master'), '.gitignore\nREADME.md\na.txt\ncheck.sh\nnew.txt\nstaged.log');
      assert.equal(await stage.repo.git('show', 'master:a.txt'), 'modified');
    }),

  'submit reaches an engine that runs; what is red opens the ticket again with the reason, for an agent to go on from': () =>
    on(async (stage) => {
      const id = await stage.add('B', 'steps:\n  - run: test -e mine.txt\n  - run: rm broken\n  - submit: b\n');
      worked(await stage.sanctum('hold', id));
      const engine = stage.start(['run']);
      await stage.said(engine, /held|no open ticket|no spec/);
      await branch(stage, 'fix', { broken: 'x\n', 'mine.txt': 'mine\n' });
      worked(await stage.sanctum('submit', id, '--from', 'fix'));
      await stage.planSays('the ticket landed', ({ tickets }) => (tickets.get(id)?.state === 'done' ? true : undefined));
      engine.kill('SIGINT');
      worked(await engine.finished);
      const { text, fields } = await stage.ticket(id);
      assert.match(text, /## Attempt 1\n\nThe gate is red\./);
      assert.deepEqual([fields.attempts, fields.failures], [2, 1]);
      assert.equal(await stage.repo.git('show', 'master:mine.txt'), 'mine');
    }),

  'submit refuses what cannot be handed in, and says what to do': () =>
    on(async (stage) => {
      const id = await stage.add('B', 'steps:\n  - progress: at it\n  - wait-for: /nowhere\n');
      const checkout = join(stage.repo.scratch, 'mine');
      await refuses(stage, 2, /no ticket 0009/, 'submit', '9', '--from', 'master');
      await refuses(stage, 2, /has no worktree\. Say where your work is: sanctum submit 0001 --from/, 'submit', id);
      await refuses(stage, 2, /no branch, commit or folder "elsewhere"/, 'submit', id, '--from', 'elsewhere');
      await refuses(stage, 2, /no branch, commit or folder "--all"/, 'submit', id, '--from=--all');
      await refuses(stage, 2, /It changes nothing\./, 'submit', id, '--from', 'master');
      await refuses(stage, 2, /holds master itself.*git stash --include-untracked, then --from 'stash@\{0\}'/, 'submit', id, '--from', '.');
      await refuses(stage, 2, /no checkout of this repository.*git fetch .* HEAD:<branch>/, 'submit', id, '--from', stage.repo.scratch);
      await stage.repo.git('branch', 'docs');
      await mkdir(join(stage.repo.path, 'docs'));
      await refuses(stage, 2, /a folder as well as a branch.*--from \.\/docs.*--from refs\/heads\/docs/, 'submit', id, '--from', 'docs');
      await branch(stage, 'secret', { key: '-----BEGIN PRIVATE KEY-----\n' });
      await refuses(stage, 2, /key holds a private key; take it out\.\nWhat was found is kept as [0-9a-f]{40}, and ticket 0001 is as it was/, 'submit', id, '--from', 'secret');
      await stage.repo.git('update-ref', 'refs/heads/orphan', await stage.repo.git('commit-tree', 'master^{tree}', '-m', 'Alone'));
      await refuses(stage, 2, /no common history with master/, 'submit', id, '--from', 'orphan');
      await stage.repo.git('worktree', 'add', '--quiet', '--detach', checkout);
      await mkdir(join(checkout, 'inner'));
      await stage.repo.git('init', '--quiet', join(checkout, 'inner'));
      await writeFile(join(checkout, 'inner/x'), 'x\n');
      await stage.repo.git('-C', join(checkout, 'inner'), 'add', 'x');
      await stage.repo.git('-C', join(checkout, 'inner'), 'commit', '--quiet', '-m', 'x');
      await refuses(stage, 2, /inner is a submodule/, 'submit', id, '--from', checkout);
      const engine = stage.start(['run']);
      await stage.working(id);
      await branch(stage, 'fix', { 'b.txt': 'b\n' });
      await refuses(stage, 2, /An agent is at work on ticket 0001\..*sanctum stop 0001/, 'submit', id, '--from', 'fix');
      worked(await stage.sanctum('stop', id));
      await stage.planSays('the run was stopped', ({ tickets }) => (tickets.get(id)?.state === 'open' ? true : undefined));
      engine.kill('SIGINT');
      await engine.finished;
      worked(await stage.sanctum('submit', id, '--from', 'fix'));
      worked(await stage.untilIdle());
      await refuses(stage, 2, /is done, not open or stuck\. To take its landing back: sanctum revert 0001/, 'submit', id, '--from', 'fix');
    }),

  'submit takes a stash, and reads no git directory that lies in a worktree': () =>
    on(async (stage) => {
      const { id, worktree } = await stuckTicket(stage);
      await stage.repo.git('init', '--quiet', join(worktree, 'inner'));
      await refuses(stage, 2, /inner holds a git repository of its own; remove its \.git\./, 'submit', id);
      await stage.repo.write('a.txt', 'stashed\n');
      await stage.repo.git('stash', 'push', '--quiet');
      worked(await stage.sanctum('submit', id, '--from', 'stash@{0}'));
      worked(await stage.untilIdle());
      assert.equal(await stage.repo.git('show', 'master:a.txt'), 'stashed');
    }, oneAttempt),

  'submit is reviewed where the configuration names a reviewer': () =>
    on(async (stage) => {
      const id = await stage.add('B', writesB);
      await branch(stage, 'fix', { 'b.txt': 'by hand\n' });
      worked(await stage.sanctum('submit', id, '--from', 'refs/heads/fix'));
      worked(await stage.untilIdle());
      const { transitions, snapshot } = await stage.look();
      assert.ok(transitions.indexOf('hand-in 0001') < transitions.indexOf('review'));
      assert.ok(transitions.indexOf('review') < transitions.indexOf('land 0001'));
      assert.equal(snapshot.reviews.get(id)?.verdict, 'approve');
    }, { config: { roles: { merging: ['rehearsal'] } } }),

  'revert lands what master would be without a landing, and keeps what came after it': () =>
    on(async (stage) => {
      const first = await stage.add('First', 'steps:\n  - write: { path: a.txt, text: "changed\\n" }\n  - write: { path: first.txt, text: "1\\n" }\n  - submit: first\n');
      const second = await stage.add('Second', 'steps:\n  - write: { path: second.txt, text: "2\\n" }\n  - submit: second\n', { dependsOn: [first] });
      await refuses(stage, 2, /Ticket 0001 is open: nothing of it has landed/, 'revert', first);
      worked(await stage.untilIdle());
      const before = await engineersState(stage.repo);
      const spoken = worked(await stage.sanctum('revert', '1', 'It greets nobody.'));
      assert.match(spoken, /^Ticket 0003 takes the landing of ticket 0001 back\. It is in the queue: the engine tests it, and lands it when it is green\. To read it: git show [0-9a-f]{10}\n$/);
      assert.deepEqual(await engineersState(stage.repo), before);
      await refuses(stage, 2, /Ticket 0003 takes the landing of 0001 back already/, 'revert', '1');
      worked(await stage.untilIdle());
      assert.equal(await stage.repo.git('ls-tree', '--name-only', 'master'), '.gitignore\nREADME.md\na.txt\ncheck.sh\nsecond.txt');
      assert.equal(await stage.repo.git('show', 'master:a.txt'), 'a');
      const { state, text, fields } = await stage.ticket('0003');
      assert.deepEqual([state, fields.title, fields.kind], ['done', 'Revert 0001: First', 'fix']);
      assert.match(text, new RegExp(`in the commit ${(await stage.ticket(first)).fields.landed?.commit ?? ''}, and nothing else\\.\n\nIt greets nobody\\.`));
      assert.match(await stage.repo.git('log', '-1', '--format=%B', 'master'), /^Revert 0001: First\n\nThis takes back [0-9a-f]{40}\.\n\nIt greets nobody\.\n\nSanctum-Ticket: 0003\n/);
      await refuses(stage, 2, /master holds nothing any more of what ticket 0001 changed/, 'revert', '1');
      const again = JSON.parse(worked(await stage.sanctum('--json', 'revert', '3'))) as Record<string, unknown>;
      assert.deepEqual([again['ticket'], again['of']], ['0004', '0003']);
      worked(await stage.untilIdle());
      assert.equal(await stage.repo.git('show', 'master:a.txt'), 'changed');
      assert.equal((await stage.ticket(second)).state, 'done');
    }),

  'revert names the files that later work changed, and leaves those to an agent': () =>
    on(async (stage) => {
      const id = await stage.add('First', 'steps:\n  - write: { path: a.txt, text: "changed\\n" }\n  - submit: first\n');
      worked(await stage.untilIdle());
      await stage.repo.commit({ 'a.txt': 'changed again\n' }, 'Mine');
      worked(await stage.untilIdle());
      await refuses(stage, 2, /cannot be taken back by itself: what it changed was changed again since, in a\.txt\. To have an agent do it: sanctum revert 0001 --by-agent\./, 'revert', id);
      assert.match(worked(await stage.sanctum('revert', id, '--by-agent')), /Ticket 0002 is open: an agent is to take the landing of ticket 0001 back\./);
      assert.equal((await stage.ticket('0002')).fields.title, 'Revert 0001: First');
      await refuses(stage, 2, /Ticket 0002 takes the landing of 0001 back already/, 'revert', id);
      worked(await stage.untilIdle());
    }),

  'revert refuses a landing that master does not have any more': async () => {
    const stage = await EngineStage.make();
    try {
      const id = await stage.add('B', writesB);
      worked(await stage.untilIdle());
      await stage.repo.git('reset', '--quiet', '--hard', 'HEAD~1');
      await refuses(stage, 2, /The landing of ticket 0001, [0-9a-f]{10}, is not in master any more\./, 'revert', id);
    } finally {
      await stage.close();
    }
  },

  'uninstall saves every ref, removes all that is Sanctum\'s and nothing else, and can be taken back': () =>
    on(async (stage) => {
      const { git, ports, path } = stage.repo;
      const id = await stage.add('B', writesB);
      worked(await stage.untilIdle());
      worked(await stage.sanctum('add', 'Another'));
      const { folder, worktree, key } = await stage.withProject(async (project) => ({ folder: project.folder.path, worktree: project.folder.worktree(id, 1), key: project.place.commonDir }));
      await writeFile(join(worktree, 'later.txt'), 'by hand\n');
      const own = () => git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/sanctum', 'refs/tags/sanctum', 'refs/sanctum');
      const [state, refs] = [await engineersState(stage.repo), await own()];
      await refuses(stage, 2, /This removes from .*\n {2}\d+ refs: .*\n {2}.*, with 1 worktree\n.*\nBefore that, all of these refs are saved into .*repository-sanctum-\d{4}-\d\d-\d\d\.bundle\. 1 ticket is not done\.\n.*\nNothing was removed\. To do it: sanctum uninstall --yes/, 'uninstall');
      assert.equal(await own(), refs);
      const output = worked(await stage.sanctum('uninstall', '--yes'));
      assert.match(output, /^Sanctum is removed from this repository\.\nAll \d+ refs are in .*\.bundle\. To bring them back:\n {2}git -C .* fetch .*\.bundle 'refs\/\*:refs\/\*'\nWhat was changed in worktrees since their runs had ended is in it as refs\/sanctum\/wip\/left-0001\/1\.\n$/);
      assert.deepEqual(await engineersState(stage.repo), state);
      assert.equal(await own(), '');
      assert.equal(await ports.files.status(folder), undefined);
      assert.ok(!(await ports.files.read(join(stage.home, 'trust.json'))).includes(key));
      assert.deepEqual(await readdir(join(path, '.git/refs')).then((names) => names.includes('sanctum')), false);
      assert.match((await stage.sanctum('status')).output, /no plan yet\. Run: sanctum init/);
      assert.equal(worked(await stage.sanctum('uninstall', '--yes')), "There is nothing of Sanctum's in this repository.\n");
      const [, bundle = ''] = /fetch (\S+\.bundle)/.exec(output) ?? [];
      await git('fetch', '--quiet', bundle, 'refs/*:refs/*');
      const back = (await own()).split('\n');
      for (const ref of refs.split('\n')) assert.ok(back.includes(ref), ref);
      assert.equal(await git('show', 'refs/sanctum/wip/left-0001/1:later.txt'), 'by hand');
      assert.deepEqual((await stage.look()).broken, []);
      assert.match((await stage.untilIdle()).output, /not approved on this machine.*sanctum trust --hash [0-9a-f]{12}/);
    }),

  'uninstall goes on where one was killed': () =>
    on(async (stage) => {
      const { git, ports } = stage.repo;
      const id = await stage.add('B', writesB);
      worked(await stage.untilIdle());
      const folder = await stage.withProject(async (project) => project.folder.path);
      // Between the bundle and the end of the folder.
      await ports.files.rename(folder, `${folder}.removed`);
      const first = worked(await stage.sanctum('uninstall', '--yes'));
      assert.deepEqual(await ports.files.list(join(stage.home, 'projects')), []);
      assert.equal(await git('for-each-ref', 'refs/heads/sanctum', 'refs/sanctum'), '');
      await git('fetch', '--quiet', /fetch (\S+)/.exec(first)?.[1] ?? '', 'refs/*:refs/*');
      assert.equal((await stage.ticket(id)).state, 'done');
      // Between the folder and the refs; the first bundle stays.
      const second = worked(await stage.sanctum('uninstall', '--yes'));
      assert.match(second, /repository-sanctum-\d{4}-\d\d-\d\d-2\.bundle/);
      // Between the refs and the end.
      await ports.files.makeFolder(`${folder}.removed`);
      assert.equal(worked(await stage.sanctum('uninstall', '--yes')), 'Sanctum is removed from this repository.\n');
      assert.deepEqual(await ports.files.list(join(stage.home, 'projects')), []);
    }),

  'uninstall saves what was too large for the repository into a bundle of its own': () =>
    on(async (stage) => {
      const { git, path } = stage.repo;
      await stage.add('B', 'steps:\n  - run: head -c 60000 /dev/urandom > large\n  - submit: b\n');
      assert.equal((await stage.untilIdle()).code, 7);
      const output = worked(await stage.sanctum('uninstall', '--yes'));
      const restore = [...output.matchAll(/^ {2}git -C (\S+) fetch (\S+) 'refs\/\*:refs\/\*'$/gm)];
      assert.equal(restore.length, 2, output);
      for (const [, at = '', bundle = ''] of restore) await git('-C', at, 'fetch', '--quiet', bundle, 'refs/*:refs/*');
      assert.equal(restore[0]?.[1], path);
      assert.equal((await git('cat-file', '-s', 'refs/sanctum/wip/0001/1:large')).trim(), '60000');
    }, { config: { limits: { attempts: 1, submissionMegabytes: 0.01 } } }),

  'uninstall refuses while somebody is at work, or has the plan in hand': () =>
    on(async (stage) => {
      const { git, scratch } = stage.repo;
      const id = await stage.add('B', 'steps:\n  - progress: at it\n  - wait-for: /nowhere\n');
      const engine = stage.start(['run']);
      await stage.working(id);
      const running = await stage.sanctum('uninstall', '--yes');
      assert.deepEqual([running.code, running.output], [4, `sanctum: An engine runs this repository (process ${String(engine.pid)}). Stop it first, with Ctrl-C where it runs.\n`]);
      engine.kill('SIGINT');
      await engine.finished;
      await refuses(stage, 1, /An agent is at work \(R-.*-0001-1-.*\)\. Wait until it has ended, or end it: sanctum stop/, 'uninstall', '--yes');
      worked(await stage.sanctum('stop', id));
      assert.equal((await stage.untilIdle()).code, 7);
      await git('worktree', 'add', '--quiet', join(scratch, 'plan'), 'sanctum/plan');
      await refuses(stage, 1, /The branch sanctum\/plan is checked out in .*plan\. Switch to another branch there/, 'uninstall', '--yes');
      await git('worktree', 'remove', join(scratch, 'plan'));
      await stage.setMark('there.bundle');
      await refuses(stage, 1, /there\.bundle is there already\. Name another file/, 'uninstall', '--yes', '--bundle', join(scratch, 'there.bundle'));
      await refuses(stage, 1, /There is no folder .*nowhere for the bundle/, 'uninstall', '--yes', '--bundle', join(scratch, 'nowhere/x.bundle'));
      await refuses(stage, 1, /would be removed as well/, 'uninstall', '--yes', '--bundle', join(stage.repo.path, '.git/x.bundle'));
      const done = JSON.parse(worked(await stage.sanctum('--json', 'uninstall', '--yes', '--bundle', join(scratch, 'x.bundle')))) as Record<string, unknown>;
      assert.deepEqual([done['removed'], done['bundles'], done['kept']], [true, [join(scratch, 'x.bundle')], []]);
      assert.match(await git('bundle', 'list-heads', join(scratch, 'x.bundle')), /refs\/heads\/sanctum\/plan/);
    }),
});
