import type { PlanMessage } from '../../src/plan/commitKinds.js';
import type { HistoryStep } from '../../src/plan/history.js';
import { PlanRecord } from '../../src/plan/invariants/planRecord.js';
import { machine } from './planStage.js';

export type Files = Readonly<Record<string, string | undefined>>;

/** A commit to be: what its message says, and its files with their new text. */
export interface Planned {
  readonly message: Partial<PlanMessage>;
  readonly files: Files;
}

export const byEngine = (transition: string, sequence: number, files: Files, acknowledges: readonly string[] = []): Planned => ({
  message: { author: { kind: 'engine', machine, epoch: 1, sequence }, transition, acknowledges },
  files,
});

export const byCommand = (transition: string, files: Files): Planned => ({ message: { author: { kind: 'command', writer: 'engineer', nonce: 'n' }, transition }, files });

/** Hand-made steps; a blob's id is its text. */
export function recordOf(planned: readonly Planned[]): PlanRecord {
  const files = new Map<string, string>();
  const texts = new Map<string, string>();
  const steps = planned.map(({ message, files: now }, at): HistoryStep => {
    const changes = Object.entries(now).map(([path, after]) => ({ path, before: files.get(path), after }));
    for (const { path, after } of changes) {
      if (after === undefined) files.delete(path);
      else {
        files.set(path, after);
        texts.set(after, after);
      }
    }
    const whole: PlanMessage = { author: { kind: 'foreign' }, transition: undefined, ticket: undefined, acknowledges: [], ...message };
    return { commit: `k${String(at)}`, parent: at === 0 ? undefined : `k${String(at - 1)}`, time: at, tree: '', message: whole, changes };
  });
  return new PlanRecord(steps, texts);
}
