import assert from 'node:assert/strict';
import { fingerprint, machine, someConfig, someRun, someTime, someVerdict } from '../../../test/support/planStage.js';
import { byCommand, byEngine, recordOf } from '../../../test/support/plannedRecord.js';
import { sanctumPerson } from '../../git/objects.js';
import { printDocument, setFields } from '../frontMatter.js';
import { checkInvariants } from '../invariants.js';
import { activePath, configPath, leasePath, pendingPath, runPath, ticketPath, verdictPath } from '../paths.js';
import { printConfig } from '../readDocument.js';
import type { AuditFacts } from './facts.js';

type Fields = Parameters<typeof printDocument>[0];
type Values = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

const id = (digit: string): string => digit.repeat(40);
const document = (fields: object): string => printDocument(fields as Fields, '');
const printed = (fields: object): string => printDocument(fields as Fields, 'The gate passed.');
const base = { commit: id('a'), tree: id('0') };
/** 0002 lands below 0001, and their commits: the order in the stack is not that of their names. */
const below = { ticket: '0002', commit: id('b'), tree: id('1'), snapshot: id('c') };
const top = { ticket: '0001', commit: id('d'), tree: id('2'), snapshot: id('e') };
const verdict = `${top.tree}-${fingerprint}`;
const intent = { ticket: '0001', tickets: ['0002', '0001'], base: base.commit, candidate: top.commit, tree: top.tree, verdict, how: 'checkout', machine, child: { pid: 1, 'start-time': '1' }, epoch: 1, at: someTime };

const common = { verdict, at: someTime, how: 'checkout', before: 'f0', after: 'f0' };
const landed: Readonly<Record<string, Values>> = {
  '0002': { commit: below.commit, tree: below.tree, base: base.commit, ...common, tip: { commit: top.commit, tree: top.tree } },
  '0001': { commit: top.commit, tree: top.tree, base: below.commit, ...common },
};

function begun({ ticket, snapshot, tree }: typeof top, sequence: number): Parameters<typeof recordOf>[0] {
  const text = document({ id: ticket, title: 'Greet', created: someTime });
  const run = someRun(ticket, 1, base.commit, { snapshot });
  const working = setFields(text, { attempts: 1, run: run.run, base: base.commit });
  const [open, inProgress] = [ticketPath('open', ticket, 'greet'), ticketPath('in-progress', ticket, 'greet')];
  const pending = { ticket, run: run.run, attempt: 1, base: base.commit, commit: snapshot, tree, summary: 'Done', model: 'm', submitted: someTime };
  return [
    byEngine('start', sequence, { [open]: undefined, [inProgress]: working }, [sequence === 1 ? 'k2' : 'k5']),
    byEngine('submit', sequence + 1, { [inProgress]: setFields(working, { run: undefined, snapshot }), [runPath(run.run)]: document(run), [pendingPath(ticket)]: document(pending) }),
  ];
}

const doneText = ({ ticket, snapshot }: typeof top, of: Values | undefined): string => setFields(document({ id: ticket, title: 'Greet', created: someTime, attempts: 1, base: base.commit, snapshot }), of === undefined ? {} : { landed: of });
const added = ({ ticket }: typeof top): Parameters<typeof recordOf>[0][number] => byCommand('add', { [ticketPath('open', ticket, 'greet')]: document({ id: ticket, title: 'Greet', created: someTime }) });

const facts: AuditFacts = {
  branch: 'master',
  keptBranches: ['master'],
  written: [],
  landedChanges: new Map(),
  landedProtected: new Map(),
  master: [{ ...base, parents: [], committer: 'someone@example.com', ticket: undefined }, ...[below, top].map((one, at) => ({ commit: one.commit, tree: one.tree, parents: [at === 0 ? base.commit : below.commit], committer: sanctumPerson.email, ticket: one.ticket }))],
  onMaster: new Set([below.commit, top.commit]),
  commits: new Map<string, { readonly tree: string; readonly parents: readonly string[] }>([[base.commit, { tree: base.tree, parents: [] }], [below.commit, { tree: below.tree, parents: [base.commit] }], [top.commit, { tree: top.tree, parents: [below.commit] }], ...[below, top].map(({ snapshot, tree }) => [snapshot, { tree, parents: [base.commit] }] as const)]),
  reachable: new Set([below.snapshot, top.snapshot]),
  refs: new Map(),
  brokenRefs: [],
  recordedTips: [],
  versionTags: new Map(),
  planCommits: new Set(Array.from({ length: 12 }, (_, at) => `k${String(at)}`)),
};

