import assert from 'node:assert/strict';
import type { Actor, PathChange } from './lifecycle.js';
import { illegalChanges, lifecycle } from './lifecycle.js';
import type { TicketState } from './paths.js';
import { pendingPath, runPath, ticketPath, ticketStates, verdictPath } from './paths.js';

type Place = TicketState | 'absent';

function move(from: Place, to: Place, id = '0001', name = 'a'): readonly PathChange[] {
  const before = from === 'absent' ? undefined : ticketPath(from, id, name);
  const after = to === 'absent' ? undefined : ticketPath(to, id, name);
  if (before !== undefined && before === after) return [{ path: before, before: 'b1', after: 'b2' }];
  return [
    ...(before === undefined ? [] : [{ path: before, before: 'b1', after: undefined }]),
    ...(after === undefined ? [] : [{ path: after, before: undefined, after: 'b2' }]),
  ];
}

function write(path: string): PathChange {
  return { path, before: undefined, after: 'b3' };
}

const places: readonly Place[] = ['absent', ...ticketStates];
const pairs = places.flatMap((from) => places.map((to): readonly [Place, Place] => [from, to])).filter(([from, to]) => from !== 'absent' || to !== 'absent');

/** What each may do with a ticket, written out once more: the table must not grow unseen. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'by hand': ['absent open', 'open open', 'stuck stuck', 'stuck open', 'open cancelled', 'stuck cancelled', 'cancelled open'],
  import: ['absent open', 'absent stuck', 'absent done'],
  add: ['absent open'],
  mend: ['absent open'],
  'drop-mend': ['open cancelled', 'stuck cancelled'],
  retry: ['open open', 'stuck open'],
  edit: ['open open', 'in-progress in-progress', 'stuck stuck'],
  hold: ['open open', 'in-progress in-progress', 'stuck stuck'],
  stop: ['open open', 'in-progress in-progress', 'stuck stuck'],
  release: ['open open', 'in-progress in-progress', 'stuck stuck'],
  promote: ['open open', 'in-progress in-progress', 'stuck stuck'],
  eject: ['in-progress open'],
  'hand-in': ['open in-progress', 'stuck in-progress'],
  'hand-back': ['open open', 'stuck stuck'],
  revert: ['absent in-progress'],
  park: ['in-progress open'],
  exhaust: ['open stuck'],
  'cut-areas': ['open cancelled', 'stuck cancelled'],
  'cut-tickets': ['absent open', 'open open', 'open cancelled', 'stuck stuck', 'stuck cancelled'],
  'change-plan': ['absent open', 'open open', 'open cancelled', 'in-progress in-progress', 'stuck stuck', 'stuck cancelled'],
  review: ['in-progress open', 'in-progress stuck'],
  start: ['open in-progress'],
  submit: ['in-progress in-progress'],
  reopen: ['in-progress open'],
  stick: ['in-progress stuck'],
  land: ['in-progress done'],
};

describe('the life-cycle', () => {
  for (const [from, to] of pairs) {
    const isAllowed = allowed['by hand']?.includes(`${from} ${to}`) === true;
    it(`${isAllowed ? 'lets' : 'does not let'} a hand move a ticket from ${from} to ${to}`, () => {
      assert.equal(illegalChanges(undefined, 'foreign', move(from, to)).length, isAllowed ? 0 : 1);
    });
  }

  for (const [name, rule] of Object.entries(lifecycle)) {
    if (name === 'repair') continue;
    it(`has its moves for ${name}, and no others`, () => {
      const [actor] = rule.actors;
      const legal = pairs.filter(([from, to]) => illegalChanges(name, actor, move(from, to)).length === 0);
      assert.deepEqual(legal.map((pair) => pair.join(' ')), allowed[name] ?? []);
    });

    it(`leaves ${name} to those whose it is`, () => {
      for (const actor of ['engine', 'command'] as const) {
        const isTheirs = (rule.actors as readonly Actor[]).includes(actor);
        const refused = illegalChanges(name, actor, [write('elsewhere.txt')])[0]?.words ?? '';
        assert.equal(refused.includes(`is not a ${actor}'s to make`), !isTheirs);
      }
    });
  }

  const byHand: readonly (readonly [boolean, string])[] = [
    [true, 'spec.md'],
    [true, 'sanctum.json'],
    [true, 'areas/cli.md'],
    [true, 'decisions/D-0003-tabs.md'],
    [true, 'prompts/coding_agent.md'],
    [false, 'lease.md'],
    [false, 'queue/merge/active.md'],
    [false, pendingPath('0001')],
    [false, verdictPath('a'.repeat(40), '00aa')],
    [false, runPath('R-20260228T143000-0001-1')],
    [false, 'src/main.ts'],
    [false, 'spec.md/x'],
    [false, 'areas/../lease.md'],
    [false, 'areas/x/y.md'],
    [false, 'tickets/open/0001.md'],
    [false, 'tickets/open/sub/0001-a.md'],
    [false, 'tickets/open/00001-a.md'],
    [false, '.gitattributes'],
    [false, 'spec.md\nlease.md'],
  ];
  for (const [isLegal, path] of byHand) {
    it(`${isLegal ? 'lets' : 'does not let'} a hand write ${JSON.stringify(path)}`, () => {
      const illegal = illegalChanges(undefined, 'foreign', [write(path)]);
      assert.deepEqual(illegal.flatMap((one) => one.paths), isLegal ? [] : [path]);
    });
  }

  it('does not let a land write a verdict, nor a verdict touch a ticket', () => {
    assert.equal(illegalChanges('land', 'engine', [...move('in-progress', 'done'), write(verdictPath('a'.repeat(40), '00aa'))]).length, 1);
    assert.equal(illegalChanges('verdict', 'engine', [write(verdictPath('a'.repeat(40), '00aa')), ...move('open', 'open')]).length, 1);
  });

  it('refuses names that it does not know, also those of every object', () => {
    for (const name of ['deploy', 'toString', 'constructor', '__proto__', '', undefined]) {
      assert.equal(illegalChanges(name, 'engine', [write('a')]).length, 1);
      assert.equal(illegalChanges(name, 'command', [write('a')]).length, 1);
    }
  });

  it('names all paths of a step that changes more tickets than one, so that it can be put back', () => {
    const changes = [...move('absent', 'open', '0001'), ...move('absent', 'open', '0002')];
    assert.deepEqual(illegalChanges('add', 'command', changes).flatMap((one) => one.paths), changes.map((change) => change.path));
  });

  it('refuses a ticket that one commit puts into two places', () => {
    for (const second of [ticketPath('open', '0001', 'b'), ticketPath('stuck', '0001', 'a')]) {
      const both = [write(second), ...move('absent', 'open')];
      for (const changes of [both, [...both].reverse()]) assert.equal(illegalChanges(undefined, 'foreign', changes).length, 1, second);
    }
  });

  it('lets a hand change several tickets, and rename one', () => {
    assert.deepEqual(illegalChanges(undefined, 'foreign', [...move('absent', 'open', '0001'), ...move('open', 'cancelled', '0002')]), []);
    const renamed = [{ path: ticketPath('open', '0001', 'a'), before: 'b1', after: undefined }, write(ticketPath('open', '0001', 'b'))];
    assert.deepEqual(illegalChanges(undefined, 'foreign', renamed), []);
  });
});
