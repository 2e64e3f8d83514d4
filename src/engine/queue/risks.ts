import { verdictPath } from '../../plan/paths.js';
import { readDocument } from '../../plan/readDocument.js';
import type { Pending, Verdict } from '../../plan/schemas.js';
import { verdictSchema } from '../../plan/schemas.js';
import type { Snapshot, Ticket } from '../../plan/snapshot.js';
import type { PastVerdict, RiskModel } from '../../queue/planner/risk.js';
import { riskModelOf } from '../../queue/planner/risk.js';
import type { Project } from '../project.js';
import { neighboursOf } from './neighbours.js';

/** So many verdicts are learned from: of the plan as it is found any, and all that come later. */
const mostLearned = 400;
const mostRemembered = 500;

/** What a submission can be known by. */
function labelsOf({ fields: { area, kind } }: Ticket): readonly string[] {
  return [...(area === undefined ? [] : [`area:${area}`]), `kind:${kind}`];
}

/** What a verdict says of one submission; nothing where it was of several, or nobody's fault. */
function lessonOf({ tickets }: Snapshot, { ticket: id, result, cause }: Verdict): PastVerdict | undefined {
  const ticket = id === undefined ? undefined : tickets.get(id);
  if (ticket === undefined || cause === 'unattributed' || cause === 'infrastructure') return undefined;
  return { labels: labelsOf(ticket), red: result === 'red' };
}

/** How likely submissions are red, by what became of earlier ones. Verdicts do not change, and are read once. */
export class Risks {
  private readonly verdicts = new Map<string, Verdict | undefined>();
  private readonly overlaps = new Map<string, number>();
  private learned: { readonly from: Snapshot['verdicts']; readonly model: RiskModel } | undefined;

  /** From 0 to 1, on master as it is. */
  async of({ project, snapshot, master }: { readonly project: Project; readonly snapshot: Snapshot; readonly master: string }, pending: Pending): Promise<number> {
    const ticket = snapshot.tickets.get(pending.ticket);
    const model = await this.modelOf(project, snapshot);
    return model.riskOf(ticket === undefined ? [] : labelsOf(ticket), await this.landedOverlaps(project, snapshot, pending, master));
  }

  private async modelOf({ store }: Project, snapshot: Snapshot): Promise<RiskModel> {
    if (this.learned?.from === snapshot.verdicts) return this.learned.model;
    const unread = [...snapshot.verdicts].filter((name) => !this.verdicts.has(name));
    for (const [at, name] of unread.entries()) {
      const [tree = '', fingerprint = ''] = name.split('-');
      this.verdicts.set(name, at < mostLearned ? verdictIn(await store.snapshots.text(snapshot.commit, verdictPath(tree, fingerprint))) : undefined);
    }
    const found = [...this.verdicts.values()].filter((verdict) => verdict?.purpose === 'candidate').sort((one, other) => (one?.finished ?? '').localeCompare(other?.finished ?? ''));
    const lessons = found.slice(-mostLearned).flatMap((verdict) => (verdict === undefined ? [] : (lessonOf(snapshot, verdict) ?? [])));
    const model = riskModelOf(lessons);
    this.learned = { from: snapshot.verdicts, model };
    return model;
  }

  /** How many have landed since a submission was begun that changed a path of its. */
  private async landedOverlaps({ repository }: Project, snapshot: Snapshot, pending: Pending, master: string): Promise<number> {
    const key = `${pending.commit} ${master}`;
    const known = this.overlaps.get(key);
    if (known !== undefined) return known;
    const count = (await neighboursOf(repository, snapshot, pending, master)).filter(({ shared }) => shared.length > 0).length;
    if (this.overlaps.size > mostRemembered) this.overlaps.clear();
    this.overlaps.set(key, count);
    return count;
  }
}

/** A verdict that cannot be read teaches nothing. */
function verdictIn(text: string | undefined): Verdict | undefined {
  try {
    return text === undefined ? undefined : readDocument(verdictSchema, text);
  } catch {
    return undefined;
  }
}
