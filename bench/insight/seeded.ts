/** Draws from a normal distribution of mean 0 and deviation 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed, 2654435761) >>> 0;
  // A linear congruence modulo 2^32; its constants are those of Numerical Recipes, section 7.1.
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
