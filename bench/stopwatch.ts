/** How long an action takes, in milliseconds. */
export async function spanOf(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}
