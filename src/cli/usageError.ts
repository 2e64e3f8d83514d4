/** The command was used in a way that cannot work; the message says how to use it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
