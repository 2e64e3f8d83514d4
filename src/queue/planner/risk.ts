/** How likely two entries that share a path are red together, though each is green alone. */
export const conflictRisk = 0.1;

/** How likely an entry is red on master: by itself, or together with one of those that landed since it was begun and share a path with it. */
export function riskOf(own: number, landedOverlaps: number, pairRisk = conflictRisk): number {
  return 1 - (1 - own) * (1 - pairRisk) ** landedOverlaps;
}
