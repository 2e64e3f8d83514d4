import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import type { ProposalDraft } from './draft.js';
import { illegalChanges } from './lifecycle.js';
import { areaPath, proposalPath, runPath, workPath } from './paths.js';
import { areaSchema } from './planningSchemas.js';
import type { ProposalFields } from './proposalSchemas.js';
import { proposalSchema } from './proposalSchemas.js';
import * as proposals from './proposalTransitions.js';
import { readDocument } from './readDocument.js';
import type { Document, Snapshot } from './snapshot.js';
import type { Step, Transition } from './transition.js';
import { document } from './transition.js';
import { workSchema } from './planningSchemas.js';
import type { WorkRun } from './workTransitions.js';

const at = '2026-02-28T14:30:00Z';
const of = 'a'.repeat(40);
const [pitchRun, designRun] = ['R-20260228T143000-pitch-1', 'R-20260228T150000-design-P-0001-1'];
const order = { by: 'ada@home', at };
const accepted = { by: 'ada@home', at };

function proposal(id: string, title: string, more: Partial<ProposalFields> = {}): Document<ProposalFields> {
  const text = document({ id, title, goal: 'Joy.', state: 'open', prediction: { minutes: [5, 10], dollars: [0, 1] }, of, run: pitchRun, pitched: at, ...more }, '## Scope\n\n- joy\n');
  return { path: proposalPath(id, title), blob: 'b'.repeat(40), text, fields: readDocument(proposalSchema, text) };
}

function plan(...all: readonly Document<ProposalFields>[]): Snapshot {
  return { ...emptySnapshot, proposals: new Map(all.map((one) => [one.fields.id, one])) };
}

function atWork(snapshot: Snapshot, name: 'pitch' | 'design-P-0001', more: object = {}): Snapshot {
  const kind = name === 'pitch' ? 'pitch' : 'design';
  const text = document({ name, kind, role: 'architect', subject: kind === 'design' ? 'P-0001' : undefined, of, attempts: 1, run: kind === 'pitch' ? pitchRun : designRun, ...more });
  return { ...snapshot, work: new Map([[name, { path: workPath(name), blob: 'c'.repeat(40), text, fields: readDocument(workSchema, text) }]]) };
}

function record(work: string, run: string): WorkRun {
  return { run, work, attempt: 1, role: 'architect', model: 'rehearsal', base: of, reason: 'exited', submitted: true, containment: 'none', ended: at, outcome: 'submitted' };
}

function sprint(title: string): ProposalDraft {
  return { title, goal: 'Joy.', scope: '- joy', forks: [{ question: 'Loud?', options: ['Yes', 'No'] }], risks: ['Noise.'], prediction: { minutes: [5, 10], dollars: [0, 1] } };
}

/** The step that a transition makes, which must be a legal one. */
function stepOf(transition: Transition, snapshot: Snapshot, actor: 'engine' | 'command'): Step {
  const step = transition(snapshot);
  assert.ok('changes' in step, 'refused' in step ? step.refused : '');
  assert.deepEqual(illegalChanges(step.transition, actor, [...step.changes].map(([path, after]) => ({ path, before: undefined, after }))), []);
  return step;
}

function refused(transition: Transition, snapshot: Snapshot): string {
  const step = transition(snapshot);
  assert.ok('refused' in step, 'it was taken');
  return step.refused;
}

const one = proposal('P-0001', 'Farewells');
const [two, three] = [proposal('P-0002', 'Weather'), proposal('P-0003', 'Music')];
const isAccepted = proposal('P-0001', 'Farewells', { state: 'accepted', accepted });
const isFiled = proposal('P-0001', 'Farewells', { state: 'accepted', accepted, filed: { run: designRun, at, areas: ['farewells'] } });
const isRejected = proposal('P-0001', 'Farewells', { state: 'rejected', rejected: { by: 'ada@home', at, why: 'Too sad' } });

