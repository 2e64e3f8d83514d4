/** As many of the acts as are quick enough for every day, spread over all of them. */
export function sampleOf<Act>(acts: readonly Act[], count: number): readonly Act[] {
  return Array.from({ length: Math.min(count, acts.length) }, (_, at) => acts[Math.floor((at * acts.length) / count)]).filter((act) => act !== undefined);
}
