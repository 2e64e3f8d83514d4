/** The files of a project, as a gate is looked for. */
export interface ProjectFiles {
  /** Their paths from the project's top. */
  readonly names: ReadonlySet<string>;
  text(name: string): Promise<string>;
}

export interface DetectedGate {
  readonly commands: readonly string[];
  readonly setup: readonly string[];
  /** Runs one test by its name, which stands for `{test}`; undefined where the runner is not known, or has no such form. */
  readonly testCommand?: string;
  /** What print the versions of the tools that it is run with. */
  readonly tools?: readonly string[];
  /** What it was detected from. */
  readonly because: string;
}
