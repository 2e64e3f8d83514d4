import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gateFingerprint } from '../src/queue/gate.js';
import { makeRepository } from '../src/git/makeRepository.js';
import { Repository } from '../src/git/repository.js';
import { printMessage } from '../src/plan/commitKinds.js';
import { printDocument } from '../src/plan/frontMatter.js';
import { configPath, planRef, runPath, ticketPath, verdictPath } from '../src/plan/paths.js';
import { printConfig } from '../src/plan/readDocument.js';
import type { Config } from '../src/plan/schemas.js';
import { configSchema } from '../src/plan/schemas.js';
import { PlanStore } from '../src/plan/store.js';
import type { Ports } from '../src/platform/ports.js';
import { plainGit, plainGitText } from './plainGit.js';
import { makeFanOut } from './plainObjects.js';

const at = '2026-11-21T04:30:00Z';

/** `:` is built into the shell: a gate that costs nothing but the shell itself. */
export const benchConfig: Config = configSchema.parse({ version: 1, branch: 'main', gate: { commands: [':'] }, sandbox: 'off' });

export interface PlanSize {
  readonly open: number;
  readonly done: number;
  /** Each done ticket has the record of a run and a verdict of its own. */
  readonly isWorked?: boolean;
}

export interface PlanFixture {
  readonly folder: string;
  readonly repository: Repository;
  readonly store: PlanStore;
}

function ticketText(id: string, state: 'open' | 'done', master: string, tree: string): string {
  const fields = { id, title: `Show the total of order ${id}`, kind: 'feature', priority: 'medium', created: at };
  const landed = { commit: master, tree, base: master, verdict: `${tree}-${gateFingerprint(benchConfig)}`, at, how: 'checkout' };
  const body = `The page of an order shows what it costs in all.\n\n## Criteria\n\n- the sum of all lines stands below them\n- it is right for order ${id}\n`;
  return printDocument(state === 'open' ? fields : { ...fields, attempts: 1, base: master, landed }, body);
}

/** What one run and its gate left on the plan. */
function workOn(id: string, master: string, fingerprint: string): readonly (readonly [string, string])[] {
  const run = `R-20261121T043000-${id}-1-benc`;
  const tree = createHash('sha1').update(id).digest('hex');
  const record = { version: 2, run, ticket: id, attempt: 1, role: 'coding', model: `model-${String(Number(id) % 5)}`, backend: 'rehearsal', prompt: createHash('sha256').update(id).digest('hex'), cap: 1800, base: master, snapshot: master, reason: 'exited', 'exit-code': 0, submitted: true, containment: 'contained', started: at, ended: '2026-11-21T04:41:10Z', tokens: { input: 120_000, output: 8000, cached: 90_000 }, cost: 0.1234, outcome: 'submitted' };
  const verdict = { tree, commit: master, fingerprint, result: 'green', purpose: 'candidate', ticket: id, 'exit-code': 0, tests: 120, seconds: 12.5, pristine: true, containment: 'contained', finished: '2026-11-21T04:42:00Z' };
  return [[runPath(run), printDocument(record, 'It wrote what was asked.\n')], [verdictPath(tree, fingerprint), printDocument(verdict, 'The gate passed.\n')]];
}

/** A repository of one file whose plan has so many tickets, in one commit and one pack. */
export async function makePlan(ports: Ports, folder: string, { open, done, isWorked }: PlanSize): Promise<PlanFixture> {
  await makeRepository(ports, folder, 'main', new Map([['README.md', '# Orders\n']]));
  const master = await plainGitText(['rev-parse', 'HEAD'], folder);
  const tree = await plainGitText(['rev-parse', 'HEAD^{tree}'], folder);
  const fingerprint = gateFingerprint(benchConfig);
  const verdict = { tree, commit: master, fingerprint, result: 'green', purpose: 'init', 'exit-code': 0, tests: 'unknown', seconds: 0.1, pristine: true, containment: 'none', finished: at };
  const files = new Map([
    [configPath, printConfig(benchConfig)],
    [verdictPath(tree, fingerprint), printDocument(verdict, 'The gate passed.\n')],
  ]);
  for (let number = 1; number <= open + done; number += 1) {
    const id = String(number).padStart(4, '0');
    const state = number <= done ? 'done' : 'open';
    files.set(ticketPath(state, id, `show-the-total-of-order-${id}`), ticketText(id, state, master, tree));
    if (isWorked === true && state === 'done') for (const [path, text] of workOn(id, master, fingerprint)) files.set(path, text);
  }
  const message = printMessage('init', { author: { kind: 'command', writer: 'bench', nonce: 'n0' }, transition: 'init', ticket: undefined, acknowledges: [] });
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const stream = [`commit ${planRef}\ncommitter Bench <bench@localhost> 1795235400 +0000\n${data(message)}`];
  for (const [path, text] of files) stream.push(`M 100644 inline ${path}\n${data(text)}`);
  await plainGit(['-c', 'fastimport.unpackLimit=1', 'fast-import', '--quiet'], folder, stream.join(''));
  const commonDir = join(folder, '.git');
  makeFanOut(join(commonDir, 'objects'));
  const repository = new Repository(ports, commonDir, 'sha1');
  return { folder, repository, store: new PlanStore(repository, ports.files, ports.clock) };
}
