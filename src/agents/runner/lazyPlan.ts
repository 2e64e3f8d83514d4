import type { PlanReading } from '../../plan/planReading.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { RunOrder } from '../runOrder.js';
import type { PlanDocument } from '../tools.js';

/** Opens the plan when it is first asked for: a run that never reads it starts no git. */
export class LazyPlan {
  private reading: PlanReading | undefined;

  constructor(private readonly open: () => PlanReading) {}

  /** The text of a document; ticket, area and question are those of the run, whatever the agent would like. */
  async read(document: PlanDocument, subject: RunOrder['subject']): Promise<string | { readonly refusal: string }> {
    const plan = this.opened();
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
      case 'spec':
      case 'areas':
      case 'decisions':
      case 'questions':
        return plan[document]();
    }
  }

  snapshot(): Promise<Snapshot> {
    return this.opened().snapshot();
  }

  async close(): Promise<void> {
    await this.reading?.close();
    this.reading = undefined;
  }

  private opened(): PlanReading {
    this.reading ??= this.open();
    return this.reading;
  }

  /** The run's area, or its ticket's. */
  private async area({ area, ticket }: RunOrder['subject']): Promise<string | undefined> {
    return area ?? (ticket === undefined ? undefined : (await this.snapshot()).tickets.get(ticket)?.fields.area);
  }
}

function missing(document: string, all: string): { readonly refusal: string } {
  return { refusal: `This run is about no ${document} of its own. Send {"document": "${all}"} to read all of them, or {"document": "spec"}.` };
}
