/** What was to be imported cannot be; the message says why, and what to do. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}
