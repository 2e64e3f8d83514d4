import type { PlanReading } from '../../plan/planReading.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { RunOrder } from '../runOrder.js';
import type { PlanDocument } from '../tools.js';

/** Opens the plan when it is first asked for: a run that never reads it starts no git, and does not even load what reads plans. */
export class LazyPlan {
  private reading: Promise<PlanReading> | undefined;

  constructor(private readonly open: () => Promise<PlanReading>) {}

  /** The text of a document; ticket, area and question are those of the run, whatever the agent would like. */
  async read(document: PlanDocument, subject: RunOrder['subject']): Promise<string | { readonly refusal: string }> {
    const plan = await this.opened();
    switch (document) {
      case 'ticket':
        return subject.ticket === undefined ? missing('ticket', 'tickets') : plan.ticket(subject.ticket);
      case 'area': {
        const area = await this.area(subject);
        return area === undefined ? missing('area', 'areas') : plan.area(area);
      }
      case 'tickets':
        return plan.tickets(await this.area(subject));
      case 'question':
        return subject.question === undefined ? missing('question', 'questions') : plan.question(subject.question);
      case 'proposal':
        return subject.proposal === undefined ? missing('proposal', 'proposals') : plan.proposal(subject.proposal);
      case 'spec':
      case 'areas':
      case 'decisions':
      case 'questions':
      case 'proposals':
        return plan[document]();
    }
  }

  async snapshot(): Promise<Snapshot> {
    return (await this.opened()).snapshot();
  }

  async close(): Promise<void> {
    const { reading } = this;
    this.reading = undefined;
    await (await reading)?.close();
  }

  private opened(): Promise<PlanReading> {
    if (this.reading !== undefined) return this.reading;
    const reading = this.open();
    this.reading = reading;
    // The next call may have more luck: git or the disk was busy.
    reading.catch(() => {
      if (this.reading === reading) this.reading = undefined;
    });
    return reading;
  }

  /** The run's area, or its ticket's. */
  private async area({ area, ticket }: RunOrder['subject']): Promise<string | undefined> {
    return area ?? (ticket === undefined ? undefined : (await this.snapshot()).tickets.get(ticket)?.fields.area);
  }
}

function missing(document: string, all: string): { readonly refusal: string } {
  return { refusal: `This run is about no ${document} of its own. Send {"document": "${all}"} to read all of them, or {"document": "spec"}.` };
}
