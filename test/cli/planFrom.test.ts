import assert from 'node:assert/strict';
import { draftRef } from '../../src/plan/paths.js';
import { EngineStage } from '../support/engineStage.js';

describe('a spec that begins from what is there', () => {
  let stage: EngineStage;

  async function says(code: number, ...args: string[]): Promise<string> {
    const ended = await stage.sanctum(...args);
    assert.equal(ended.code, code, ended.output);
    return ended.output;
  }

  beforeEach(async () => {
    stage = await EngineStage.make();
    await stage.repo.write('prd.md', '# A greeter\n\n- Greets by name\n');
    await stage.repo.write('issues.md', '- Say farewell\n');
  });

  afterEach(() => stage.close());

  it('takes files of any kind of text, with or without words, and says what it cannot take', async () => {
    assert.match(await says(2, 'plan', '--from', 'none.md'), /There is no file "none\.md"/);
    await stage.repo.write('picture.md', Uint8Array.of(0, 255));
    assert.match(await says(2, 'plan', '--from', 'picture.md'), /picture\.md is no text in UTF-8/);
    assert.match(await says(2, 'plan', '-', '--from', '-'), /Standard input can be read once/);
    await says(0, 'plan', '--from', 'prd.md', '--from', 'issues.md');
    assert.match(await stage.repo.git('show', `${draftRef}:spec.md`), /^# Specification\n\n## Take over prd\.md, issues\.md\n[^]*- Greets by name\n[^]*- Say farewell/);
    assert.equal(await stage.repo.git('log', '-1', '--format=%s', draftRef), 'draft: Take over prd.md, issues.md');
    const { ports, path } = stage.repo;
    const typed = await ports.processes.run({ file: process.execPath, args: [stage.programs.cli, 'plan', 'These as well', '--from', '-'], cwd: path, env: ports.processes.environment() }, 'Shout\n');
    assert.equal(typed.exitCode, 0, typed.stderr.toString('utf8'));
    assert.match(await stage.repo.git('show', `${draftRef}:spec.md`), /## These as well\n\nFrom `standard input`:\n[^]*Shout/);
  });

  it('describes a project that has none yet, once', async () => {
    await says(0, 'plan', '--describe', 'It greets.');
    assert.match(await stage.repo.git('show', `${draftRef}:spec.md`), /## It greets\./);
    assert.match(await says(1, 'plan', '--describe'), /There is a draft of the spec already\./);
    await says(0, 'approve');
    assert.match(await says(1, 'plan', '--describe'), /There is a spec already\. Say what is to change in it/);
    assert.deepEqual((await stage.look()).broken, []);
  });
});
