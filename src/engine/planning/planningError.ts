/** The spec could not be revised, accepted or rejected: why, and what to do. */
export class PlanningError extends Error {
  override readonly name = 'PlanningError';
}

/** The engineer interrupted the architect; the draft is as it was. */
export class PlanningStopped extends Error {
  override readonly name = 'PlanningStopped';
}
