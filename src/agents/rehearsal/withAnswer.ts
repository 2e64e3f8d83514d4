import type { Step } from './scenario.js';

/** The step with the answer in the place of each `{{answer}}` in any of its texts. */
export function withAnswer(step: Step, answer: string): Step {
  // Texts stay texts, and everything else is what it was; TypeScript cannot follow that into each kind of step.
  return { ...step, value: filled(step.value, answer) } as Step;
}

function filled(value: unknown, answer: string): unknown {
  if (typeof value === 'string') return value.split('{{answer}}').join(answer);
  if (Array.isArray(value)) return value.map((one) => filled(one, answer));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, answer)]));
  return value;
}
