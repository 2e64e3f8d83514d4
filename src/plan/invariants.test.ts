import assert from 'node:assert/strict';
import { fingerprint, machine, someConfig, someRun, someTime, someVerdict } from '../../test/support/planStage.js';
import type { Files, Planned } from '../../test/support/plannedRecord.js';
import { byCommand, byEngine, recordOf } from '../../test/support/plannedRecord.js';
import { sanctumPerson } from '../git/objects.js';
import type { PlanMessage } from './commitKinds.js';
import { printDocument, setFields } from './frontMatter.js';
import { checkedInvariants, checkInvariants } from './invariants.js';
import type { AuditFacts, LandedChange } from './invariants/facts.js';
import { activePath, approvalPath, controlPath, protectedPath, criteriaPath, specPath, configPath, leasePath, pendingPath, runPath, ticketPath, verdictPath } from './paths.js';
import { printConfig } from './readDocument.js';

type Fields = Parameters<typeof printDocument>[0];

const id = (digit: string) => digit.repeat(40);
const [base, landedCommit, snapshot, baseTree, landedTree] = [id('a'), id('b'), id('c'), id('d'), id('e')];
const document = (fields: object) => printDocument(fields as Fields, '');
const printed = (fields: object) => printDocument(fields as Fields, 'The gate passed.');
const lease = document({ machine, host: 'h', user: 'u', pid: 1, epoch: 1, since: someTime });
const ticket = document({ id: '0001', title: 'Greet', created: someTime });
const run = someRun('0001', 1, base, { snapshot });
const intent = { ticket: '0001', base, candidate: landedCommit, tree: landedTree, verdict: `${landedTree}-${fingerprint}`, how: 'checkout', machine, child: { pid: 1, 'start-time': '1' }, epoch: 1, at: someTime };
const landed = { commit: landedCommit, tree: landedTree, base, verdict: intent.verdict, at: someTime, how: 'checkout', before: 'f0', after: 'f0' };
const started = setFields(ticket, { attempts: 1, run: run.run, base });
const submitted = setFields(started, { run: undefined, snapshot });
const [open, working, done] = [ticketPath('open', '0001', 'greet'), ticketPath('in-progress', '0001', 'greet'), ticketPath('done', '0001', 'greet')];

/** From the plan's birth to a landing, by commit: `k0`, `k1`, … */
const healthy = {
  init: byCommand('init', { [configPath]: printConfig(someConfig), [verdictPath(baseTree, fingerprint)]: document(someVerdict({ tree: baseTree, commit: base, purpose: 'init' })) }),
  lease: byEngine('lease', 0, { [leasePath]: lease }, ['k0']),
  add: byCommand('add', { [open]: ticket }),
  start: byEngine('start', 1, { [open]: undefined, [working]: started }, ['k2']),
  submit: byEngine('submit', 2, { [working]: submitted, [runPath(run.run)]: document(run), [pendingPath('0001')]: document({ ticket: '0001', run: run.run, attempt: 1, base, commit: snapshot, tree: landedTree, summary: 'Done', model: 'm', submitted: someTime }) }),
  verdict: byEngine('verdict', 3, { [verdictPath(landedTree, fingerprint)]: printed(someVerdict({ tree: landedTree, commit: landedCommit })) }),
  intend: byEngine('intend', 4, { [activePath]: document(intent) }),
  land: byEngine('land', 5, { [working]: undefined, [done]: setFields(submitted, { landed }), [activePath]: undefined, [pendingPath('0001')]: undefined }),
};
type Name = keyof typeof healthy;

