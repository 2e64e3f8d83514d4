/** The model for a piece of work that failed so often by its own fault: one rung higher each time; the last rung stays. An empty ladder leads nowhere. */
export function modelFor(ladder: readonly string[], failures: number): string {
  return ladder[Math.min(failures, ladder.length - 1)] ?? '';
}

/** A model in a row where there is little room: of a scenario's path its file. */
export function shortModel(model: string): string {
  return model.replace(/:\/.*\//, ':');
}
