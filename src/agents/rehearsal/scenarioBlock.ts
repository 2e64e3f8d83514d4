import { fencedBlocks } from './fences.js';
import { ScenarioError } from './scenario.js';

/** Which fenced block of a document holds the scenario of a part. */
export interface BlockNature {
  readonly info: 'rehearsal' | 'rehearsal-review';
  /** A block that stands further right is that of a list item: of a ticket that is yet to be cut from the document. */
  readonly indent: number;
}

/** The first such block of a Markdown text, or undefined. Throws ScenarioError when it is not closed. */
export function scenarioBlock(markdown: string, { info, indent }: BlockNature): string | undefined {
  const block = fencedBlocks(markdown).find((candidate) => candidate.info === info && candidate.indent <= indent);
  if (block === undefined) return undefined;
  if (!block.closed) throw new ScenarioError(`The ${info} block that begins in line ${String(block.first + 1)} of the document is not closed by ${block.fence}.`);
  return block.body;
}
