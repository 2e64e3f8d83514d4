import type { AgentEvent } from './agentEvent.js';

/** How an agent ended, as far as the reader of its stream need know it. */
export interface StreamEnd {
  /** Undefined where a signal ended it, or nobody knows. */
  readonly exitCode?: number | undefined;
  /** Whether somebody asked it to end: then it is not blamed for that. */
  readonly asked: boolean;
}

/**
 * Makes events of what an agent prints, line by line, of one run. Pure but for what it remembers of earlier lines. Lines of standard output and
 * of standard error come in the order in which they were printed; a reader passes over what it does not know.
 */
export interface StreamReader {
  /** One whole line without its end; it may be anything, and as long as an agent likes. Never throws. */
  line(text: string): readonly AgentEvent[];
  /** What is known only when there is no more: why it failed, where the agent itself did not say it. */
  end(end: StreamEnd): readonly AgentEvent[];
  /** How many lines looked like the agent's own format, and could not be read. */
  readonly badLines: number;
}
