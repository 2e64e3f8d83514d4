import type { KitOptions } from '../../agents/kit.js';
import { PlanningDesk } from '../../engine/planning/conversation/planningDesk.js';
import type { Session } from '../hosting/session.js';

/** What is done with the architect and the draft of one repository of the window. */
export class ArchitectDesk extends PlanningDesk {
  constructor(
    readonly session: Session,
    kit: KitOptions,
  ) {
    super(session, kit);
  }
}
