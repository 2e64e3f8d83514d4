import assert from 'node:assert/strict';
import type { AuditReport } from '../../src/engine/auditing/auditReport.js';
import type { AuditOptions } from '../../src/engine/auditing/audit.js';
import { audit } from '../../src/engine/auditing/audit.js';
import { openProject } from '../../src/engine/project.js';
import type { PlanStage } from './planStage.js';

export async function auditOf(stage: PlanStage, options: AuditOptions = {}): Promise<AuditReport> {
  const project = await openProject(stage.at.ports, stage.at.path);
  try {
    return await audit(project, options);
  } finally {
    await project.close();
  }
}

/** The audit finds exactly these invariants broken, in these words, and has a remedy for each. */
export async function assertAuditBroken(stage: PlanStage, ...expected: readonly (readonly [number, RegExp])[]): Promise<void> {
  const { violations, broken } = await auditOf(stage);
  const said = violations.map(({ invariant, words }) => `${String(invariant)} ${words}`);
  assert.deepEqual(violations.map((one) => one.invariant), expected.map(([invariant]) => invariant), said.join('\n'));
  expected.forEach(([, words], at) => {
    assert.match(said[at] ?? '', words);
    assert.match(violations[at]?.remedy ?? '', /\w/);
  });
  assert.equal(broken, new Set(expected.map(([invariant]) => invariant)).size);
}

export async function assertAuditSound(stage: PlanStage): Promise<AuditReport> {
  const result = await auditOf(stage);
  assert.deepEqual(result.violations, []);
  assert.equal(result.broken, 0);
  return result;
}
