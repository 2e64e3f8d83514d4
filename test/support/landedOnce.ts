import assert from 'node:assert/strict';
import type { EngineStage, Landable, PlanLook } from './engineStage.js';

/** The ticket is done, master is its candidate, the plan says so exactly once, and the audit finds nothing broken. Returns what it saw. */
export async function landedOnce(stage: EngineStage, { ticket, candidate }: Landable): Promise<PlanLook> {
  const look = await stage.look();
  const { snapshot, transitions, broken } = look;
  assert.deepEqual(broken, []);
  assert.equal(snapshot.tickets.get(ticket)?.state, 'done');
  assert.equal(snapshot.intent, undefined);
  assert.deepEqual(transitions.filter((name) => name.startsWith('land ')), [`land ${ticket}`]);
  assert.equal(await stage.repo.git('rev-parse', 'refs/heads/master'), candidate);
  return look;
}