/** What is broken when two tickets landed in one step as `told`; without it, while only the intent stands. */
function brokenBy(told: Readonly<Record<string, Values>> | undefined, more: { readonly facts?: Partial<AuditFacts>; readonly verdictOn?: { readonly tree: string; readonly commit: string } } = {}): readonly string[] {
  const on = more.verdictOn ?? top;
  const moved = (one: typeof top): Readonly<Record<string, string | undefined>> => ({ [ticketPath('in-progress', one.ticket, 'greet')]: undefined, [ticketPath('done', one.ticket, 'greet')]: doneText(one, told?.[one.ticket]), [pendingPath(one.ticket)]: undefined });
  const record = recordOf([
    byCommand('init', { [configPath]: printConfig(someConfig), [verdictPath(base.tree, fingerprint)]: printed(someVerdict({ ...base, purpose: 'init' })) }),
    byEngine('lease', 0, { [leasePath]: document({ machine, host: 'h', user: 'u', pid: 1, epoch: 1, since: someTime }) }, ['k0']),
    added(top),
    ...begun(top, 1),
    added(below),
    ...begun(below, 3),
    byEngine('verdict', 5, { [verdictPath(on.tree, fingerprint)]: printed(someVerdict({ tree: on.tree, commit: on.commit, stack: ['0002', '0001'] })) }),
    byEngine('intend', 6, { [activePath]: document(intent) }),
    ...(told === undefined ? [] : [byEngine('land', 7, { ...moved(top), ...moved(below), [activePath]: undefined })]),
  ]);
  return checkInvariants(record, { ...facts, ...more.facts }).map(({ invariant, words }) => `${String(invariant)} ${words}`);
}

const told = (ticket: '0001' | '0002', fields: Values): Readonly<Record<string, Values>> => ({ ...landed, [ticket]: { ...landed[ticket], ...fields } });

describe('tickets that land in one step', () => {
  it('are proved by the one verdict on the topmost tree, each with a commit of its own between base and tip', () => {
    assert.deepEqual(brokenBy(landed), []);
  });

  it('may be on master already while the intent stands, each as its own ticket', () => {
    assert.deepEqual(brokenBy(undefined), []);
    const swapped = facts.master.map((one) => (one.ticket === undefined ? one : { ...one, ticket: one.ticket === '0001' ? '0002' : '0001' }));
    assert.equal(brokenBy(undefined, { facts: { master: swapped } }).length, 2);
  });

  const broken: readonly (readonly [string, readonly RegExp[], readonly string[]])[] = [
    ['when only the tree of a lower one was tested', [/^4 The landing of 0002 is not proved: there is no such verdict/, /^4 The landing of 0001 is not proved/], brokenBy(landed, { verdictOn: below })],
    ['when the tip does not hold the tree that it is said to', [/^4 The landing of 0002 is not proved: the tip that it landed with, d+, does not hold/], brokenBy(told('0002', { tip: { commit: top.commit, tree: below.tree } }))],
    ['when a commit does not lie below the tip', [/^5 The landing of 0001 was no fast-forward/, /^5 The landing of 0002 does not lie below d+, with which it landed/], brokenBy(told('0001', { base: base.commit }))],
    ['when the tip is none of their commits', [/^4 The landing of 0002 .*the tip that it landed with/, /^5 The landing of 0002 does not lie below f+/], brokenBy(told('0002', { tip: { commit: id('f'), tree: top.tree } }))],
  ];
  for (const [what, expected, found] of broken) {
    it(`are seen to be broken ${what}`, () => {
      assert.equal(found.length, expected.length, found.join('\n'));
      for (const [at, pattern] of expected.entries()) assert.match(found[at] ?? '', pattern);
    });
  }
});
