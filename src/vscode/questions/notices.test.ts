import assert from 'node:assert/strict';
import type { NoticeFacts, NoticeMemory } from './notices.js';
import { decideNotices, noNotices } from './notices.js';

const delay = 30_000;

/** Plays looks at moments, one after the other; what was told at each. */
function told(looks: readonly (Partial<NoticeFacts> & { readonly now: number })[]): readonly (readonly string[])[] {
  let memory: NoticeMemory = noNotices;
  return looks.map((look) => {
    const decision = decideNotices({ waiting: ['a'], isFocused: true, delay, ...look }, memory);
    memory = decision.memory;
    return decision.tell;
  });
}

describe('a notification', () => {
  it('tells of a question after the delay, once', () => {
    assert.deepEqual(told([{ now: 5 }, { now: delay }, { now: delay + 5 }, { now: delay * 3 }]), [[], [], ['a'], []]);
  });

  it('comes at once while the engineer is elsewhere, and when they leave', () => {
    assert.deepEqual(told([{ now: 0, isFocused: false }, { now: 1 }]), [['a'], []]);
    assert.deepEqual(told([{ now: 0 }, { now: 1, isFocused: false }]), [[], ['a']]);
  });

  it('is not made for a question that was answered meanwhile', () => {
    assert.deepEqual(told([{ now: 0 }, { now: 10, waiting: [] }, { now: delay, waiting: [] }]), [[], [], []]);
  });

  it('tells of all that are due at one moment, and leaves the others their time', () => {
    const all = ['a', 'b', 'c'];
    assert.deepEqual(told([{ now: 0, waiting: ['a', 'b'] }, { now: 10_000, waiting: all }, { now: delay, waiting: all }, { now: 40_000, waiting: all }]), [[], [], ['a', 'b'], ['c']]);
  });

  it('knows when to look again: when the next question is due', () => {
    const first = decideNotices({ waiting: ['a'], isFocused: true, now: 100, delay }, noNotices);
    assert.equal(first.lookAgain, delay);
    const second = decideNotices({ waiting: ['a', 'b'], isFocused: true, now: 10_100, delay }, first.memory);
    assert.equal(second.lookAgain, delay - 10_000);
    assert.equal(decideNotices({ waiting: [], isFocused: true, now: 10_200, delay }, second.memory).lookAgain, undefined);
  });

  it('needs no delay where none is wished', () => {
    assert.deepEqual(told([{ now: 0, delay: 0 }]), [['a']]);
  });
});