describe('a pitch', () => {
  it('is ordered once, while fewer than three proposals are open', () => {
    const step = stepOf(proposals.pitch(of), plan(one, two), 'command');
    assert.deepEqual([...step.changes.keys()], ['work/pitch.md']);
    assert.match(refused(proposals.pitch(of), plan(one, two, three)), /^P-0001, P-0002, P-0003 wait for your word/);
    assert.match(refused(proposals.pitch(of), atWork(plan(), 'pitch')), /pitching already/);
    assert.match(refused(proposals.pitch(of), atWork(plan(), 'pitch', { stuck: 'It came to nothing.' })), /stuck: It came to nothing\. To have it tried again: sanctum retry pitch/);
  });

  it('becomes documents with the next ids, whose session is the run that pitched', () => {
    const step = stepOf(proposals.propose(record('pitch', pitchRun), { proposals: [sprint('Weather'), sprint('Music')] }), atWork(plan(isRejected), 'pitch'), 'engine');
    assert.deepEqual([...step.changes.keys()].sort(), ['proposals/P-0002-weather.md', 'proposals/P-0003-music.md', runPath(pitchRun), 'work/pitch.md'].sort());
    const text = step.changes.get('proposals/P-0002-weather.md') ?? '';
    assert.deepEqual([readDocument(proposalSchema, text).run, readDocument(proposalSchema, text).state], [pitchRun, 'open']);
    assert.ok(text.endsWith('## Scope\n\n- joy\n\n## Design forks\n\n1. Loud?\n   - Yes\n   - No\n\n## Risks\n\n- Noise.\n'), text);
  });

  it('is refused as a whole where there is no room for all of it', () => {
    const transition = proposals.propose(record('pitch', pitchRun), { proposals: [sprint('Weather'), sprint('Music')] });
    assert.match(refused(transition, atWork(plan(one, proposal('P-0002', 'Dance')), 'pitch')), /2 are open, and you pitched 1 now/);
  });

  it('of what was there before is refused, with what was said of it', () => {
    assert.match(proposals.pitchProblem(plan(isRejected), [], sprint('farewells')) ?? '', /^P-0001 is called so already and is rejected \("Too sad"\)/);
    assert.equal(proposals.pitchProblem(plan(isRejected), [], sprint('Weather')), undefined);
  });
});

describe("the engineer's word on a proposal", () => {
  it('accepts it with guidance, once', () => {
    const step = stepOf(proposals.acceptProposal('P-0001', 'Keep it\nsmall', order), plan(one), 'command');
    const fields = readDocument(proposalSchema, step.changes.get(one.path) ?? '');
    assert.deepEqual([fields.state, fields.accepted], ['accepted', { ...order, guidance: 'Keep it\nsmall' }]);
    assert.equal(refused(proposals.acceptProposal('P-0001', undefined, order), plan(isAccepted)), 'P-0001 is accepted already.');
    assert.match(refused(proposals.acceptProposal('P-0009', undefined, order), plan(one)), /There is no proposal P-0009\. They are listed by: sanctum proposals/);
  });

  it('rejects an open one, and an accepted one until it is filed', () => {
    for (const before of [one, isAccepted]) {
      const step = stepOf(proposals.rejectProposal('P-0001', { ...order, why: 'Too sad' }), plan(before), 'command');
      assert.equal(readDocument(proposalSchema, step.changes.get(one.path) ?? '').rejected?.why, 'Too sad');
    }
    assert.match(refused(proposals.rejectProposal('P-0001', order), plan(isFiled)), /its areas are on the plan: farewells/);
    assert.equal(refused(proposals.rejectProposal('P-0001', order), plan(isRejected)), 'P-0001 is rejected already.');
  });
});

describe('an accepted proposal', () => {
  const draft = { areas: [{ area: 'farewells', title: 'Farewells', text: '- Say goodbye' }], decisions: [{ title: 'Politely', text: 'As the engineer said.' }] };

  it('is filed as areas that name it, with the decisions behind them', () => {
    const step = stepOf(proposals.fileProposal(record('design-P-0001', designRun), draft), atWork(plan(isAccepted), 'design-P-0001'), 'engine');
    assert.equal(readDocument(areaSchema, step.changes.get(areaPath('farewells')) ?? '').proposal, 'P-0001');
    assert.deepEqual(readDocument(proposalSchema, step.changes.get(one.path) ?? '').filed, { run: designRun, at, areas: ['farewells'] });
    assert.ok(step.changes.has('decisions/D-0001-politely.md'));
    assert.deepEqual(proposals.proposalsToDesign(plan(isFiled)), []);
  });

  it('that was rejected meanwhile, or is filed, is filed no more', () => {
    for (const before of [isRejected, isFiled]) {
      assert.equal(refused(proposals.fileProposal(record('design-P-0001', designRun), draft), atWork(plan(before), 'design-P-0001')), 'P-0001 is not to be filed any more.');
    }
  });
});

describe('the document of a proposal', () => {
  it('says by whom and when it was decided, and nothing that did not happen', () => {
    const wrong: readonly [Partial<ProposalFields>, RegExp][] = [
      [{ state: 'accepted' }, /"accepted" must say by whom and when/],
      [{ state: 'rejected' }, /"rejected" must say by whom and when/],
      [{ rejected: { by: 'ada', at } }, /only of a rejected one/],
      [{ filed: { run: designRun, at, areas: [] } }, /"filed" is only for an accepted one/],
    ];
    for (const [fields, message] of wrong) assert.throws(() => proposal('P-0001', 'Farewells', fields), { message });
  });
});
