import type { Files } from '../../platform/files.js';
import type { SeenAt } from './endpointFigures.js';
import { readFigures } from './endpointFigures.js';

/** How fast a model at an endpoint is, as far as that is known. */
export interface EndpointSpeed {
  readonly tokensPerSecond?: number | undefined;
  /** Tokens of context. */
  readonly context?: number | undefined;
}

/** A model of which nothing is known is taken for a large one on a small machine. */
const assumedTokensPerSecond = 10;
const assumedContext = 32_768;

/** A server reads so many tokens in the time in which it writes one, at the least. */
const readAsOneWritten = 8;

/** What a model may think or write before its agent has anything to tell. */
const longestPart = 8192;

const [shortest, longest] = [180, 4 * 3600];

/**
 * For how many seconds a healthy agent may say nothing: until its model has read a full context, and then has written one long part of an
 * answer. By tokens, since a fixed time is too short for one machine and too long for another.
 */
export function silenceFor({ tokensPerSecond = assumedTokensPerSecond, context = assumedContext }: EndpointSpeed): number {
  const seconds = (context / readAsOneWritten + longestPart) / tokensPerSecond;
  return Math.round(Math.min(longest, Math.max(shortest, seconds)));
}

/** The same of a model at an endpoint by what this machine has seen of it, and by what `sanctum.json` says where it has seen nothing. */
export async function silenceAt(files: Files, home: string, endpoint: Pick<SeenAt, 'url'> & EndpointSpeed, model: string): Promise<number> {
  const { tokensPerSecond = endpoint.tokensPerSecond } = await readFigures(files, home, { url: endpoint.url, model });
  return silenceFor({ context: endpoint.context, tokensPerSecond });
}
