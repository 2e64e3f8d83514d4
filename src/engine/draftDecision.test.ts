import assert from 'node:assert/strict';
import { PlanStage } from '../../test/support/planStage.js';
import { acceptedRef, draftRef, versionRef } from '../plan/paths.js';
import type { Written } from '../plan/store.js';
import type { Transition } from '../plan/transition.js';
import { writeDraft } from './draftBranch.js';
import { approveDraft, rejectDraft } from './draftDecision.js';
import type { Project } from './project.js';
import { openProject } from './project.js';
import { tagVersions } from './versionTags.js';

describe('an acceptance that was cut short', () => {
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

  it('before the tag is finished by the next approve, and the version is not accepted twice', async () => {
    const commit = await draft('# One\n');
    const accepted = await approveDraft(project, write);
    await project.repository.refs.swap(versionRef(1), undefined, accepted.commit);
    await project.repository.refs.swap(acceptedRef(1), undefined, commit);
    await project.repository.refs.swap(draftRef, commit, undefined);
    assert.deepEqual(await approveDraft(project, write), { version: 1, commit: accepted.commit, finished: true });
    assert.deepEqual([await ref(versionRef(1)), await ref(acceptedRef(1)), await ref(draftRef)], [accepted.commit, commit, undefined]);
    assert.equal((await project.store.read()).version, 1);
  });

  it('leaves no draft that could be rejected afterwards', async () => {
    const commit = await draft('# One\n');
    await approveDraft(project, write);
    await project.repository.refs.swap(draftRef, commit, undefined);
    await assert.rejects(rejectDraft(project, undefined), /There is no draft/);
    assert.equal(await ref(acceptedRef(1)), commit);
  });

  it('has its tags made up, each on the plan commit that accepted the version, and no other touched', async () => {
    await draft('# One\n');
    const one = await approveDraft(project, write);
    await draft('# Two\n');
    const two = await approveDraft(project, write);
    await project.repository.refs.swap(versionRef(1), undefined, one.commit);
    assert.deepEqual(await tagVersions(project), [1]);
    assert.deepEqual([await ref(versionRef(1)), await ref(versionRef(2))], [one.commit, two.commit]);
    assert.deepEqual(await tagVersions(project), []);
  });

  it('a draft that says what the spec says is not accepted again', async () => {
    await draft('# One\n');
    await approveDraft(project, write);
    await draft('# One\n');
    await assert.rejects(approveDraft(project, write), /says what the spec says already/);
    assert.equal((await project.store.read()).version, 1);
  });
});
