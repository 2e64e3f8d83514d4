import assert from 'node:assert/strict';
import { importedRef, importPath, planRef } from '../../src/plan/paths.js';
import { EngineStage } from '../support/engineStage.js';
import { engineersState } from '../support/engineersState.js';
import { scriptoriumBranch } from '../support/scriptoriumBranch.js';

describe('an import of the plan of Scriptorium', () => {
  let stage: EngineStage;

  async function says(code: number, ...args: string[]): Promise<string> {
    const ended = await stage.sanctum(...args);
    assert.equal(ended.code, code, ended.output);
    return ended.output;
  }

  afterEach(() => stage.close());

  it('makes the plan as init does, brings all over as one commit, keeps the source, and the engine goes on from it', async () => {
    stage = await EngineStage.bare({ 'check.sh': 'grep -qx hello a.txt\n', 'a.txt': 'hello\n' });
    const source = await scriptoriumBranch(stage.repo);
    const dry = await says(0, 'import', '--dry-run');
    assert.match(dry, /^# Imported from scriptorium\/plan\n\nWhat came over: a spec, 2 areas, 5 tickets \(3 open, 1 stuck, 1 done\) and 1 decision\./);
    assert.equal(await stage.repo.git('for-each-ref', 'refs/heads/sanctum', 'refs/sanctum'), '', 'nothing is written by a dry run');
    const said = await says(0, 'import', '--gate', 'sh check.sh');
    assert.match(said, /The plan is on the branch sanctum\/plan\. master is kept green by: sh check\.sh/);
    for (const path of ['health/cache.json', 'docs/iterations/1.md', 'notes.txt', 'queue/merge/pending/0001-0004.md']) assert.ok(said.includes(`- \`${path}\`: `), `${path} is listed: ${said}`);
    assert.match(said, /is on the branch scriptorium\/ticket-0004\./);
    assert.equal(await stage.repo.git('rev-parse', importedRef(source)), source);

    const { snapshot, transitions, broken } = await stage.look();
    assert.deepEqual([transitions, broken], [['init', 'import'], []]);
    assert.deepEqual(
      [...snapshot.tickets.values()].map(({ state, fields }) => [fields.id, state, fields.title, fields.area, fields['depends-on']]).sort(),
      [
        ['0001', 'done', 'Greet by name', 'greeting', []],
        ['0002', 'open', 'Greet in French', 'greeting', ['0001']],
        ['0003', 'open', 'Greet twice', undefined, ['0002']],
        ['0004', 'open', 'Part', 'farewell', []],
        ['0005', 'stuck', 'Shout', undefined, []],
      ],
    );
    assert.deepEqual(snapshot.problems, []);
    assert.equal(await says(0, 'show', importPath(source)).then((text) => /- `notes\.txt`: It is no document that is known\./.test(text)), true);
    assert.match(await says(2, 'import'), /The plan has 5 tickets\. An import is only for a plan that has none/);

    // The area whose tickets were written is not cut again; the other one is, by its manager.
    assert.equal((await stage.sanctum('run', '--until-idle')).code, 7);
    const after = await stage.look();
    assert.deepEqual(after.broken, []);
    assert.equal(after.transitions.filter((one) => one.startsWith('cut-')).join(), 'cut-tickets');
    assert.equal(after.snapshot.tickets.get('0002')?.state, 'done');
  });

  it('into a plan without tickets only adds; the engineer is told of what stays as it was, and nothing else changes', async () => {
    stage = await EngineStage.make();
    await stage.repo.write('mine.txt', 'untracked\n');
    await scriptoriumBranch(stage.repo);
    const before = await engineersState(stage.repo);
    const tip = await stage.repo.git('rev-parse', planRef);
    assert.match(await says(2, 'import', '--from', 'nowhere'), /There is no branch or commit "nowhere"/);
    assert.match(await says(2, 'import', '--from', 'master'), /master holds no plan of Scriptorium/);
    const told = JSON.parse(await says(0, '--json', 'import')) as { readonly commit: string; readonly tickets: number };
    assert.deepEqual([told.tickets, await stage.repo.git('rev-parse', `${told.commit}^`)], [5, tip]);
    const after = await engineersState(stage.repo);
    assert.deepEqual({ ...after, refs: '' }, { ...before, refs: '' });
    assert.deepEqual((await stage.look()).broken, []);
  });
});
