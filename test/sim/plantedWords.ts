import { EngineWriter } from '../../src/engine/engineWriter.js';
import { Observer } from '../../src/engine/observer.js';
import type { Observation } from '../../src/engine/deciding/observe.js';
import type { Snapshot } from '../../src/plan/snapshot.js';
import type { Step, Transition } from '../../src/plan/transition.js';

/** Puts a bug into the code that runs; the returned function takes it out again. */
export type Install = () => () => void;

/** A method in the place of another one, which it is given, bound to the same object. */
export function inPlaceOf(prototype: object, name: string, method: (original: (...args: unknown[]) => unknown, args: unknown[], self: object) => unknown): Install {
  return () => {
    const original = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
    Reflect.set(prototype, name, function planted(this: object, ...args: unknown[]): unknown {
      return method((...given) => Reflect.apply(original, this, given), args, this);
    });
    return () => {
      Reflect.set(prototype, name, original);
    };
  };
}

/** All of them. */
export function together(...installs: readonly Install[]): Install {
  return () => {
    const undo = installs.map((install) => install());
    return () => undo.forEach((one) => one());
  };
}

/** What an engine is about to write, in other words. */
export function stepsBy(change: (step: Step, snapshot: Snapshot) => Step): Install {
  return inPlaceOf(EngineWriter.prototype, 'write', (original, [transition]) =>
    original(((snapshot) => {
      const step = (transition as Transition)(snapshot);
      return 'refused' in step ? step : change(step, snapshot);
    }) satisfies Transition),
  );
}

/** The documents of some steps that an engine is about to write, each in other words; undefined leaves one out. */
export function documentsBy(names: readonly Step['transition'][], path: RegExp, change: (text: string, snapshot: Snapshot) => string | undefined): Install {
  return stepsBy((step, snapshot) => {
    if (!names.includes(step.transition)) return step;
    const changes = new Map<string, string | undefined>();
    for (const [at, text] of step.changes) {
      const changed = text === undefined || !path.test(at) ? text : change(text, snapshot);
      if (changed !== undefined || text === undefined) changes.set(at, changed);
    }
    return { ...step, changes };
  });
}

/** An engine that takes the plan for another one, when it decides and when it writes. */
export function planTakenFor(other: (snapshot: Snapshot) => Snapshot): Install {
  const deciding = observedAs((observation) => ({ ...observation, snapshot: other(observation.snapshot) }));
  const writing = inPlaceOf(EngineWriter.prototype, 'write', (original, [transition]) => original(((snapshot) => (transition as Transition)(other(snapshot))) satisfies Transition));
  return together(deciding, writing);
}

/** An engine that sees the world otherwise; who only looks on is right. */
export function observedAs(other: (observation: Observation) => Observation): Install {
  return inPlaceOf(Observer.prototype, 'observe', async (original, args, self) => {
    const observation = (await original(...args)) as Observation;
    return Reflect.get(self, 'opening') === undefined ? observation : other(observation);
  });
}
