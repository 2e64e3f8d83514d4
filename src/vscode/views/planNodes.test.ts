import assert from 'node:assert/strict';
import { hostView, viewSource } from '../../../test/support/hostView.js';
import { at, commit, keyed, noMail, ticket, tree } from '../../../test/support/observation.js';
import type { RunState } from '../../agents/runs.js';
import type { Phase, TicketStatus } from '../../engine/status/status.js';
import { printDocument } from '../../plan/frontMatter.js';
import { areaPath } from '../../plan/paths.js';
import type { AreaFields } from '../../plan/planningSchemas.js';
import type { Pending } from '../../plan/schemas.js';
import type { Document } from '../../plan/snapshot.js';
import { planNodes, rootNodes } from './planNodes.js';
import { phaseIcons } from './signs.js';
import { ticketNode } from './ticketNode.js';
import { timeOfDay } from './times.js';
import type { ViewNode } from './viewNode.js';

function area(name: string, title: string): Document<AreaFields> {
  return { path: areaPath(name), blob: tree, text: printDocument({ area: name, title }, ''), fields: { area: name, title } };
}

function pending(of: string): Pending {
  return { ticket: of, run: 'R-0', attempt: 1, base: commit, commit, tree, summary: 'Done', model: 'rehearsal', submitted: at };
}

const live: RunState = { kind: 'live', since: at, runner: { pid: 1, startTime: '1' }, progress: { text: 'writing', at }, mail: noMail };
const landed = { commit, tree, base: commit, verdict: 'v', at, how: 'ref' as const };

/** All rows, a line each: those that are folded at first have a plus. */
async function printed(nodes: readonly ViewNode[], indent = ''): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { label, description, context, below } of nodes) {
    const fold = below === undefined ? ' ' : below.isOpenAtFirst ? '-' : '+';
    lines.push(`${indent}${fold} ${label} | ${description} | ${context}`);
    lines.push(...(await printed(await (below?.list() ?? []), `${indent}  `)));
  }
  return lines;
}

describe('planNodes', () => {
  it('show spec, areas with their tickets by state, the queue, decisions and problems', async () => {
    const view = hostView(
      {
        tickets: [
          ticket('0001', 'done', { area: 'greetings', landed, attempts: 1 }),
          ticket('0002', 'in-progress', { area: 'greetings', run: 'R-2', attempts: 2, failures: 1 }),
          ticket('0003', 'open', { area: 'greetings', 'depends-on': ['0002'] }),
          ticket('0004', 'stuck', { area: 'farewells', attempts: 3 }),
          ticket('0005', 'in-progress', { attempts: 1 }),
          ticket('0006', 'cancelled', { area: 'gone' }),
        ],
        runs: { 'R-2': live },
        queue: [{ ticket: '0005', candidate: undefined, verdict: undefined, paths: new Set(), waits: undefined }],
        snapshot: {
          spec: tree,
          version: 3,
          decisions: 2,
          areas: keyed({ greetings: area('greetings', 'Greetings'), farewells: area('farewells', 'Farewells') }),
          pending: keyed({ '0005': pending('0005') }),
          problems: [{ path: 'tickets/open/x.md', words: 'Its name is wrong.' }],
        },
      },
      { draft: commit },
    );
    const source = viewSource(view, { decisions: () => Promise.resolve(['D-0001-say-hello.md', 'D-0002-no-tabs.md']) });
    assert.deepEqual(await printed(planNodes(source)), [
      '- Problems of the plan | 1 | problems',
      '    tickets/open/x.md | Its name is wrong. | problem',
      '  Spec | v3 · a draft waits for you | spec.draft',
      '- Greetings | 1/3 done | area',
      '  - In progress | 1 | group',
      '      0002 Ticket 0002 | coding 10m · rehearsal · attempt 2 · writing | ticket.coding',
      '  - Open | 1 | group',
      '      0003 Ticket 0003 | waiting · for 0002 | ticket.waiting',
      '  - Done | 1 | group',
      '      0001 Ticket 0001 | done 10m | ticket.done',
      '- Farewells | 0/1 done | area',
      '  - Stuck | 1 | group',
      '      0004 Ticket 0004 | stuck · attempt 3 | ticket.stuck',
      '- Other tickets | 0/2 done | group',
      '  - In progress | 1 | group',
      '      0005 Ticket 0005 | testing | ticket.testing',
      '  - Cancelled | 1 | group',
      '      0006 Ticket 0006 | cancelled | ticket.cancelled',
      '- Queue | 1 | queue',
      '    0005 Ticket 0005 | testing · in the lane | queued.testing',
      '+ Decisions | 2 | decisions',
      '    D-0002 no tabs |  | decision',
      '    D-0001 say hello |  | decision',
    ]);
  });

  it('are none for a plan in which there is nothing, so that its welcome shows', () => {
    assert.deepEqual(planNodes(viewSource(hostView())), []);
  });

  it('fold many ended tickets into pages of a hundred ids, the newest first, and make none of them before they are opened', () => {
    const tickets = Array.from({ length: 250 }, (_, at) => ticket(String(at + 1).padStart(4, '0'), 'done'));
    const [, all] = planNodes(viewSource(hostView({ tickets })));
    assert.equal(all?.below?.isOpenAtFirst, false);
    const [done] = all.below.list() as readonly ViewNode[];
    assert.deepEqual([done?.label, done?.description, done?.below?.isOpenAtFirst], ['Done', '250', false]);
    const pages = done?.below?.list() as readonly ViewNode[];
    assert.deepEqual(pages.map(({ label, description }) => [label, description]), [['0200–0299', '51'], ['0100–0199', '100'], ['0000–0099', '99']]);
    const newest = pages[0]?.below?.list() as readonly ViewNode[];
    assert.deepEqual([newest.length, newest[0]?.ticket], [51, '0250']);
  });

  it('have a root for each repository when there are several', () => {
    const view = hostView({ tickets: [ticket('0001')] });
    const [one, other, blank] = [viewSource(view, { key: 'a', name: 'api' }), viewSource(view, { key: 'b', name: 'web' }), viewSource(hostView(), { key: 'c' })];
    assert.deepEqual(rootNodes([one, other, blank].map((source) => ({ ...source, nodes: planNodes(source) }))).map(({ id, label, context }) => [id, label, context]), [['a', 'api', 'repository'], ['b', 'web', 'repository']]);
    assert.deepEqual(rootNodes([{ ...one, nodes: planNodes(one) }]).map(({ label }) => label), ['Spec', 'Tickets']);
  });
});

