import { fencedBlocks } from './fences.js';

export interface Section {
  readonly heading: string;
  /** With its heading. */
  readonly text: string;
}

export interface Bullet {
  /** Its first line. */
  readonly title: string;
  /** What stands below it, as far to the left as it goes; may be empty. */
  readonly body: string;
}

/** The parts of a text below its `## ` headings, each up to the next heading of that level or a higher one. */
export function sectionsOf(markdown: string): readonly Section[] {
  const lines = linesOf(markdown);
  const isBoundary = (line: Line): boolean => !line.fenced && /^##? +\S/.test(line.text);
  return lines.flatMap((line, at) => {
    const heading = line.fenced ? undefined : /^## +(\S.*?)(?: +#+)? *$/.exec(line.text)?.[1];
    if (heading === undefined) return [];
    const next = lines.findIndex((other, place) => place > at && isBoundary(other));
    return [{ heading, text: joined(lines.slice(at, next < 0 ? undefined : next)).trim() }];
  });
}

/** The bullets that stand at the left edge, each with the indented lines below it. */
export function bulletsOf(markdown: string): readonly Bullet[] {
  const lines = linesOf(markdown);
  return lines.flatMap((line, at) => {
    const title = line.fenced ? undefined : /^[-*+] +(\S.*?) *$/.exec(line.text)?.[1];
    if (title === undefined || /^(?:[-*] *){3,}$/.test(line.text)) return [];
    const next = lines.findIndex((other, place) => place > at && /^\S/.test(other.text));
    return [{ title, body: outdented(lines.slice(at + 1, next < 0 ? undefined : next)) }];
  });
}

interface Line {
  readonly text: string;
  readonly fenced: boolean;
}

function linesOf(markdown: string): readonly Line[] {
  const blocks = fencedBlocks(markdown);
  return markdown.split(/\r?\n/).map((text, at) => ({ text, fenced: blocks.some(({ first, last }) => first <= at && at <= last) }));
}

function joined(lines: readonly Line[]): string {
  return lines.map(({ text }) => text).join('\n');
}

function outdented(lines: readonly Line[]): string {
  const depths = lines.filter(({ text }) => text.trim() !== '').map(({ text }) => text.length - text.trimStart().length);
  const depth = Math.min(...depths);
  return depths.length === 0 ? '' : lines.map(({ text }) => text.slice(depth)).join('\n').replace(/^\n+|\s+$/g, '');
}
