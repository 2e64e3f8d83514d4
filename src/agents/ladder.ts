/** The model for a piece of work that failed so often by its own fault: one rung higher each time; the last rung stays. An empty ladder leads nowhere. */
export function modelFor(ladder: readonly string[], failures: number): string {
  return ladder[Math.min(failures, ladder.length - 1)] ?? '';
}
