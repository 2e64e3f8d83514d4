import type { PlanReading } from '../../plan/planReading.js';
import type { PlanDocument } from '../tools.js';

/** Opens the plan when it is first asked for: a run that never reads it starts no git. */
export class LazyPlan {
  private reading: PlanReading | undefined;

  constructor(private readonly open: () => PlanReading) {}

  /** The text of a document; `ticket` is the run's own, whatever the agent would like. */
  read(document: PlanDocument, ticket: string): Promise<string> {
    this.reading ??= this.open();
    switch (document) {
      case 'ticket':
        return this.reading.ticket(ticket);
      case 'spec':
        return this.reading.spec();
      case 'areas':
        return this.reading.areas();
      case 'decisions':
        return this.reading.decisions();
    }
  }

  async close(): Promise<void> {
    await this.reading?.close();
    this.reading = undefined;
  }
}
