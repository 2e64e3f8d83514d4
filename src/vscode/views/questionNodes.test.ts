import assert from 'node:assert/strict';
import { hostView, later, viewSource } from '../../../test/support/hostView.js';
import { at, commit, keyed, noMail, question, ticket, work } from '../../../test/support/observation.js';
import { agentNodes } from './agentNodes.js';
import { needsOf, needWords } from './needs.js';
import { questionNodes } from './questionNodes.js';
import { timeOfDay } from './times.js';
import type { ViewNode } from './viewNode.js';

const path = (...levels: ('manager' | 'architect' | 'engineer')[]) => levels.map((level) => ({ level, at }));
const timeOf = (iso: string): string => timeOfDay(iso, later);

function printed(nodes: readonly ViewNode[], indent = ''): readonly string[] {
  return nodes.flatMap(({ label, description, context, below }) => [`${indent}${label} | ${description} | ${context}`, ...printed((below?.list() ?? []) as readonly ViewNode[], `${indent}  `)]);
}

const asked = {
  tickets: [ticket('0001', 'open', { parked: 'Q-0002', attempts: 1 }), ticket('0002', 'stuck', { attempts: 3 }), ticket('0003', 'open', { hold: { by: 'ada', at } })],
  snapshot: {
    questions: keyed({
      'Q-0001': question('Q-0001', { state: 'answered', answer: 'No.', answered: { by: 'manager', at }, blocking: false }),
      'Q-0002': question('Q-0002', { path: path('manager', 'architect', 'engineer') }),
      'Q-0003': question('Q-0003', { path: path('manager', 'architect'), blocking: false }),
    }),
  },
};

describe('questionNodes', () => {
  it('show what waits for the engineer, then what lies with others, then what was answered', () => {
    assert.deepEqual(printed(questionNodes(viewSource(hostView(asked, { draft: commit })))), [
      'Q-0002 Which one? | waits for you 10m · coding agent of 0001 | question.engineer',
      'Read the draft of the spec |  | need.draft',
      'Stuck: 0002 |  | need.wait',
      'With managers and architect | 1 | group',
      '  Q-0003 Which one? | waits for the architect 10m · coding agent of 0001 | question.architect',
      'Answered | 1 | group',
      '  Q-0001 Which one? | answered by the manager 10m · coding agent of 0001 | question.answered',
    ]);
  });

  it('are none when nothing was ever asked and nothing waits', () => {
    assert.deepEqual(questionNodes(viewSource(hostView({ tickets: [ticket('0001')] }))), []);
  });
});

describe('what needs the engineer', () => {
  it('is each question once, a draft, what is stuck, and not what the engineer stopped on purpose', () => {
    assert.deepEqual(needWords(hostView(asked, { draft: commit }), timeOf), ['answer Q-0002: Which one?', 'read the draft of the spec', 'stuck: 0002']);
    const paused = hostView({ tickets: [ticket('0001')], snapshot: { control: { paused: { by: 'ada', at } } } });
    assert.deepEqual(needWords(paused, timeOf), []);
  });

  it('is the approval of commands once', () => {
    const view = hostView({ observation: { untrusted: { hash: '0123456789ab', commands: ['make'], files: [] } } });
    assert.deepEqual(needsOf(view, timeOf).map(({ kind, words }) => [kind, words]), [['approval', 'approve the commands of this plan']]);
  });

  it('is a red master, with what to do about it', () => {
    const view = hostView({ observation: { health: 'red' } });
    assert.deepEqual(needsOf(view, timeOf), [{ kind: 'wait', words: `halted: master is red since ${timeOf(at)}`, hint: 'mend it and commit; it is tested again by itself, and at the next start of the engine', click: { command: 'sanctum.mendMaster', title: 'Mend Master…' } }]);
  });

  it('is a submission with protected changes, once', () => {
    const change = { path: 'package.json', words: 'changes package.json (the gate)', before: commit, after: '1'.repeat(40) };
    const view = hostView({ tickets: [ticket('0001', 'in-progress', { attempts: 1 })], queue: [{ ticket: '0001', candidate: undefined, verdict: undefined, unapproved: [change], waits: undefined }] });
    assert.deepEqual(needsOf(view, timeOf).map(({ kind, words, ticket: of }) => [kind, words, of]), [['approval', 'approve 0001: it changes package.json (the gate)', '0001']]);
  });
});

describe('agentNodes', () => {
  it('show the agents at work and the sessions that wait for an answer', () => {
    const view = hostView({
      tickets: [ticket('0001', 'open', { parked: 'Q-0002', attempts: 1 }), ticket('0002', 'in-progress', { run: 'R-2', attempts: 1 }), ticket('0003')],
      runs: { 'R-2': { kind: 'live', since: at, runner: { pid: 1, startTime: '1' }, mail: noMail }, 'R-w': { kind: 'live', since: at, runner: { pid: 2, startTime: '1' }, mail: noMail } },
      snapshot: {
        questions: keyed({ 'Q-0002': question('Q-0002') }),
        work: keyed({ areas: work({ name: 'areas', kind: 'areas', role: 'architect', of: commit, run: 'R-w' }), 'tickets-greetings': work({ name: 'tickets-greetings', kind: 'tickets', role: 'manager', subject: 'greetings', of: commit, stuck: 'It is too hard.' }) }),
      },
    });
    assert.deepEqual(printed(agentNodes(viewSource(view))), [
      'architect writes areas | working 10m · rehearsal | run',
      'manager of greetings writes tickets | stuck · It is too hard. | work.stuck',
      '0001 Ticket 0001 | parked 10m · Q-0002 waits for the manager | ticket.parked',
      '0002 Ticket 0002 | coding 10m · rehearsal | run',
    ]);
  });
});
