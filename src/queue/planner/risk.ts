/** How likely two entries that share a path are red together, though each is green alone. */
export const conflictRisk = 0.1;
