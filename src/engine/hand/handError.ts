/** Work of the engineer's own that cannot be handed in, or nothing to be taken away; the message says why, and what to do. */
export class HandError extends Error {
  override readonly name = 'HandError';
}

/** A landing that cannot be taken back by itself, since what it changed was changed again. An agent can do it. */
export class LandingBuiltUpon extends HandError {
  constructor(
    message: string,
    /** Where later changes are in the way. */
    readonly paths: readonly string[],
  ) {
    super(message);
  }
}
