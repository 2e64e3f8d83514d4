import { createHash } from 'node:crypto';
import type { Outcome } from '../plan/criteriaRecord.js';
import { failedOn } from '../plan/criteriaRecord.js';
import type { Criterion } from '../plan/criterion.js';
import { checkOf } from '../plan/criterion.js';
import type { CriteriaFields } from '../plan/planningSchemas.js';
import type { Config, ToolVersion } from '../plan/schemas.js';
import { testVariable, withTestName } from '../plan/testCommand.js';
import { gateFingerprint } from './gate.js';

/** Something to be run in a lane, to see whether a criterion is met. */
export interface Check {
  /** The criterion's number on its ticket, from 1. */
  readonly criterion: number;
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  /** The test that it is to run; a run without any is a failure. */
  readonly test?: string;
}

/** What of a ticket's criteria can be run, and how. */
export interface CriteriaPlan {
  readonly checks: readonly Check[];
  /** By number: those that name something which is not run. */
  readonly notRun: ReadonlyMap<number, Outcome>;
  /** Of all that the results depend on beside the tree; undefined where no criterion names anything to be run. */
  readonly fingerprint: string | undefined;
}

function notRun(why: string): Outcome {
  return { result: 'not-run', why };
}

/** Says for each criterion whether it is run. `isApproved` tells which commands the engineer has approved. */
export function planCriteria(criteria: readonly Criterion[], config: Pick<Config, 'gate' | 'setup' | 'quarantine'>, isApproved: (command: string) => boolean, tools: readonly ToolVersion[] = []): CriteriaPlan {
  const checks: Check[] = [];
  const left = new Map<number, Outcome>();
  const { testCommand } = config.gate;
  for (const [at, one] of criteria.entries()) {
    const criterion = at + 1;
    const check = checkOf(one);
    if (check === undefined) continue;
    if ('command' in check) {
      if (isApproved(check.command)) checks.push({ criterion, command: check.command, env: {} });
      else left.set(criterion, notRun('its command is not approved on this machine; approve it with: sanctum trust'));
    } else if (testCommand === undefined) left.set(criterion, notRun('sanctum.json names no gate.testCommand'));
    else checks.push({ criterion, command: withTestName(testCommand), env: { [testVariable]: check.test }, test: check.test });
  }
  if (checks.length + left.size === 0) return { checks, notRun: left, fingerprint: undefined };
  const all = JSON.stringify([gateFingerprint(config, tools), checks, [...left]]);
  return { checks, notRun: left, fingerprint: createHash('sha256').update(all).digest('hex').slice(0, 12) };
}

/** Why a submission may not land yet as far as its criteria go: they were not run on this tree, or one was seen to fail on it; undefined when nothing is in the way. */
export function criteriaWant({ fingerprint }: CriteriaPlan, record: CriteriaFields | undefined, tree: string): 'test' | 'failed' | undefined {
  if (fingerprint === undefined) return undefined;
  const failed = failedOn(record, tree, (test) => test.fingerprint === fingerprint);
  if (failed === undefined) return 'test';
  return failed.length > 0 ? 'failed' : undefined;
}
