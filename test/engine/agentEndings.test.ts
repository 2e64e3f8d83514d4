import assert from 'node:assert/strict';
import { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';

interface Ending {
  readonly title: string;
  readonly steps: readonly string[];
  readonly words: RegExp;
  /** Whether it costs the ticket one of its attempts. */
  readonly own: boolean;
}

/** Lets one ticket for each ending go through one engine; each may fail once. */
async function play(endings: readonly Ending[], config: Readonly<Record<string, unknown>>): Promise<void> {
  const stage = await EngineStage.make({ config: { limits: { attempts: 1, ...config } } });
  try {
    const good = ['- write: { path: good.txt, text: "good\\n" }', '- submit: good'];
    const ids: string[] = [];
    for (const { title, steps } of endings) {
      const lists = [['- write: { path: work.txt, text: "work\\n" }', ...steps], good];
      ids.push(await stage.add(title, `attempts:\n${lists.map((lines) => `  - steps:\n${lines.map((line) => `      ${line}\n`).join('')}`).join('')}`));
    }
    const { code, output } = await stage.untilIdle();
    assert.equal(code, endings.some(({ own }) => own) ? 7 : 0, output);
    for (const [at, { title, words, own }] of endings.entries()) {
      const { state, fields, text } = await stage.ticket(ids[at] ?? '');
      assert.match(text, words, title);
      assert.deepEqual([state, fields.failures], own ? ['stuck', 1] : ['done', 0], title);
      assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${ids[at] ?? ''}/1:work.txt`), 'work', `the work of "${title}" is kept`);
    }
    const { broken } = await stage.look();
    assert.deepEqual(broken, []);
    assert.equal(await stage.repo.git('status', '--porcelain'), '');
    await stage.quiet();
  } finally {
    await stage.close();
  }
}

const submit = '- submit: done';

inParallel('an agent', 3, {
  'that does not hand in work that can be used: gets its ticket back with the reason, and all it wrote is kept': () =>
    play(
      [
        { title: 'ends without submit_pr', steps: [], words: /## Attempt 1\n\nThe agent ended without handing in its work \(submit_pr was not called\)\./, own: true },
        { title: 'fails without submit_pr', steps: ['- say: I give up', '- exit: 3'], words: /without handing in its work[^]*The end of its output:[^]*I give up/, own: true },
        { title: 'submits a link out of the worktree', steps: ['- link: { path: out, target: /etc/passwd }', submit], words: /The submission was refused\.\n\n- out is a link out of the worktree, to \/etc\/passwd\./, own: true },
        { title: 'submits a secret', steps: ['- run: "echo AKIA$(echo ABCDEFGHIJKLMNOP) > key.txt"', submit], words: /- key\.txt holds an AWS access key; take it out\./, own: true },
        { title: 'submits a repository inside', steps: ['- run: git init --quiet inner && touch inner/x', submit], words: /- inner holds a git repository of its own; remove its \.git\./, own: true },
      ],
      {},
    ),

  'that is killed: goes on in its session, in the same folder, and only the second time in a row costs an attempt': async () => {
    const stage = await EngineStage.make({ config: { limits: { attempts: 2 } } });
    try {
      const kill = '- run: pwd > where.$$ && kill -9 0';
      const good = ['- run: cat where.* | sort | uniq | wc -l > places', '- submit: good'];
      const id = await stage.add('Die', `attempts:\n${[[kill], [kill], good].map((lines) => `  - steps:\n${lines.map((line) => `      ${line}\n`).join('')}`).join('')}`);
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      const { fields, text } = await stage.ticket(id);
      assert.deepEqual([fields.attempts, fields.failures], [3, 1], text);
      assert.match(text, /## Attempt 1\n\nThe agent was ended from outside \(SIGKILL\), or broke down\./);
      assert.equal(await stage.repo.git('show', 'master:places'), '1');
      const records = (await stage.repo.git('grep', '-h', '^resumes: ', 'sanctum/plan', '--', 'runs')).split('\n');
      assert.equal(records.length, 1);
      assert.deepEqual((await stage.look()).broken, []);
      await stage.quiet();
    } finally {
      await stage.close();
    }
  },

  'that submits nothing at all: gets its ticket back': async () => {
    const stage = await EngineStage.make({ config: { limits: { attempts: 1 } } });
    try {
      const id = await stage.add('Nothing', `steps:\n  ${submit}\n`);
      assert.equal((await stage.untilIdle()).code, 7);
      assert.match((await stage.ticket(id)).text, /## Attempt 1\n\nThe submission was refused\.\n\n- It changes nothing\./);
      assert.deepEqual((await stage.look()).broken, []);
    } finally {
      await stage.close();
    }
  },

  'that goes on beyond its time, and hears or does not hear: is ended with all that it started': () =>
    play(
      [
        { title: 'hangs', steps: ['- run: sleep 1000 & sleep 0', '- hang: true'], words: /The run reached its cap of time and was ended\./, own: true },
        { title: 'hangs deaf', steps: ['- hang: deaf'], words: /The run reached its cap of time and was ended\./, own: true },
      ],
      { runMinutes: 0.04 },
    ),

  'that stalls: is ended and begun anew at no cost, but for the third time in a row; what it had handed in stands': async () => {
    const stage = await EngineStage.make({ config: { limits: { attempts: 1, silenceSeconds: 1.5, toolSeconds: 10 } } });
    try {
      const write = '- write: { path: FILE, text: "good\\n" }';
      const play = (file: string, ...attempts: readonly (readonly string[])[]): string =>
        `attempts:\n${attempts.map((steps) => `  - steps:\n${steps.map((step) => `      ${step.replace('FILE', file)}\n`).join('')}`).join('')}`;
      const once = await stage.add('Once', play('once.txt', [write, '- hang: true'], [write, submit]));
      const late = await stage.add('Late', play('late.txt', [write, submit, '- hang: true']));
      const ever = await stage.add('Ever', play('ever.txt', [write, '- hang: true']));
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      const told = await Promise.all([once, late, ever].map(async (id) => stage.ticket(id)));
      assert.deepEqual(told.map(({ state, fields }) => [state, fields.attempts, fields.failures]), [['done', 2, 0], ['done', 1, 0], ['stuck', 3, 1]]);
      assert.match(told[0]?.text ?? '', /## Attempt 1\n\nThe run had stalled and was ended: Nothing was heard of it for 1\.5 seconds/);
      assert.match(told[2]?.text ?? '', /## Attempt 3\n\nThe run had stalled[^\n]*This was the 3rd time in a row/);
      assert.deepEqual((await stage.look()).broken, []);
      await stage.quiet();
    } finally {
      await stage.close();
    }
  },

  'that cannot be started: costs no attempt, and is started when the reason is gone': async () => {
    const stage = await EngineStage.make();
    try {
      const go = stage.mark('scenario.yaml');
      const id = await stage.add('Start', `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  ${submit}\n`);
      await stage.configure((config) => ({ ...config, roles: { coding: [`rehearsal:${go}`] } }));
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      assert.match(output, /WAITING: The scenario file .* does not exist\./);
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.failures], ['in-progress', 0]);
      await stage.setMark('scenario.yaml', `steps:\n  - write: { path: b.txt, text: "b\\n" }\n  ${submit}\n`);
      const next = await stage.untilIdle();
      assert.equal(next.code, 0, next.output);
      assert.equal((await stage.ticket(id)).fields.attempts, 1);
      await stage.quiet();
    } finally {
      await stage.close();
    }
  },
});
