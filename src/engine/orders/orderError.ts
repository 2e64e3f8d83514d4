/** What the engineer asked for cannot be written; the message says why, or what to do instead. */
export class OrderError extends Error {
  override readonly name = 'OrderError';
}
