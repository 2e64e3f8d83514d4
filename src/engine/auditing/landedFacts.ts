import { treeDifferences } from '../../git/diff.js';
import type { ObjectReader } from '../../git/objectReader.js';
import { DocumentError } from '../../plan/frontMatter.js';
import type { AuditFacts, LandedChange } from '../../plan/invariants/facts.js';
import type { Landing } from '../../plan/invariants/landings.js';
import type { PlanRecord } from '../../plan/invariants/planRecord.js';
import { configPath } from '../../plan/paths.js';
import type { ProtectedChange } from '../../plan/planningSchemas.js';
import { readConfig } from '../../plan/readDocument.js';
import type { Config } from '../../plan/schemas.js';
import { findProtected } from '../../queue/protection/findProtected.js';
import { protectionRules } from '../../queue/protection/protectedPaths.js';

const link = '120000';

/** The configuration that held when a landing was decided; undefined where it cannot be read. */
export function configOfThen(record: PlanRecord, { decided }: Pick<Landing, 'decided'>): Config | undefined {
  try {
    return readConfig(record.textAt(configPath, decided - 1) ?? '');
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

async function changesOf(reader: ObjectReader, base: string, commit: string): Promise<readonly LandedChange[]> {
  const changes: LandedChange[] = [];
  for (const one of await treeDifferences(reader, base, commit)) {
    const object = one.newMode === link ? await reader.read(one.newId) : undefined;
    changes.push(object?.type === 'blob' ? { ...one, target: object.body.toString('utf8') } : one);
  }
  return changes;
}

/** What each landing changed, of those whose commit and base are both there, and what of it is protected. */
export async function landedFacts(reader: ObjectReader, record: PlanRecord, landings: readonly Landing[], commits: AuditFacts['commits']): Promise<Pick<AuditFacts, 'landedChanges' | 'landedProtected'>> {
  const landedChanges = new Map<string, readonly LandedChange[]>();
  const landedProtected = new Map<string, readonly ProtectedChange[]>();
  for (const landing of landings) {
    const { landed } = landing;
    if (landed === undefined || !commits.has(landed.commit) || !commits.has(landed.base)) continue;
    landedChanges.set(landed.commit, await changesOf(reader, landed.base, landed.commit));
    // Found by other rules than those of today, something else was protected.
    const config = landed.rules === protectionRules ? configOfThen(record, landing) : undefined;
    if (config !== undefined) landedProtected.set(landed.commit, await findProtected(reader, config, landed.base, landed.commit));
  }
  return { landedChanges, landedProtected };
}
