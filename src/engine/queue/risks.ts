import type { Pending, Verdict } from '../../plan/schemas.js';
import type { Snapshot, Ticket } from '../../plan/snapshot.js';
import { readVerdict } from '../../plan/verdicts.js';
import type { PastVerdict, RiskModel } from '../../queue/planner/risk.js';
import { riskModelOf } from '../../queue/planner/risk.js';
import type { Project } from '../project.js';
import { neighboursOf } from './neighbours.js';
import { Remembered } from './remembered.js';

/** So many verdicts are learned from: of the plan as it is found any, and all that come later. */
const mostLearned = 400;
const mostRemembered = 4000;

/** What a submission can be known by. */
function labelsOf({ fields: { area, kind } }: Ticket): readonly string[] {
  return [...(area === undefined ? [] : [`area:${area}`]), `kind:${kind}`];
}

/** Whether it is still to be said whose fault it was: that is written under the same name. */
function isOpen({ cause }: Pick<Verdict, 'cause'>): boolean {
  return cause === 'unattributed' || cause === 'infrastructure';
}

function latest(verdicts: Iterable<readonly [string, Verdict | undefined]>): readonly (readonly [string, Verdict])[] {
  const read = [...verdicts].flatMap(([name, verdict]): readonly (readonly [string, Verdict])[] => (verdict === undefined ? [] : [[name, verdict]]));
  return read.sort(([, one], [, other]) => one.finished.localeCompare(other.finished)).slice(-mostLearned);
}

/** What a verdict says of one submission; nothing where it was of several, or nobody's fault. */
function lessonOf({ tickets }: Snapshot, { ticket: id, result, cause }: Verdict): PastVerdict | undefined {
  const ticket = id === undefined ? undefined : tickets.get(id);
  if (ticket === undefined || isOpen({ cause })) return undefined;
  return { labels: labelsOf(ticket), red: result === 'red' };
}

/** How likely submissions are red, by what became of earlier ones. A verdict is read once, but for the latest of those that nobody was blamed for yet. */
export class Risks {
  private readonly verdicts = new Map<string, Verdict | undefined>();
  private readonly overlaps = new Remembered<number>(mostRemembered);
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
    for (const [at, name] of unread.entries()) this.verdicts.set(name, at < mostLearned ? await readVerdict(store.snapshots, snapshot.commit, name) : undefined);
    const isNew = new Set(unread);
    for (const [name, verdict] of latest(this.verdicts)) if (isOpen(verdict) && !isNew.has(name)) this.verdicts.set(name, await readVerdict(store.snapshots, snapshot.commit, name));
    const found = latest([...this.verdicts].filter(([, verdict]) => verdict?.purpose === 'candidate'));
    const lessons = found.flatMap(([, verdict]) => lessonOf(snapshot, verdict) ?? []);
    const model = riskModelOf(lessons);
    this.learned = { from: snapshot.verdicts, model };
    return model;
  }

  /** How many have landed since a submission was begun that changed a path of its. */
  private landedOverlaps({ repository }: Project, snapshot: Snapshot, pending: Pending, master: string): Promise<number> {
    return this.overlaps.of(`${pending.commit} ${master}`, async () => (await neighboursOf(repository, snapshot, pending, master)).filter(({ shared }) => shared.length > 0).length);
  }
}
