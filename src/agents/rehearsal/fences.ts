/** A fenced block of a Markdown text. */
export interface FencedBlock {
  readonly info: string;
  /** How far its fence stands to the right. */
  readonly indent: number;
  readonly fence: string;
  /** The lines of both fences, from 0; the last is that of the text when it is not closed. */
  readonly first: number;
  readonly last: number;
  readonly closed: boolean;
  /** What stands between them, as far to the left as the fence stands right. */
  readonly body: string;
}

/** All fenced blocks, also those that stand inside of list items. */
export function fencedBlocks(markdown: string): readonly FencedBlock[] {
  const lines = markdown.split(/\r?\n/);
  const blocks: FencedBlock[] = [];
  for (let first = 0; first < lines.length; first += 1) {
    const [, space = '', fence, info = ''] = /^( *)(`{3,}|~{3,})(.*)$/.exec(lines[first] ?? '') ?? [];
    if (fence === undefined || (fence.startsWith('`') && info.includes('`'))) continue;
    const end = lines.findIndex((line, at) => at > first && isClosedBy(line.trim(), fence));
    const last = end < 0 ? lines.length - 1 : end;
    const body = lines.slice(first + 1, end < 0 ? undefined : end).map((line) => line.slice(Math.min(space.length, line.length - line.trimStart().length)));
    blocks.push({ info: info.trim(), indent: space.length, fence, first, last, closed: end >= 0, body: body.join('\n') });
    first = last;
  }
  return blocks;
}

function isClosedBy(line: string, fence: string): boolean {
  return line.startsWith(fence) && line.replaceAll(fence.charAt(0), '') === '';
}
