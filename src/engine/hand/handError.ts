/** Work of the engineer's own that cannot be handed in, or nothing to be taken away; the message says why, and what to do. */
export class HandError extends Error {
  override readonly name = 'HandError';
}
