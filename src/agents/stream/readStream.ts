import type { AgentEvent } from './agentEvent.js';
import type { StreamFormat } from './formats.js';
import { streamReader } from './formats.js';
import type { StreamEnd } from './streamReader.js';

/** All that a stream tells; with `end` also what its end means. */
export function readStream(format: StreamFormat, stream: string, end?: StreamEnd): readonly AgentEvent[] {
  const reader = streamReader(format);
  const events = stream.split('\n').flatMap((line) => reader.line(line));
  return end === undefined ? events : [...events, ...reader.end(end)];
}