const facts: AuditFacts = {
  branch: 'master',
  keptBranches: ['master'],
  written: [{ ref: 'refs/heads/master', to: landedCommit }, { ref: 'refs/heads/sanctum/plan', to: 'k0' }],
  landedChanges: new Map([[landedCommit, [brought('greet.txt')]]]),
  landedProtected: new Map(),
  master: [{ commit: landedCommit, tree: landedTree, parents: [base], committer: sanctumPerson.email, ticket: '0001' }],
  onMaster: new Set([landedCommit]),
  commits: new Map([[base, { tree: baseTree, parents: [] }], [landedCommit, { tree: landedTree, parents: [base] }], [snapshot, { tree: landedTree, parents: [base] }]]),
  reachable: new Set([snapshot]),
  refs: new Map([['refs/sanctum/wip/0001/1', snapshot]]),
  brokenRefs: [],
  recordedTips: ['k0', 'k7'],
  versionTags: new Map(),
  planCommits: new Set(['k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'k9']),
};

/** A file that is new. */
function brought(path: string, more: Partial<LandedChange> = {}): LandedChange {
  return { path, oldMode: '000000', newMode: '100644', oldId: id('0'), newId: id('1'), ...more };
}

const landing = (change: LandedChange): Change => ({ facts: { landedChanges: new Map([[landedCommit, [change]]]) } });
const gateChange = { path: 'Makefile', words: 'changes Makefile (the gate)', before: id('1'), after: id('2') };
const approvedAs = (after: string): Planned => byCommand('approve-protected', { [protectedPath('0001', 1)]: document({ ticket: '0001', attempt: 1, by: 'engineer', commit: snapshot, at: someTime, changes: [{ ...gateChange, after }] }) });
const recorded = (more: Fields): Change => ({ files: { submit: { ...healthy.submit.files, [runPath(run.run)]: document({ ...run, ...more }) } } });
const redBelow = { init: { [verdictPath(baseTree, fingerprint)]: document(someVerdict({ tree: baseTree, commit: base, result: 'red', 'exit-code': 1, failing: ['one', 'two'] })) } };
const mends = { commit: base, tree: baseTree };
const mending = { add: { [open]: setFields(ticket, { mends }) }, start: { [open]: undefined, [working]: setFields(started, { mends }) }, land: { [working]: undefined, [done]: setFields(submitted, { mends, landed }), [activePath]: undefined, [pendingPath('0001')]: undefined } };
const lessens = (failing: readonly string[]): Change => ({ files: { ...redBelow, ...mending, ...withVerdict({ result: 'red', 'exit-code': 1, cause: 'lessens', failing }).files } });

const approval = document({ version: 1, draft: id('d'), spec: base, by: 'engineer', at: someTime });

/** The engineer accepts a spec whose blob is called like the base; with other files where a test wants them. */
const acceptance = (files: Files = {}): readonly Planned[] => [byCommand('approve', { [specPath]: base, [approvalPath(1)]: approval, ...files }), byEngine('acknowledge', 6, {}, ['k8'])];

interface Change {
  readonly files?: Partial<Record<Name, Files>>;
  readonly message?: Partial<Record<Name, Partial<PlanMessage>>>;
  readonly then?: readonly Planned[];
  /** A command before the landing is decided, that the engine's next commit has seen. */
  readonly before?: Planned;
  readonly facts?: Partial<AuditFacts>;
  readonly without?: Name;
}

/** The ticket has a criterion, of which that was seen on a tree. */
function withCriteria(result: 'passed' | 'failed', tree: string, gate?: string): Change {
  const wanted = { text: 'It greets', test: 'greets' };
  const known = document({ ticket: '0001', attempt: 1, commit: snapshot, tested: { tree, fingerprint: 'ff', ...(gate === undefined ? {} : { gate }), at: someTime }, criteria: [{ ...wanted, result, why: '1 test ran' }] });
  const having = (text: string) => setFields(text, { criteria: [wanted] });
  return {
    files: {
      add: { [open]: having(ticket) },
      start: { [open]: undefined, [working]: having(started) },
      submit: { ...healthy.submit.files, [working]: having(submitted) },
      verdict: { ...healthy.verdict.files, [criteriaPath('0001', 1)]: known },
      land: { ...healthy.land.files, [done]: having(setFields(submitted, { landed })) },
    },
  };
}

function brokenBy(change: Change): readonly string[] {
  const names = (Object.keys(healthy) as Name[]).filter((name) => name !== change.without);
  const planned = names.map((name) => ({ message: { ...healthy[name].message, ...change.message?.[name] }, files: { ...healthy[name].files, ...change.files?.[name] } }));
  if (change.before !== undefined) planned.splice(names.indexOf('intend'), 1, change.before, { ...healthy.intend, message: { ...healthy.intend.message, acknowledges: ['k6'] } });
  return checkInvariants(recordOf([...planned, ...(change.then ?? [])]), { ...facts, ...change.facts }).map(({ invariant, words }) => `${String(invariant)} ${words}`);
}

const engineAt = (epoch: number, sequence: number, name = machine): Partial<PlanMessage> => ({ author: { kind: 'engine', machine: name, epoch, sequence } });
const withVerdict = (more: object): Change => ({ files: { verdict: { [verdictPath(landedTree, fingerprint)]: printed({ ...someVerdict({ tree: landedTree, commit: landedCommit }), ...more }) } } });
const withLanded = (more: Fields): Change => ({ files: { land: { [done]: setFields(submitted, { landed: JSON.parse(JSON.stringify({ ...landed, ...more })) as Record<string, string> }) } } });
const stuck = ticketPath('stuck', '0001', 'greet');

describe('the invariants', () => {
  it('hold for a ticket that went from the command to master', () => {
    assert.deepEqual(brokenBy({}), []);
    assert.deepEqual(checkedInvariants, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
  });

  const sound: readonly (readonly [string, Change])[] = [
    ['an illegal commit that no engine has seen', { then: [{ message: {}, files: { [done]: undefined, [leasePath]: 'mine' } }] }],
    ['an illegal commit that was repaired', { then: [{ message: {}, files: { [leasePath]: 'mine', 'spec.md': 'fine' } }, byEngine('repair', 6, { [leasePath]: lease }, ['k8'])] }],
    ['a legal commit that was acknowledged', { then: [{ message: {}, files: { 'spec.md': 'fine' } }, byEngine('acknowledge', 6, {}, ['k8'])] }],
    ['files that changed where a successor finished', withLanded({ recovered: true, after: 'f1' })],
    ['a landing that touched no checkout', withLanded({ how: 'ref', before: undefined, after: undefined })],
    ['a verdict that another machine finished later by its own clock', { ...withVerdict({ finished: '2026-02-28T14:45:00Z' }), message: { intend: engineAt(2, 0, 'other'), land: engineAt(2, 1, 'other') } }],
    ['tests that could not be counted', withVerdict({ tests: 'unknown' })],
    ['a criterion that passed', withCriteria('passed', landedTree)],
    ['a criterion that failed on another tree', withCriteria('failed', baseTree)],
    ['a criterion that failed with another gate than that by which it landed', withCriteria('failed', landedTree, 'another')],
    ['a criterion that failed, and is the ticket’s no more', { files: { verdict: withCriteria('failed', landedTree).files?.verdict ?? {} } }],
    ['a mended part of a red master', lessens(['two'])],
    ['a red master that was mended', { files: { ...redBelow, ...mending } }],
    ['a branch that was copied with its log', { facts: { written: [{ ref: 'refs/heads/copy', to: landedCommit }] } }],
    ['a run that was quarantined for what it set', recorded({ containment: 'detected', reason: 'quarantined', surroundings: { before: 'a', after: 'b', settings: { before: 'c', after: 'd' } } })],
    ['a record that says what was set meanwhile', recorded({ containment: 'detected', surroundings: { before: 'a', after: 'b', settings: { before: 'c', after: 'd' }, meanwhile: ['the local setting user.name of git was changed'] } })],
    ['a verdict that says what was set meanwhile', withVerdict({ settings: { before: 'c', after: 'd', meanwhile: ['.git/hooks/post-merge was added'] } })],
    ['a record of before the settings were written down', recorded({ containment: 'detected', surroundings: { before: 'a', after: 'b' } })],
    ['a link inside the tree', landing(brought('link', { newMode: '120000', target: 'greet.txt' }))],
    ['a link of the engineer\'s own', { ...landing(brought('link', { newMode: '120000', target: '/etc' })), files: { submit: { ...healthy.submit.files, [pendingPath('0001')]: document({ ticket: '0001', run: run.run, attempt: 1, base, commit: snapshot, tree: landedTree, summary: 'Done', model: 'by hand', submitted: someTime }) } } }],
    ['a file that went', landing(brought('.git', { oldMode: '100644', newMode: '000000' }))],
    ['a protected change that was approved', { then: [], facts: { landedProtected: new Map([[landedCommit, [gateChange]]]) }, before: approvedAs(gateChange.after) }],
    ['a record with all that is asked for', recorded({ version: 2, backend: 'codex 1.2.3', prompt: id('a').slice(0, 32).repeat(2), cap: 1800 })],
    ['a picked commit that still names its ticket', { facts: { master: [...facts.master, { commit: id('9'), tree: '', parents: [], committer: 'someone@example.com', ticket: '0001' }] } }],
    ['a snapshot that the engineer put on master by hand', { facts: { master: [...facts.master, { commit: snapshot, tree: '', parents: [], committer: sanctumPerson.email, ticket: '0001' }] } }],
  ];
  for (const [what, change] of sound) {
    it(`hold with ${what}`, () => {
      assert.deepEqual(brokenBy(change), []);
    });
  }

  const broken: readonly (readonly [string, readonly RegExp[], Change])[] = [
    ['a ticket in two places', [/^1 Ticket 0001 is in 2 places/, /^2 A repair went wrong/], { then: [byEngine('repair', 6, { [stuck]: started })] }],
    ['an id that was free again', [/^1 The id 0001 is used again/, /^2 /, /^3 Ticket 0001 was removed/, /^6 .*landing of ticket 0001, which is open/], { then: [byEngine('repair', 6, { [done]: undefined }), byCommand('add', { [open]: ticket }), byEngine('acknowledge', 7, {}, ['k9'])] }],
    ['an engine that says what it does not do', [/^2 .*spec\.md is not to be changed by verdict/], { files: { verdict: { 'spec.md': 'x' } } }],
    ['a command that was not acknowledged', [/^2 .*without acknowledging/], { message: { start: { acknowledges: [] } } }],
    ['an illegal commit that was taken for legal', [/^2 .*lease\.md is not to be changed by hand/, /^18 lease\.md cannot be read/], { then: [{ message: {}, files: { [leasePath]: 'mine' } }, byEngine('acknowledge', 6, {}, ['k8'])] }],
    ['a repair that puts nothing back', [/^2 A repair went wrong: .*does not put lease\.md back/, /^18 lease\.md cannot be read/], { then: [{ message: {}, files: { [leasePath]: 'mine' } }, byEngine('repair', 6, {}, ['k8'])] }],
    ['a repair that takes a legal change along', [/^2 A repair went wrong: the repair changes areas/, /^18 areas\/x\.md cannot be read/], { then: [{ message: {}, files: { [leasePath]: 'mine' } }, byEngine('repair', 6, { [leasePath]: lease, 'areas/x.md': 'x' }, ['k8'])] }],
    ['a plan that was rewritten', [/^3 The plan was rewritten: it was once at lost/], { facts: { recordedTips: ['k0', 'lost', 'k7'] } }],
    ['a version that was accepted with another spec', [/^3 Version 1 was accepted with another spec than its approval names/], { then: acceptance({ [specPath]: '# Other' }) }],
    ['a version that calls itself another', [/^3 The approval of version 2 calls itself version 1/], { then: acceptance({ [approvalPath(1)]: undefined, [approvalPath(2)]: approval }) }],
    ['an approval that was written anew', [/^3 The approval of version 1 was written anew/], { then: [...acceptance(), byCommand('approve', { [approvalPath(1)]: `${approval}\nMore.\n` }), byEngine('acknowledge', 7, {}, ['k10'])] }],
    ['a tag on another commit than the accepting one', [/^3 The tag sanctum\/v1 names another commit/], { then: acceptance(), facts: { versionTags: new Map([['refs/tags/sanctum/v1', 'k7']]) } }],
    ['a verdict that was removed', [/^3 verdicts.* was removed/], { then: [byEngine('verdict', 6, { [verdictPath(landedTree, fingerprint)]: undefined })] }],
    ['no verdict', [/^4 .*there is no such verdict/], { without: 'verdict', message: { intend: engineAt(1, 4) } }],
    ['a red verdict', [/^4 .*is red/], withVerdict({ result: 'red' })],
    ['a red verdict that mends a part of master, on a ticket that was not to mend it', [/^4 .*is red/], withVerdict({ result: 'red', 'exit-code': 1, cause: 'lessens', failing: ['a test'] })],
    ['a gate that failed', [/^4 .*exit code 1/], withVerdict({ 'exit-code': 1 })],
    ['a gate without a test', [/^4 .*no test was run/], withVerdict({ tests: 0 })],
    ['a gate in a lane that was not pristine', [/^4 .*cannot be read/, /^18 verdicts.*cannot be read/], withVerdict({ pristine: false })],
    ['a criterion that had failed on the very tree', [/^4 .*a criterion of the ticket had failed: It greets \(the test "greets"\)/], withCriteria('failed', landedTree)],
    ['a criterion that had failed there with the gate by which it landed', [/^4 .*a criterion of the ticket had failed/], withCriteria('failed', landedTree, fingerprint)],
    ['a verdict on another tree under this name', [/^4 .*another tree/], withVerdict({ tree: baseTree })],
    ['a verdict of another gate under this name', [/^4 .*another gate/], withVerdict({ fingerprint: 'ff' })],
    ['a commit with another tree', [/^4 .*holds the tree/], { facts: { commits: new Map([...facts.commits, [landedCommit, { tree: baseTree, parents: [base] }]]) } }],
    ['a commit that is gone', [/^4 .*does not have/], { facts: { commits: new Map([...facts.commits].filter(([commit]) => commit !== landedCommit)) } }],
    ['a base that was never tested', [/^5 .*not tested green/], { files: { init: { [verdictPath(baseTree, fingerprint)]: undefined } } }],
    ['a landing on a red base that was not to mend it', [/^5 .*not tested green/, /^7 Ticket 0001 landed on a red master/], { files: { init: { [verdictPath(baseTree, fingerprint)]: document(someVerdict({ tree: baseTree, commit: base, result: 'red' })) } } }],
    ['a landing on something else than its base', [/^5 .*no fast-forward/], { facts: { commits: new Map([...facts.commits, [landedCommit, { tree: landedTree, parents: [snapshot] }]]) } }],
    ['a master without its landing', [/^6 Ticket 0001 is done, but b+ is not on master/], { facts: { master: [], onMaster: new Set() } }],
    ['a landing of a ticket that is not done', [/^6 master holds a landing of ticket 0002/], { facts: { master: [{ ...facts.master[0], commit: id('9'), tree: '', parents: [], committer: '', ticket: '0002' }] } }],
    ['a second landing of one ticket', [/^6 .*done by another commit/], { facts: { master: [...facts.master, { commit: id('9'), tree: '', parents: [], committer: sanctumPerson.email, ticket: '0001' }] } }],
    ['a snapshot that no ref reaches', [/^8 .*reached by no ref/], { facts: { reachable: new Set() } }],
    ['a snapshot that is gone', [/^8 .*gone from the repository/], { facts: { reachable: new Set(), commits: new Map([...facts.commits].filter(([commit]) => commit !== snapshot)) } }],
    ['a ref that names nothing', [/^8 refs\/sanctum\/x names/], { facts: { brokenRefs: ['refs/sanctum/x'] } }],
    ['files that changed', [/^9 .*was f0 before and f1 after/], withLanded({ after: 'f1' })],
    ['files that nobody looked at', [/^9 .*were not written down/], withLanded({ before: undefined, after: undefined })],
    ['a sequence that stands still', [/^15 .*does not rise/], { message: { land: engineAt(1, 4) } }],
    ['an epoch that falls', [/^15 .*earlier epoch/], { message: { land: engineAt(0, 9) } }],
    ['a question that is open and answered', [/^14 .*Q-0001 has an asker that works on nothing/, /^14 .*holds an answer, and is open/], { then: [byEngine('ask', 6, { 'questions/Q-0001.md': document({ id: 'Q-0001', state: 'open', asker: { role: 'coding', run: run.run, number: 1 }, blocking: true, asked: someTime, path: [{ level: 'manager', at: someTime }], answer: 'Yes' }) })] }],
    ['an attempt that was skipped', [/^16 Ticket 0001 was given a run as attempt 2 after attempt 0/, /^16 Ticket 0001 counts 1 attempts after 2/], { files: { start: { [working]: setFields(started, { attempts: 2 }) } } }],
    ['a ticket that was started too early', [/^2 .*0001 would depend on 0002/, /^17 Ticket 0001 depends on 0002, which is no ticket/, /^17 Ticket 0001 was started before 0002 was done/], { files: { add: { [open]: setFields(ticket, { 'depends-on': ['0002'] }) }, start: { [working]: setFields(started, { 'depends-on': ['0002'] }) } } }],
    ['a part of master that was not lessened', [/^7 Ticket 0001 landed red, and no test less fails/], lessens(['one', 'two'])],
    ['a part of master that was exchanged', [/^7 Ticket 0001 landed red, and "three" fails/], lessens(['three'])],
    ['a branch of the engineer\'s that Sanctum wrote', [/^10 refs\/heads\/feature was set to/], { facts: { written: [{ ref: 'refs/heads/feature', to: id('7') }] } }],
    ['a held ticket that was started', [/^2 The engine wrote "start" although 0001 was held/], { files: { add: { [open]: setFields(ticket, { hold: { by: 'engineer', at: someTime } }) } } }],
    ['a landing that was frozen', [/^2 The engine wrote "intend" although landing was frozen/], { before: byCommand('freeze', { [controlPath]: document({ frozen: { by: 'engineer', at: someTime } }) }) }],
    ['a landing while all was paused', [/^2 The engine wrote "intend" although everything was paused/], { before: byCommand('pause', { [controlPath]: document({ paused: { by: 'engineer', at: someTime } }) }) }],
    ['a run that set something, and was taken', [/^11 The run .* changed the settings of git/], recorded({ containment: 'detected', surroundings: { before: 'a', after: 'b', settings: { before: 'c', after: 'd' } } })],
    ['a run that nobody looked after', [/^11 The run .* is not written down/], recorded({ version: 2, backend: 'codex', prompt: id('a').slice(0, 32).repeat(2), containment: 'detected' })],
    ['a gate that set something, of which nobody was told', [/^11 The gate of verdicts.* changed the settings of git/], withVerdict({ settings: { before: 'c', after: 'd', meanwhile: [] } })],
    ['a path out of the tree', [/^12 .*brings a\/\.\.\/b, a path that leads out/], landing(brought('a/../b'))],
    ['a repository in the tree', [/^12 .*brings deep\/\.GIT\/config/], landing(brought('deep/.GIT/config'))],
    ['a link out of the tree', [/^12 .*brings link, a link out of the tree, to \/etc/], landing(brought('link', { newMode: '120000', target: '/etc' }))],
    ['a submodule', [/^12 .*changes lib, a submodule/], landing(brought('lib', { newMode: '160000' }))],
    ['a protected change that nobody approved', [/^13 The landing of 0001 changes Makefile \(the gate\), and nobody had approved that/], { facts: { landedProtected: new Map([[landedCommit, [gateChange]]]) } }],
    ['a protected change that was approved with another content', [/^13 /], { facts: { landedProtected: new Map([[landedCommit, [gateChange]]]) }, before: approvedAs(id('3')) }],
    ['a run that was given more than was allowed', [/^19 The run .* was given 31 minutes; 30 were allowed/], recorded({ cap: 31 * 60 })],
    ['an engine that writes without a change', [/^20 An engine wrote lease without any change/], { then: [byEngine('lease', 6, {})] }],
    ['a landing that nothing had written down', [/^2 .*only an intent lands|^20 A landing was finished that nothing had written down/], { without: 'intend' }],
    ['an intent that stays', [/^20 A landing was over, and its intent stayed/], { files: { land: { [activePath]: document(intent) } } }],
    ['a landing without its submission', [/^21 The landing of 0001 does not lead to the submission/], { files: { submit: { ...healthy.submit.files, [pendingPath('0001')]: undefined } } }],
    ['a run that names no backend', [/^21 .*does not lead to the backend/], recorded({ version: 2 })],
    ['a run that names no prompt', [/^21 .*does not lead to the prompt/], recorded({ version: 2, backend: 'codex' })],
    ['a verdict without what was printed', [/^21 .*does not lead to what the gate printed/], { files: { verdict: { [verdictPath(landedTree, fingerprint)]: document(someVerdict({ tree: landedTree, commit: landedCommit })) } } }],
    ['two machines in one epoch', [/^15 Two engines/], { message: { land: engineAt(1, 9, 'other') } }],
  ];
  for (const [what, words, change] of broken) {
    it(`break with ${what}`, () => {
      const found = brokenBy(change);
      assert.equal(found.length, words.length, found.join('\n'));
      words.forEach((pattern, at) => {
        assert.match(found[at] ?? '', pattern);
      });
    });
  }

  it('all of them can be broken', () => {
    const found = new Set(broken.flatMap(([, , change]) => brokenBy(change)).map((words) => Number(words.split(' ')[0])));
    assert.deepEqual([...found].sort((a, b) => a - b), checkedInvariants);
  });

  it('hold for a plan without any commit of an engine', () => {
    assert.deepEqual(checkInvariants(recordOf([healthy.init]), { ...facts, master: [], refs: new Map() }), []);
  });
});
