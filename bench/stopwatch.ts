/** How much processor time this process takes over an action, in milliseconds; what its children take is theirs. */
export async function processorTimeOf(action: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** How long an action takes, in milliseconds. */
export async function spanOf(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}
