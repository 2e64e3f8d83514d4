import { AcpReader } from '../acp/acpReader.js';
import { ClaudeReader } from '../claude/claudeReader.js';
import { CodexReader } from '../codex/codexReader.js';
import { RehearsalReader } from '../rehearsal/rehearsalReader.js';
import { TypoiReader } from '../typoi/typoiReader.js';
import type { StreamReader } from './streamReader.js';

/** What agents print, by the name that an order gives to it; several backends may print the same. */
const readers = {
  rehearsal: () => new RehearsalReader(),
  codex: () => new CodexReader(),
  claude: () => new ClaudeReader(),
  typoi: () => new TypoiReader(),
  acp: () => new AcpReader(),
} as const satisfies Readonly<Record<string, () => StreamReader>>;

export type StreamFormat = keyof typeof readers;
export const streamFormats = Object.keys(readers) as [StreamFormat, ...StreamFormat[]];

/** A new reader for one run's stream. */
export function streamReader(format: StreamFormat): StreamReader {
  return readers[format]();
}
