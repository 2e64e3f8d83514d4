import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import * as z from 'zod';
import { fenced } from '../../src/plan/frontMatter.js';
import { readHistory } from '../../src/plan/history.js';
import type { Ticket } from '../../src/plan/snapshot.js';
import { EngineStage } from '../support/engineStage.js';
import { PlainPlan } from '../support/plainPlan.js';
import { seededChances } from '../support/seeded.js';

type Step = Readonly<Record<string, unknown>>;

/** A way for attempts to go wrong, and how its reason begins in the ticket. */
interface Trouble {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly reason: RegExp;
  /** The cap of time that it runs into. */
  readonly budgetMinutes?: number;
  /** How many runs it takes until one attempt has failed, where that is not one. */
  readonly runs?: number;
}

const submit: Step = { submit: 'It is done.' };
const ended = /The agent ended without handing in its work/;

const troubles: readonly Trouble[] = [
  { name: 'ends without submitting', steps: [], reason: ended },
  { name: 'exits with 3', steps: [{ exit: 3 }], reason: ended },
  { name: 'breaks the gate', steps: [{ write: { path: 'broken', text: 'yes\n' } }, submit], reason: /The gate is red\./ },
  { name: 'submits a secret', steps: [{ run: 'echo AKIA$(echo ABCDEFGHIJKLMNOP) > key.txt' }, submit], reason: /The submission was refused\./ },
  { name: 'kills its process group', steps: [{ run: 'kill -9 0' }], reason: /The agent was ended from outside \(SIGKILL\)/, runs: 2 },
  { name: 'hangs', steps: [{ progress: 'thinking' }, { hang: true }], reason: /The run reached its cap of time and was ended\./, budgetMinutes: 0.05 },
];

const attemptsAllowed = 2;

/** What the agents of one ticket do. */
interface Part {
  readonly name: string;
  readonly trouble?: Trouble;
  /** How many attempts fail before one does not. */
  readonly failures: number;
  /** Steps in the place of a file of the ticket's own. */
  readonly instead?: readonly Step[];
}

/** Whom a ticket waits for, by place: a chain of three, a diamond, and a chain of two that hangs on it. */
const dependencies: readonly (readonly number[])[] = [[], [0], [1], [], [3], [3], [4, 5], [], [6, 7], [8]];

/** Ten tickets that depend on each other, one of which never gets done; and ten that depend on nothing. */
function partsOf(seed: number): { readonly tangled: readonly Part[]; readonly loose: readonly Part[] } {
  const { below, shuffled } = seededChances(seed);
  const failing = shuffled(troubles).map((trouble): Part => ({ name: `${trouble.name} once`, trouble, failures: 1 }));
  const [hopeless, another] = shuffled(troubles.filter(({ budgetMinutes }) => budgetMinutes === undefined)).map((trouble): Part => ({ name: `${trouble.name} always`, trouble, failures: attemptsAllowed }));
  const quarrels = [0, 1, 2, 3].map((at): Part => ({ name: `quarrel ${String(at)}`, failures: 0, instead: [{ write: { path: 'shared.txt', text: `of ${String(at)}\n` } }] }));
  const questions = [0, 1, 2].map((at): Part => ({
    name: `question ${String(at)}`,
    failures: 0,
    instead: [{ ask: { question: 'Which word?', options: ['one', 'two'], default: `word-${String(at)}` } }, { write: { path: `answer-${String(at)}.txt`, text: '{{answer}}\n' } }],
  }));
  const quiet = [0, 1, 2, 3, 4].map((at): Part => ({ name: `work ${String(at)}`, failures: 0 }));
  assert.ok(hopeless !== undefined && another !== undefined);
  const rest = shuffled([...failing, ...quarrels, ...questions, ...quiet, another]);
  // Someone waits for each of these.
  const place = [0, 1, 3, 4, 5, 6, 7, 8][below(8)] ?? 0;
  return { tangled: [...rest.slice(0, place), hopeless, ...rest.slice(place, 9)], loose: rest.slice(9) };
}

/** The manager's call that writes a ticket with the scenario of its agents. */
function addTicket({ name, trouble, failures, instead }: Part, dependsOn: readonly number[]): Step {
  const work = instead ?? [{ write: { path: `${name.replaceAll(' ', '-')}.txt`, text: `${name}\n` } }];
  // The next attempt begins with what the last one left.
  const good = [{ run: 'rm -f broken key.txt' }, ...work, submit];
  const attempts = [...Array.from({ length: failures * (trouble?.runs ?? 1) }, () => trouble?.steps ?? []), good].map((steps) => ({ steps }));
  const input = {
    title: name,
    body: `Do it.\n\n${fenced(stringify({ attempts }), 'rehearsal')}`,
    depends_on: dependsOn.map((at) => `new-${String(at + 1)}`),
    ...(trouble?.budgetMinutes === undefined ? {} : { budget_minutes: trouble.budgetMinutes }),
  };
  return { call: { tool: 'add_ticket', arguments: input } };
}

