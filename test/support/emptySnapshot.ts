import type { Snapshot } from '../../src/plan/snapshot.js';

/** A plan with nothing in it, for tests to put in what they are about. */
export const emptySnapshot: Snapshot = {
  commit: 'e'.repeat(40),
  tree: 'f'.repeat(40),
  config: undefined,
  tickets: new Map(),
  pending: new Map(),
  intent: undefined,
  lease: undefined,
  spec: undefined,
  version: 0,
  areas: new Map(),
  cuts: new Map(),
  work: new Map(),
  questions: new Map(),
  proposals: new Map(),
  reviews: new Map(),
  approvedChanges: new Map(),
  criteria: new Map(),
  notes: new Map(),
  decisions: 0,
  decided: new Map(),
  control: {},
  verdicts: new Set(),
  problems: [],
};
