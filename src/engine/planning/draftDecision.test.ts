import assert from 'node:assert/strict';
import { join } from 'node:path';
import { PlainPlan } from '../../../test/support/plainPlan.js';
import { PlanStage } from '../../../test/support/planStage.js';
import { acceptedRef, draftRef, versionRef } from '../../plan/paths.js';
import type { Written } from '../../plan/store.js';
import type { Transition } from '../../plan/transition.js';
import { readDraft, writeDraft } from './draftBranch.js';
import { approveDraft, changeDraft, rejectDraft } from './draftDecision.js';
import { proposalOf } from './draftMerge.js';
import type { Project } from '../project.js';
import { openProject } from '../project.js';
import { tagVersions } from './versionTags.js';

describe('the decision on a draft', () => {
  let stage: PlanStage;
  let project: Project;

  const write = async (transition: Transition): Promise<Written> => {
    const written = await project.store.write(transition, { author: { kind: 'command', writer: 'engineer@test', nonce: project.ports.random.hex(16) } });
    assert.ok('commit' in written);
    return written;
  };
  const ref = (name: string) => project.repository.refs.read(name);

  async function draft(text: string): Promise<string> {
    const commit = await ref(draftRef);
    return writeDraft(project, await project.store.read(), commit === undefined ? undefined : { commit, text: '' }, text, 'draft: by a test');
  }

  beforeEach(async () => {
    stage = await PlanStage.open();
    project = await openProject(stage.at.ports, stage.at.path);
  });

  afterEach(async () => {
    await project.close();
    await stage.dispose();
  });

  it('to accept it that was cut short is finished by the next one, and makes no second version', async () => {
    const commit = await draft('# One\n');
    const accepted = await approveDraft(project, write);
    await project.repository.refs.swap(versionRef(1), undefined, accepted.commit);
    await project.repository.refs.swap(acceptedRef(1), undefined, commit);
    await project.repository.refs.swap(draftRef, commit, undefined);
    assert.deepEqual(await approveDraft(project, write), { version: 1, commit: accepted.commit, finished: true });
    assert.deepEqual([await ref(versionRef(1)), await ref(acceptedRef(1)), await ref(draftRef)], [accepted.commit, commit, undefined]);
    assert.equal((await project.store.read()).version, 1);
  });

  it('to accept it leaves none that could be rejected afterwards', async () => {
    const commit = await draft('# One\n');
    await approveDraft(project, write);
    await project.repository.refs.swap(draftRef, commit, undefined);
    await assert.rejects(rejectDraft(project, write, undefined), /There is no draft/);
    assert.equal(await ref(acceptedRef(1)), commit);
  });

  it('to accept it has its missing tag made up, on the plan commit that accepted the version, and no other touched', async () => {
    await draft('# One\n');
    const one = await approveDraft(project, write);
    await draft('# Two\n');
    const two = await approveDraft(project, write);
    await project.repository.refs.swap(versionRef(1), undefined, one.commit);
    assert.deepEqual(await tagVersions(project), [1]);
    assert.deepEqual([await ref(versionRef(1)), await ref(versionRef(2))], [one.commit, two.commit]);
    assert.deepEqual(await tagVersions(project), []);
  });

  it('to accept it is refused when it says what the spec says', async () => {
    await draft('# One\n');
    await approveDraft(project, write);
    await draft('# One\n');
    await assert.rejects(approveDraft(project, write), /says what the spec says already/);
    assert.equal((await project.store.read()).version, 1);
  });

  describe('hunk by hunk', () => {
    const before = '# Greeter\n\n- One\n- Two\n- Three\n';
    const after = '# Greeter\n\n- One!\n- Two\n- Three!\n';
    const half = '# Greeter\n\n- One!\n- Two\n- Three\n';

    async function proposed() {
      const snapshot = await project.store.read();
      const waiting = await readDraft(project, snapshot);
      assert.ok(waiting !== undefined);
      return { ...(await proposalOf(project, snapshot, waiting)), draft: waiting.commit };
    }

    beforeEach(async () => {
      await draft(before);
      await approveDraft(project, write);
    });

    it('makes a version of what was chosen, and leaves the rest as the draft, until that is accepted too', async () => {
      const whole = await draft(after);
      const accepted = await approveDraft(project, write, { draft: whole, spec: before, text: half });
      assert.equal(accepted.version, 2);
      assert.deepEqual([await stage.at.git('show', 'sanctum/plan:spec.md'), await ref(acceptedRef(2)), await ref(versionRef(2))], [half.trimEnd(), whole, accepted.commit]);
      const rest = await proposed();
      assert.deepEqual([rest.spec, rest.text, rest.conflicting], [half, after, false]);
      await approveDraft(project, write);
      assert.equal(await stage.at.git('show', 'sanctum/plan:spec.md'), after.trimEnd());
      assert.equal(await ref(draftRef), undefined);
    });

    it('that is cut short before the plan was written leaves the draft as it was proposed', async () => {
      const whole = await draft(after);
      await assert.rejects(approveDraft(project, () => Promise.reject(new Error('cut short')), { draft: whole, spec: before, text: half }), /cut short/);
      const { text, spec, conflicting } = await proposed();
      assert.deepEqual([text, spec, conflicting], [after, before, false]);
      await stage.at.git('merge-base', '--is-ancestor', whole, draftRef);
    });

    it('is refused when the draft or the spec is another one than was looked at', async () => {
      const whole = await draft(after);
      const stale = /changed since you looked at them/;
      await assert.rejects(approveDraft(project, write, { draft: whole, spec: 'other', text: half }), stale);
      await assert.rejects(changeDraft(project, { draft: (await ref(versionRef(1))) ?? '', spec: before, text: half }), stale);
      assert.equal(await ref(draftRef), whole);
    });

    it('can be made of the engineer’s own words: they become the draft, and the one before stays reachable', async () => {
      const whole = await draft(after);
      const changed = await changeDraft(project, { draft: whole, spec: before, text: half });
      assert.deepEqual([(await proposed()).text, changed], [half, await ref(draftRef)]);
      await stage.at.git('merge-base', '--is-ancestor', whole, draftRef);
      await assert.rejects(changeDraft(project, { draft: changed, spec: before, text: ' \n' }), /An empty draft says nothing/);
    });

    it('settles a conflict: the engineer chooses between the marks, and then it can be accepted', async () => {
      const whole = await draft(after);
      const byHand = before.replace('One', 'One by hand');
      await new PlainPlan(stage.at).commit({ 'spec.md': byHand });
      const { text, conflicting } = await proposed();
      assert.equal(conflicting, true);
      await assert.rejects(changeDraft(project, { draft: whole, spec: byHand, text }), /The marks of the conflict/);
      const settled = after.replace('One!', 'One by hand!');
      await changeDraft(project, { draft: whole, spec: byHand, text: settled });
      await approveDraft(project, write);
      assert.equal(await stage.at.git('show', 'sanctum/plan:spec.md'), settled.trimEnd());
    });
  });

  describe('when the spec on the plan was changed by hand meanwhile', () => {
    const specText = '# Greeter\n\n## Greeting\n\n- Greet by name\n';
    let byHand: PlainPlan;

    beforeEach(async () => {
      byHand = new PlainPlan(stage.at);
      await draft(specText);
      await approveDraft(project, write);
    });

    const spec = () => stage.at.git('show', 'sanctum/plan:spec.md');

    it('to accept it merges both', async () => {
      await draft(`${specText}- Say farewell\n`);
      await byHand.commit({ 'spec.md': specText.replace('# Greeter', '# Greeter, by hand') });
      await approveDraft(project, write);
      assert.equal(await spec(), `${specText.replace('# Greeter', '# Greeter, by hand')}- Say farewell`);
    });

    it('in the same lines is refused, shows both, and is for the engineer to merge', async () => {
      const commit = await draft(`${specText}- Say goodbye\n`);
      const tip = await byHand.commit({ 'spec.md': `${specText}- Say adieu\n` });
      await assert.rejects(approveDraft(project, write), /in the same lines \(spec\.md\)\. Merge them by hand: git switch sanctum\/draft && git merge sanctum\/plan/);
      assert.equal(await stage.tip(), tip);
      const proposal = await proposalOf(project, await project.store.read(), { commit, text: `${specText}- Say goodbye\n` });
      assert.equal(proposal.conflicting, true);
      assert.match(proposal.text, /<<<<<<<[^]*adieu[^]*=======[^]*goodbye[^]*>>>>>>>/);

      const { git, ports, scratch } = stage.at;
      const folder = join(scratch, 'draft');
      await git('worktree', 'add', '--quiet', folder, 'sanctum/draft');
      for (const decide of [() => approveDraft(project, write), () => rejectDraft(project, write, undefined)]) await assert.rejects(decide, /The draft is checked out in .*\/draft\./);
      await assert.rejects(git('-C', folder, 'merge', 'sanctum/plan'));
      await ports.files.write(join(folder, 'spec.md'), `${specText}- Say goodbye, or adieu\n`);
      await git('-C', folder, 'commit', '--quiet', '--all', '--message', 'Both');
      await git('worktree', 'remove', folder);
      await approveDraft(project, write);
      assert.equal(await spec(), `${specText}- Say goodbye, or adieu`);
    });

    it('into the very text of the draft, or away, is no conflict where it need not be one', async () => {
      const commit = await draft(`${specText}- Say farewell\n`);
      await byHand.commit({ 'spec.md': `${specText}- Say farewell\n` });
      await assert.rejects(approveDraft(project, write), /says what the spec says already/);
      await byHand.commit({ 'spec.md': null });
      const proposal = await proposalOf(project, await project.store.read(), { commit, text: `${specText}- Say farewell\n` });
      assert.deepEqual([proposal.spec, proposal.conflicting, proposal.text], [undefined, true, `${specText}- Say farewell\n`]);
    });
  });
});