const places = 4;
const statusSchema = z.object({ tickets: z.array(z.object({ id: z.string(), phase: z.string(), detail: z.string().optional() })) });

describe('a fleet of agents', function () {
  this.timeout(180_000);
  // Every day the same, so that a red run is one's own; `FLEET_SEED=random` for another each time.
  const given = process.env['FLEET_SEED'] ?? '892922';
  const seed = given === 'random' ? Math.floor(Math.random() * 1_000_000) : Number(given);

  it(`comes to an end whatever goes wrong, and keeps to its places (FLEET_SEED=${String(seed)})`, async () => {
    const { tangled, loose } = partsOf(seed);
    const stage = await EngineStage.make({ config: { limits: { agents: places, attempts: attemptsAllowed, holdSeconds: 2 } } });
    try {
      const work = {
        'tickets-tangled': { steps: tangled.map((part, at) => addTicket(part, dependencies[at] ?? [])) },
        'tickets-loose': { steps: loose.map((part) => addTicket(part, [])) },
      };
      await stage.setMark('manager.yaml', stringify({ work }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, manager: [`rehearsal:${stage.mark('manager.yaml')}`] } }));
      await new PlainPlan(stage.repo).commit({ 'spec.md': '# The project\n\n## Tangled\n\nOne after the other.\n\n## Loose\n\nAll at once.\n' });

      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      const { snapshot, broken } = await stage.look();
      assert.deepEqual(broken, []);
      assert.deepEqual([snapshot.tickets.size, snapshot.work.size, snapshot.pending.size], [20, 0, 0]);
      const waiting = statusSchema.parse(JSON.parse((await stage.sanctum('--json', 'status')).output)).tickets.filter(({ phase }) => phase === 'waiting');
      for (const part of [...tangled, ...loose]) {
        const ticket = [...snapshot.tickets.values()].find(({ fields }) => fields.title === part.name);
        assert.ok(ticket !== undefined, part.name);
        judge(part, ticket, snapshot.tickets);
        if (ticket.state === 'open') assert.match(waiting.find(({ id }) => id === ticket.fields.id)?.detail ?? '', /^for \d{4}/);
      }
      assert.ok(waiting.length > 0, 'somebody waits for the one that is stuck');
      for (const { fields } of snapshot.questions.values()) assert.deepEqual([fields.state, fields.answered?.by], ['answered', 'manager']);

      const { most, mostOthers } = await crowds(stage);
      assert.ok(most <= places + 1 && mostOthers <= places, `${String(most)} agents at once, ${String(mostOthers)} of them not to answer`);
      assert.equal(mostOthers, places, 'several are at work at once');
      assert.equal(await stage.repo.git('status', '--porcelain'), '');
      await stage.quiet();
    } finally {
      await stage.close();
    }
  });
});

/** A ticket ended as it had to. Who has little time may run out of it on a busy machine. */
function judge({ name, trouble, failures }: Part, { state, fields, text }: Ticket, tickets: ReadonlyMap<string, Ticket>): void {
  const what = `${name}: ${text}`;
  const unmet = fields['depends-on'].filter((id) => tickets.get(id)?.state !== 'done');
  if (unmet.length > 0) {
    assert.deepEqual([state, fields.attempts], ['open', 0], what);
    return;
  }
  if (trouble?.budgetMinutes === undefined || state === 'done') assert.deepEqual([state, fields.failures], [failures < attemptsAllowed ? 'done' : 'stuck', failures], what);
  else assert.equal(state, 'stuck', what);
  if (trouble === undefined) return;
  const reasons = [...text.matchAll(/^## Attempt \d+\n\n(.*)$/gm)].map(([, reason]) => reason ?? '');
  assert.ok(reasons.filter((reason) => trouble.reason.test(reason)).length >= failures, what);
}

/** How many agents were at work at once by the plan's history, at most; and how many of them did not answer a question. */
function crowds(stage: EngineStage): Promise<{ readonly most: number; readonly mostOthers: number }> {
  return stage.withProject(async ({ store, repository }) => {
    let [most, mostOthers] = [0, 0];
    for (const { commit } of await readHistory(repository.reader, store.snapshots.trees, (await store.tip()) ?? '')) {
      const { tickets, work } = await store.snapshots.read(commit);
      const begun = [...work.values()].filter(({ fields }) => fields.run !== undefined);
      const others = [...tickets.values()].filter(({ fields }) => fields.run !== undefined).length + begun.filter(({ fields }) => fields.kind !== 'answer').length;
      const answering = begun.filter(({ fields }) => fields.kind === 'answer').length;
      [most, mostOthers] = [Math.max(most, others + answering), Math.max(mostOthers, others)];
    }
    return { most, mostOthers };
  });
}