describe('ticketNode', () => {
  const phases = Object.keys(phaseIcons) as Phase[];
  const source = viewSource(hostView({ tickets: [ticket('0001')] }));
  const status = (phase: Phase): TicketStatus => ({ id: '0001', title: 'Greet', phase, attempt: 1, since: at, detail: 'so it is', landed: undefined });

  for (const phase of phases) {
    it(`says ${phase} by an icon, a word, to those who hear it, and to menus`, () => {
      const { icon, description, spoken, context } = ticketNode(source, 'p', status(phase));
      assert.match(icon, /^[a-z-]+$/);
      assert.equal(description, `${phase} 10m · so it is`);
      assert.equal(spoken, `ticket 0001, Greet, ${phase} for 10 minutes, so it is`);
      assert.equal(context, `ticket.${phase}`);
    });
  }

  it('says of a run at work whether it can write outside its folders', async () => {
    const row = (containment: 'contained' | 'detected' | 'none') => ticketNode(source, 'p', { ...status('coding'), containment });
    const rows = [row('contained'), row('detected'), row('none')];
    assert.deepEqual(rows.map(({ description }) => description), ['coding 10m · so it is · contained', 'coding 10m · so it is · detected', 'coding 10m · so it is · not contained']);
    const tooltips = await Promise.all(rows.map(async ({ tooltip }) => tooltip?.()));
    for (const [at, words] of [/Contained: it can write in its own folders alone/, /Detected: it can write wherever you can; .* is found/, /Not contained: it can write wherever you can/].entries()) assert.match((tooltips[at] ?? '').replaceAll('\\', ''), words);
  });

  it('gives every phase an icon of its own', () => {
    assert.equal(new Set(Object.values(phaseIcons).map(({ icon }) => icon)).size, phases.length);
  });

  it('tells in its tooltip the prediction beside what it took, and what an agent wrote as text', async () => {
    const fields = { title: '[Run](command:evil) **it**', prediction: { minutes: [10, 20], dollars: [1, 2], difficulty: [3, 3] } as const, 'depends-on': ['0009'] };
    const one = viewSource(hostView({ tickets: [ticket('0001', 'open', { ...fields, promotions: [{ at, by: 'ada@home', from: 'small', to: 'large', attempt: 1, reason: 'Too hard.' }], prediction: { minutes: [10, 20], dollars: [1, 2], difficulty: [3, 3] } })] }), {
      criteria: () => Promise.resolve([{ text: 'It runs.', test: 'runs', result: 'failed', why: 'it ended with exit code 1' }]),
      spent: () => Promise.resolve({ runs: 2, minutes: 12.4, tokens: 30_000, dollars: 1.5, untold: 0, cutOff: 0, models: ['gpt-oss:20b'], containments: ['contained', 'detected'] }),
    });
    const [status] = one.view.look.tickets;
    assert.ok(status !== undefined);
    const tooltip = (await ticketNode(one, 'p', status).tooltip?.()) ?? '';
    assert.equal(
      tooltip.replaceAll('\\', ''),
      [
        '**0001 [Run](command:evil) **it****',
        'waiting · for 0009',
        'feature, priority medium',
        'Depends on: 0009 (not on the plan)',
        `Promoted ${timeOfDay(at, one.now)} by ada@home: small → large · Too hard.`,
        '1. It runs. — failed: it ended with exit code 1 (test "runs")',
        'Predicted: 10–20 minutes, $1–2, difficulty 3 of 10',
        'So far: 12 minutes, 2 runs, $1.50, 30,000 tokens, gpt-oss:20b, contained and detected',
      ].join('\n\n'),
    );
    assert.match(tooltip, /\\\[Run\\\]\\\(command\\:evil\\\) \\\*\\\*it/);
  });
});
