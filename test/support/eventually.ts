/**
 * Looks until there is something to see, and hands it over; throws after the deadline. The one way for a test to wait for another
 * process: it never waits longer than it must, and never trusts a length of time.
 */
export async function eventually<T>(what: string, look: () => T | undefined | Promise<T | undefined>, deadlineMilliseconds = 20_000): Promise<T> {
  const deadline = Date.now() + deadlineMilliseconds;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`Not seen within ${String(deadlineMilliseconds)} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
