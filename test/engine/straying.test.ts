import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fenced } from '../../src/plan/frontMatter.js';
import { readDocument } from '../../src/plan/readDocument.js';
import type { RunFields } from '../../src/plan/schemas.js';
import { runSchema, verdictSchema } from '../../src/plan/schemas.js';
import { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';

/** A repository whose agents nothing confines. */
async function unconfined(play: (stage: EngineStage, checkout: string) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make({ config: { sandbox: 'off' } });
  try {
    await play(stage, stage.repo.path);
    assert.deepEqual((await stage.look()).broken, []);
  } finally {
    await stage.close();
  }
}

async function runsOf(stage: EngineStage, id: string): Promise<readonly RunFields[]> {
  const paths = (await stage.repo.git('ls-tree', '-r', '--name-only', 'sanctum/plan', 'runs')).split('\n').filter((path) => path.includes(`-${id}-`));
  return Promise.all(paths.map(async (path) => readDocument(runSchema, await stage.repo.git('show', `sanctum/plan:${path}`))));
}

/** Lets an agent do its work and more beside it; what became of its run and its ticket. */
async function strays(stage: EngineStage, more: string): Promise<{ readonly id: string; readonly run: RunFields; readonly state: string; readonly text: string }> {
  const id = await stage.add('Stray', `steps: [{write: {path: b.txt, text: "mine\\n"}}, {run: ${JSON.stringify(more)}}, {submit: Done.}]`);
  await stage.untilIdle();
  const [run] = await runsOf(stage, id);
  assert.ok(run);
  const { state, text } = await stage.ticket(id);
  return { id, run, state, text };
}

/** That a run was quarantined, with words for what it did and how that is undone. */
async function isQuarantined(stage: EngineStage, more: string, words: RegExp): Promise<void> {
  const { run, state, text } = await strays(stage, more);
  assert.deepEqual([run.reason, run.submitted, run.containment, state], ['quarantined', false, 'detected', 'stuck']);
  assert.match(run.outcome, /^The run was quarantined: /);
  assert.match(text, words);
  assert.notEqual(run.surroundings?.before, run.surroundings?.after);
  assert.equal(await stage.repo.git('show', `${run.snapshot ?? ''}:b.txt`), 'mine');
  await assert.rejects(stage.repo.git('show', 'master:b.txt'));
}

inParallel('a run that nothing confines', 3, {
  'lands as any other when it keeps to its worktree, and its record says that it was looked at': () =>
    unconfined(async (stage) => {
      const waiting = await stage.add('Wait', `steps: [{progress: Here.}, {run: "until [ -e ${stage.mark('go')} ]; do sleep 0.05; done"}, {submit: Done.}]`);
      const engine = stage.start(['run', '--until-idle']);
      await stage.working(waiting);
      assert.match((await stage.sanctum('status')).output, /coding .*· detected · Here\./);
      await stage.setMark('go');
      await engine.finished;
      const { run, state } = await strays(stage, 'git add b.txt; git commit -q -m "Mine"');
      assert.deepEqual([run.reason, run.submitted, run.containment, state], ['exited', true, 'detected', 'done']);
      assert.match(run.surroundings?.before ?? '', /^[0-9a-f]{16}$/);
      assert.deepEqual(run.surroundings?.meanwhile, []);
      assert.match(run.surroundings.settings?.before ?? '', /^[0-9a-f]{16}$/);
      assert.equal(run.surroundings.settings?.before, run.surroundings.settings?.after);
      assert.deepEqual([run.version, run.backend, run.cap, run.prompt?.length], [2, 'rehearsal', 30 * 60, 64]);
    }),

  'is quarantined for a setting of git, which is told without its value, and the next attempt does not begin with what it wrote': () =>
    unconfined(async (stage, checkout) => {
      await isQuarantined(stage, `git --git-dir=${checkout}/.git config core.sshCommand "evil secret"`, /the local setting core\.sshcommand of git was added\. To undo it: git config --local --unset-all core\.sshcommand/);
      assert.ok(!(await stage.ticket('0001')).text.split('\n').some((line) => line.startsWith('- the') && line.includes('evil')));
      assert.equal((await stage.ticket('0001')).fields.snapshot, undefined);
    }),

  'is tested by a gate that nothing confines either: what that sets in the repository is told, and stands in the verdict': async () => {
    const stage = await EngineStage.make({ files: { 'check.sh': 'mkdir -p "$1/../repository/.git/hooks" && echo true > "$1/../repository/.git/hooks/post-merge"\n' } });
    try {
      const id = await stage.add('Land', 'steps: [{write: {path: b.txt, text: "mine\\n"}}, {submit: Done.}]');
      const { output } = await stage.untilIdle();
      assert.match(output, /while 0001 .* was tested, \.git\/hooks\/post-merge was added: see whether that was you/);
      const { fields } = await stage.ticket(id);
      const [tree = ''] = fields.landed?.verdict.split('-') ?? [];
      const { settings } = readDocument(verdictSchema, await stage.repo.git('show', `sanctum/plan:verdicts/${tree.slice(0, 2)}/${fields.landed?.verdict ?? ''}.md`));
      assert.deepEqual(settings?.meanwhile, ['.git/hooks/post-merge was added']);
      assert.notEqual(settings.before, settings.after);
      assert.deepEqual((await stage.look()).broken, []);
    } finally {
      await stage.close();
    }
  },

  'is quarantined for a hook': () => unconfined((stage, checkout) => isQuarantined(stage, `mkdir -p ${checkout}/.git/hooks; touch ${checkout}/.git/hooks/post-merge`, /\.git\/hooks\/post-merge was added\. To undo it: rm \.git\/hooks\/post-merge/)),

  'is quarantined for a branch that it pushed, also where that is not what it handed in': () =>
    unconfined((stage, checkout) => isQuarantined(stage, `git add b.txt; git commit -q -m "Half of it"; git push -q ${checkout} HEAD:refs/heads/feature; echo more > c.txt`, /refs\/heads\/feature was added to what the run wrote\. To undo it: git update-ref -d refs\/heads\/feature [0-9a-f]{40}/)),

  'is quarantined for a ref that is for Sanctum alone to write': () =>
    unconfined((stage, checkout) => isQuarantined(stage, `git --git-dir=${checkout}/.git update-ref refs/heads/sanctum/mine master`, /refs\/heads\/sanctum\/mine was added\. To undo it: /)),

  'is quarantined for writing into a checkout what it wrote in its worktree': () =>
    unconfined((stage, checkout) => isQuarantined(stage, `cp b.txt ${checkout}/b.txt`, /b\.txt in your checkout was changed to what the run wrote\. To undo it: /)),

  'is quarantined for changing what Sanctum noted before it': () =>
    unconfined((stage) => isQuarantinedBare(stage, 'find .. ../../../../runs -name before.json -delete')),

  'is not blamed for what the engineer may have done, which its record tells': () =>
    unconfined(async (stage, checkout) => {
      const { run, state } = await strays(stage, `git --git-dir=${checkout}/.git branch topic master; git --git-dir=${checkout}/.git config branch.topic.remote origin; echo note > ${checkout}/note.txt`);
      assert.deepEqual([run.reason, run.containment, state], ['exited', 'detected', 'done']);
      assert.deepEqual(run.surroundings?.meanwhile, ['the local setting branch.topic.remote of git was added', 'refs/heads/topic was added', 'note.txt in your checkout was changed']);
      await stage.repo.ports.files.remove(join(checkout, 'note.txt'));
    }),

  'is detected and not contained also as another role, and its review counts for nothing': () =>
    unconfined(async (stage, checkout) => {
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: ['rehearsal'] } }));
      const coding = 'steps: [{write: {path: b.txt, text: "mine\\n"}}, {submit: Done.}]';
      const reviewing = `steps: [{run: "mkdir -p ${checkout}/.git/hooks && touch ${checkout}/.git/hooks/post-merge"}, {call: {tool: submit_review, arguments: {verdict: approve}}}]`;
      const id = await stage.add('Reviewed', coding, { body: `Do it.\n\n${fenced(coding, 'rehearsal')}\n\n${fenced(reviewing, 'rehearsal-review')}` });
      await stage.untilIdle();
      const review = (await runsOf(stage, id)).find(({ role }) => role === 'merging');
      assert.deepEqual([review?.reason, review?.containment, review?.submitted], ['quarantined', 'detected', false]);
      assert.equal((await stage.ticket(id)).state, 'in-progress');
    }),
});

async function isQuarantinedBare(stage: EngineStage, more: string): Promise<void> {
  const { run, state } = await strays(stage, more);
  assert.deepEqual([run.reason, run.submitted, state], ['quarantined', false, 'stuck']);
  assert.match(run.outcome, /note of how your repository was before the run is gone/);
}
