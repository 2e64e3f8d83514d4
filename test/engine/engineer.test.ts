import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';
import { PlainPlan } from '../support/plainPlan.js';
import { onStage } from '../support/onStage.js';

const writesB = 'steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - submit: b\n';

function on(play: (stage: EngineStage) => Promise<void>): Promise<void> {
  return onStage({}, play);
}

inParallel('beside an engineer at work', 3, {
  'a ticket that depends on another starts when that is done, whatever its priority': () =>
    on(async (stage) => {
      const first = await stage.add('First', 'steps:\n  - write: { path: first.txt, text: "1\\n" }\n  - submit: first\n', { priority: 'low' });
      const second = await stage.add('Second', 'steps:\n  - run: test -e first.txt\n  - write: { path: second.txt, text: "2\\n" }\n  - submit: second\n', { priority: 'critical', dependsOn: [first] });
      const third = await stage.add('Third', 'steps:\n  - write: { path: third.txt, text: "3\\n" }\n  - submit: third\n', { priority: 'high' });
      await stage.configure((config) => ({ ...config, limits: { ...config.limits, agents: 1 } }));
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      const { transitions } = await stage.look();
      assert.deepEqual(transitions.filter((name) => name.startsWith('start ')), [`start ${third}`, `start ${first}`, `start ${second}`]);
      assert.ok(transitions.indexOf(`land ${first}`) < transitions.indexOf(`start ${second}`));
    }),

  'a landing on a branch that nobody has checked out moves the branch alone': () =>
    on(async (stage) => {
      await stage.repo.git('switch', '--quiet', '--create', 'mine');
      const id = await stage.add('B', writesB);
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal((await stage.ticket(id)).fields.landed?.how, 'ref');
      assert.equal(await stage.repo.git('status', '--porcelain'), '');
      assert.equal(await stage.repo.ports.files.status(join(stage.repo.path, 'b.txt')), undefined);
      assert.equal(await stage.repo.git('show', 'master:b.txt'), 'b');
    }),

  'a second engine is told who runs, and leaves': () =>
    on(async (stage) => {
      const engine = stage.start(['run']);
      await stage.said(engine, 'no spec');
      const second = await stage.untilIdle();
      assert.equal(second.code, 4);
      assert.match(second.output, new RegExp(`Another engine runs this repository \\(process ${String(engine.pid)}\\)`));
      engine.kill('SIGINT');
      assert.equal((await engine.finished).code, 0);
      assert.equal((await stage.untilIdle()).code, 0);
    }),

  'an engine does not start while the plan is checked out, and waits while it runs': () =>
    on(async (stage) => {
      const engine = stage.start(['run']);
      await stage.said(engine, 'no spec');
      const folder = join(stage.repo.scratch, 'plan');
      await stage.repo.git('worktree', 'add', '--quiet', folder, 'sanctum/plan');
      await stage.said(engine, `the plan branch is checked out in ${folder} — switch to another branch there: 'git switch <branch>'`);
      const tip = await stage.repo.git('rev-parse', 'sanctum/plan');
      engine.kill('SIGINT');
      await engine.finished;
      const refused = await stage.untilIdle();
      assert.equal(refused.code, 3, refused.output);
      assert.match(refused.output, /The plan branch is checked out in .*Switch to another branch there/);
      assert.equal(await stage.repo.git('rev-parse', 'sanctum/plan'), tip);
      await stage.repo.git('worktree', 'remove', folder);
      assert.equal((await stage.untilIdle()).code, 0);
    }),

  'what was written into the plan by hand is taken or repaired by the running engine, which says so': () =>
    on(async (stage) => {
      const id = await stage.add('B', writesB, { priority: 'low' });
      const engine = stage.start(['run', '--until-idle']);
      await stage.said(engine, `${id} started`);
      const byHand = await new PlainPlan(stage.repo).commit({ 'queue/merge/active.md': '---\nticket: "0001"\n---\n', 'spec.md': '# Spec\n\n- Greet by name\n' });
      await stage.said(engine, `What was written is kept as refs/sanctum/foreign/${byHand}`);
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'sanctum/plan:spec.md'), '# Spec\n\n- Greet by name');
    }),

  'an engine whose plan was rewritten stops with the words that undo it': () =>
    on(async (stage) => {
      const engine = stage.start(['run']);
      await stage.said(engine, 'no spec');
      const tip = await stage.repo.git('rev-parse', 'sanctum/plan');
      await stage.repo.git('update-ref', 'refs/heads/sanctum/plan', `${tip}~1`);
      const { code, output } = await engine.finished;
      assert.equal(code, 4, output);
      assert.match(output, new RegExp(`To undo that: git branch -f sanctum/plan ${tip}`));
      await stage.repo.git('update-ref', 'refs/heads/sanctum/plan', tip);
      assert.equal((await stage.untilIdle()).code, 0);
    }),

  'an interrupted engine leaves its agent at work for the next one, and ends its gate': () =>
    on(async (stage) => {
      const id = await stage.add('Waits', `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  - progress: waiting\n  - wait-for: ${stage.mark('go')}\n  - submit: b\n`);
      const engine = stage.start(['run']);
      await stage.working(id);
      engine.kill('SIGINT');
      assert.equal((await engine.finished).code, 0);
      assert.equal(stage.agents().length, 1);
      await stage.setMark('go');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal((await stage.ticket(id)).fields.attempts, 1);
    }),

  'a landing that git refuses for a reason nobody foresaw is not tried without end, and harms nothing': () =>
    on(async (stage) => {
      const { repo } = stage;
      await stage.setMark('smudge.sh', `#!/bin/sh\ntest -e '${stage.mark('well')}' && exec cat\nexit 1\n`);
      await chmod(stage.mark('smudge.sh'), 0o755);
      await repo.git('config', 'filter.moody.smudge', stage.mark('smudge.sh'));
      await repo.git('config', 'filter.moody.clean', 'cat');
      await repo.git('config', 'filter.moody.required', 'true');
      await stage.configure((config) => ({ ...config, protected: { allow: ['.gitattributes'] } }));
      const { ticket, candidate } = await stage.landable({ '.gitattributes': '*.bin filter=moody\n', 'a.txt': 'changed\n', 'x.bin': 'x\n' });
      const engine = stage.start(['run', '--until-idle']);
      const { code, output } = await engine.finished;
      assert.equal(code, 7, output);
      assert.match(output, new RegExp(`WAITING: .*${ticket}.*smudge`));
      assert.ok((await stage.look()).transitions.filter((name) => name === 'intend').length <= 2);
      assert.equal(await repo.git('diff', 'HEAD', '--stat'), '');
      await stage.setMark('well');
      const next = await stage.untilIdle();
      assert.equal(next.code, 0, next.output);
      assert.equal(await repo.git('rev-parse', 'master'), candidate);
      assert.equal(await repo.git('status', '--porcelain'), '');
    }),
});
