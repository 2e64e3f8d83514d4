import type { Check, CriteriaPlan } from '../../queue/criteriaPlan.js';
import type { GateResult } from '../../queue/gate.js';

/** The checks of several tickets that are run behind one gate. */
export interface StackChecks {
  /** All of them, numbered through. */
  readonly checks: readonly Check[];
  /** A gate's result as it stands to the ticket at `index`: with its own checks alone, by its own numbers. */
  resultOf(result: GateResult, index: number): GateResult;
}

/** Puts the checks of a stack's tickets together; `plans` are in the stack's order. */
export function stackChecks(plans: readonly CriteriaPlan[]): StackChecks {
  const all = plans.flatMap((plan, of) => plan.checks.map((check) => ({ of, check })));
  return {
    checks: all.map(({ check }, at) => ({ ...check, criterion: at + 1 })),
    resultOf: ({ checks, ...result }, index) => {
      if (checks === undefined) return result;
      const own = checks.flatMap((check) => {
        const asked = all[check.criterion - 1];
        return asked?.of === index ? [{ ...check, criterion: asked.check.criterion }] : [];
      });
      return { ...result, checks: own };
    },
  };
}
