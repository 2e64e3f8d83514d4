import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gateFingerprint } from '../src/queue/gate.js';
import { makeRepository } from '../src/git/makeRepository.js';
import { Repository } from '../src/git/repository.js';
import { printMessage } from '../src/plan/commitKinds.js';
import { printDocument } from '../src/plan/frontMatter.js';
import { configPath, planRef, reviewPath, runPath, ticketPath, verdictPath } from '../src/plan/paths.js';
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
  /** Each done ticket has the records of one coding run or two and of a review, the review, and a verdict of its own. */
  readonly isWorked?: boolean;
}

export interface PlanFixture {
  readonly folder: string;
  readonly repository: Repository;
  readonly store: PlanStore;
}

function ticketText(id: string, state: 'open' | 'done', master: string, tree: string): string {
  const prediction = { difficulty: [1, 3], minutes: [5, 10 + (Number(id) % 7)], dollars: [0.05, 0.25] };
  const fields = { id, title: `Show the total of order ${id}`, kind: 'feature', priority: 'medium', prediction, created: at };
  const landed = { commit: master, tree, base: master, verdict: `${tree}-${gateFingerprint(benchConfig)}`, at, how: 'checkout', before: sumOf('before'), after: sumOf('before'), rules: 1 };
  const body = `The page of an order shows what it costs in all.\n\n## Criteria\n\n- the sum of all lines stands below them\n- it is right for order ${id}\n`;
  return printDocument(state === 'open' ? fields : { ...fields, attempts: attemptsAt(id), base: master, landed }, body);
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Every fourth ticket takes two attempts. */
function attemptsAt(id: string): number {
  return Number(id) % 4 === 0 ? 2 : 1;
}

/** What the runs on a ticket, its review and its gate left on the plan, as the engine writes it where agents are not contained. */
function workOn(id: string, master: string, fingerprint: string): readonly (readonly [string, string])[] {
  const tree = createHash('sha1').update(id).digest('hex');
  const settings = { before: sumOf('settings').slice(0, 16), after: sumOf('settings').slice(0, 16) };
  const ran = (kind: object, run: string, attempt: number, ended: string): readonly [string, string] => {
    const surroundings = { before: sumOf(`${run} before`).slice(0, 16), after: sumOf(run).slice(0, 16), settings, meanwhile: [] };
    const record = { version: 2, run, attempt, ...kind, backend: 'codex 0.46.0', prompt: sumOf(run), cap: 1800, base: master, snapshot: master, reason: 'exited', 'exit-code': 0, containment: 'detected', surroundings, started: at, 'survivors-killed': 0, ended, tokens: { input: 120_000, output: 8000, cached: 90_000 }, cost: 0.1234, charged: 0.1234 };
    return [runPath(run), printDocument(record, '')];
  };
  const attempts = attemptsAt(id);
  const coded = Array.from({ length: attempts }, (_, before) => {
    const isLast = before + 1 === attempts;
    const told = { ticket: id, role: 'coding', model: `model-${String((Number(id) + before) % 5)}`, submitted: isLast, outcome: isLast ? 'submitted' : 'The agent ended without a submission: "I am done."' };
    return ran(told, `R-20261121T0430${String(before).padStart(2, '0')}-${id}-${String(before + 1)}-benc`, before + 1, `2026-11-21T04:${String(35 + 3 * before)}:10Z`);
  });
  const reviewer = `R-20261121T044000-review-${id}-1-benc`;
  const review = { ticket: id, attempt: attempts, run: reviewer, commit: master, verdict: 'approve', findings: [], at: '2026-11-21T04:41:20Z' };
  const verdict = { tree, commit: master, fingerprint, result: 'green', purpose: 'candidate', 'exit-code': 0, tests: 120, seconds: 12.5, pristine: true, containment: 'none', settings: { ...settings, meanwhile: [] }, finished: '2026-11-21T04:42:00Z', ticket: id };
  return [
    ...coded,
    ran({ work: `review-${id}`, role: 'merging', model: 'model-5', submitted: true, outcome: 'submitted' }, reviewer, 1, '2026-11-21T04:41:10Z'),
    [reviewPath(id, attempts), printDocument(review, 'It does what was asked.')],
    [verdictPath(tree, fingerprint), printDocument(verdict, 'The gate passed. 120 tests ran.')],
  ];
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
