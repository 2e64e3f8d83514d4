import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Terminal } from '../support/command.js';
import { sanctum, sanctumJson } from '../support/command.js';
import type { TemporaryRepository } from '../support/repository.js';
import { temporaryRepository } from '../support/repository.js';

const auditSchema = z.object({ broken: z.number(), violations: z.array(z.unknown()), landings: z.number() });

/** Of Sanctum's own unit tests those that are pure: a gate that takes seconds. */
const gate = 'node node_modules/mocha/bin/mocha.js "src/plan/*ransitions.test.ts" src/plan/lifecycle.test.ts src/engine/d*.test.ts src/engine/mail.test.ts';

const steps = (path: string, text: string): string => JSON.stringify({ steps: [{ write: { path, text } }, { submit: `Wrote ${path}` }] });

const spec = `Statistics

- Count the words of a spec
  \`\`\`rehearsal
  ${steps('src/plan/wordCount.ts', 'export function wordCount(text: string): number {\n  return text.split(/\\s+/).filter((word) => word !== "").length;\n}\n')}
  \`\`\`

## Release notes

- Say in the changelog that words are counted
  \`\`\`rehearsal
  ${JSON.stringify({ steps: [{ replace: { path: 'CHANGELOG.md', find: '### Added\n', with: '### Added\n\n- A count of words.\n' } }, { submit: 'Said so' }] })}
  \`\`\`
`;

describe('Sanctum on its own repository, with its own unit tests as the gate', function () {
  this.timeout(200_000);

  let repository: TemporaryRepository;
  let terminal: Terminal;
  let log: string;

  before(async () => {
    repository = await temporaryRepository();
    const { ports, path, git } = repository;
    await git('fetch', '--quiet', resolve('.'), 'HEAD');
    await git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    terminal = { folder: path, environment: ports.processes.environment() };
    const init = await sanctum(terminal, 'init', '--gate', gate, '--set-up', `ln -s "${resolve('node_modules')}" node_modules`, '--no-sandbox');
    assert.equal(init.code, 0, init.stdout + init.stderr);
    const planned = await sanctum(terminal, 'plan', spec);
    assert.equal(planned.code, 0, planned.stdout + planned.stderr);
    assert.equal((await sanctum(terminal, 'approve')).code, 0);
    const run = await sanctum(terminal, 'run', '--until-idle');
    assert.deepEqual([run.code, run.stderr], [0, ''], run.stdout);
    log = run.stdout;
  });

  after(() => repository.dispose());

  it('cuts a spec into areas and tickets, and lands them', async () => {
    assert.match(log, /the architect wrote 2 areas/);
    assert.equal(log.match(/ landed: master is /g)?.length, 2, log);
    assert.match(await repository.git('show', 'master:src/plan/wordCount.ts'), /wordCount/);
    assert.match(await repository.git('show', 'master:CHANGELOG.md'), /- A count of words\./);
  });

  it('leaves its checkout clean and keeps every promise', async () => {
    assert.equal(await repository.git('status', '--porcelain'), '');
    assert.deepEqual(await sanctumJson(terminal, auditSchema, 'audit'), { broken: 0, violations: [], landings: 2 });
  });
});
