/** What the command's exit code says; written in the README. `audit` uses the number of broken invariants instead. */
export const exitCodes = {
  done: 0,
  /** Something broke that is nobody's input; the message says what. */
  failed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** The repository cannot be used, or has no plan. */
  repository: 3,
  /** Another engine runs this repository. */
  elsewhere: 4,
  /** Commands wait for the engineer's approval. */
  trust: 5,
  /** The gate could not be proved. */
  gate: 6,
  /** `run --until-idle` ended with something that waits for the engineer. */
  waiting: 7,
  /** Ctrl-C ended it before it was done; what it had begun was taken back. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
