import { fenced } from '../plan/frontMatter.js';
import type { CriteriaWriting, Outcome } from '../plan/criteriaRecord.js';
import { criteriaChange, withTest } from '../plan/criteriaRecord.js';
import type { Criterion } from '../plan/criterion.js';
import { criterionWords } from '../plan/criterion.js';
import type { Pending, TicketFields, Verdict } from '../plan/schemas.js';
import type { CriteriaPlan } from '../queue/criteriaPlan.js';
import type { CheckResult, GateResult } from '../queue/gate.js';
import { outputTail } from '../queue/gate.js';

/** A test of a submission, as far as its criteria go. */
export interface CriteriaTest {
  readonly pending: Pending;
  readonly plan: CriteriaPlan;
  /** Of the gate that ran before them. */
  readonly verdict: Pick<Verdict, 'tree' | 'fingerprint' | 'finished'>;
  readonly result: GateResult;
}

function missed({ checks = [] }: Pick<GateResult, 'checks'>): readonly CheckResult[] {
  return checks.filter(({ passed }) => !passed);
}

/** For the log: ` Criterion 2 failed: no test of the name "greets" ran.`, or nothing. */
export function missedWords(result: Pick<GateResult, 'checks'>): string {
  return missed(result)
    .map(({ criterion, words }) => ` Criterion ${String(criterion)} failed: ${words}.`)
    .join('');
}

function outcomesOf({ plan, result }: Pick<CriteriaTest, 'plan' | 'result'>): ReadonlyMap<number, Outcome> {
  const run = new Map((result.checks ?? []).map(({ criterion, passed, words }): [number, Outcome] => [criterion, { result: passed ? 'passed' : 'failed', why: words }]));
  const unseen = plan.checks.filter(({ criterion }) => !run.has(criterion)).map(({ criterion }): [number, Outcome] => [criterion, { result: 'not-run', why: 'the gate was red' }]);
  return new Map([...plan.notRun, ...run, ...unseen]);
}

/** What a test writes of a ticket's criteria; nothing where none of them names anything to be run. */
export function recordOfTest(ticket: Pick<TicketFields, 'id' | 'attempts' | 'criteria'>, { pending, verdict, ...test }: CriteriaTest): CriteriaWriting {
  const { fingerprint } = test.plan;
  if (fingerprint === undefined) return () => [];
  const found = { on: { tree: verdict.tree, fingerprint, gate: verdict.fingerprint, at: verdict.finished }, outcomes: outcomesOf(test) };
  return ({ criteria }) => [criteriaChange(withTest(ticket, pending.commit, criteria.get(ticket.id), found), outputs(ticket.criteria, test.result))];
}

function outputs(criteria: readonly Criterion[], result: GateResult, more: (check: CheckResult) => string = () => ''): string {
  return missed(result)
    .map((check) => `${describeMissed(criteria, check)}${more(check)}`)
    .join('\n\n');
}

function describeMissed(criteria: readonly Criterion[], { criterion, words, output }: CheckResult): string {
  const wanted = criteria[criterion - 1];
  const tail = outputTail(output);
  const printed = tail === '' ? 'It printed nothing.' : fenced(tail);
  return `${String(criterion)}. ${wanted === undefined ? '' : criterionWords(wanted)}: ${words}.\n\n${printed}`;
}

/** For the next attempt: what was missed, with its output, and how the base stands to it. */
export function missedReport(criteria: readonly Criterion[], result: GateResult, base: GateResult | undefined, branch: string): string {
  const onBase = new Map((base?.checks ?? []).map(({ criterion, passed }) => [criterion, passed]));
  const told = ({ criterion }: CheckResult): string => {
    const passed = onBase.get(criterion);
    if (passed === undefined) return '';
    return passed ? `\n\nOn ${branch} it passes: this change broke it.` : `\n\nOn ${branch} it does not pass either: it is what this ticket is to bring.`;
  };
  return `The gate is green, but:\n\n${outputs(criteria, result, told)}`;
}
