import type { AreaFields } from '../planningSchemas.js';
import type { TicketFields } from '../schemas.js';
import type { Imported } from './importSchemas.js';
import type { Remark } from './sourceFile.js';

/** A ticket as it is to be in the plan. */
export interface ImportedTicket {
  readonly state: 'open' | 'stuck' | 'done';
  readonly name: string;
  readonly fields: Pick<TicketFields, 'id' | 'title' | 'priority' | 'created'> & {
    readonly area?: string | undefined;
    readonly 'depends-on'?: readonly string[] | undefined;
    readonly prediction?: TicketFields['prediction'] | undefined;
    readonly imported: Imported;
  };
  readonly body: string;
}

/** A document that the level below was written for, or not yet. */
export interface ImportedArea {
  readonly fields: AreaFields;
  readonly body: string;
  /** Its tickets were written for it as it is. */
  readonly isCut: boolean;
}

export interface ImportedDecision {
  readonly title: string;
  readonly text: string;
}

/** All that was read from another system's plan, and what is to be said of the rest. */
export interface ImportedPlan {
  readonly spec: { readonly text: string; readonly isCut: boolean } | undefined;
  readonly areas: readonly ImportedArea[];
  readonly decisions: readonly ImportedDecision[];
  readonly tickets: readonly ImportedTicket[];
  readonly remarks: readonly Remark[];
}
