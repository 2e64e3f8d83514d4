/** The names of the sections that Scriptorium appends to a ticket. */
const appended = ['Prediction', 'Agent Run', 'Review', 'Merge Queue Failure', 'Merge Queue Success', 'Metrics', 'Post-Analysis', 'Stuck Count', 'Investigation Count'] as const;
export type SectionName = (typeof appended)[number];

/** A part of a ticket's text, its lines without their ends. */
export interface Section {
  /** Undefined for the description, which comes first. */
  readonly name: SectionName | undefined;
  /** With the heading. */
  readonly lines: readonly string[];
}

function nameOf(line: string): SectionName | undefined {
  if (!line.startsWith('## ')) return undefined;
  // A run's items are put behind their heading with a backslash and an n instead of newlines.
  const words = (line.slice(3).split('\\n')[0] ?? '').trim();
  return appended.find((name) => words === name || (name.endsWith(' Count') && words.startsWith(`${name}:`)));
}

/** A ticket's description and the sections behind it. Fences do not hide a heading: a description may leave its last one open. */
export function sectionsOf(text: string): readonly Section[] {
  const sections: { name: SectionName | undefined; lines: string[] }[] = [{ name: undefined, lines: [] }];
  for (const line of text.split('\n')) {
    const name = nameOf(line);
    if (name !== undefined) sections.push({ name, lines: [line] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** `- Exit Code: 0`, `**Area:** cli-init` or `## Depends: 0097`: the name in small letters, and what it is. */
export function fieldIn(line: string): readonly [name: string, value: string] | undefined {
  const plain = line.replace(/^\s{0,3}(?:[-*] |## )?/, '');
  const colon = plain.indexOf(':');
  if (colon < 1 || colon > 40) return undefined;
  const name = plain.slice(0, colon).replaceAll('*', '').trim();
  const value = plain.slice(colon + 1).replace(/^\*+/, '').trim();
  return /^[A-Za-z][\w -]*$/.test(name) ? [name.toLowerCase(), value] : undefined;
}

/** The fields of an appended section, each as it is written first. */
export function fieldsOf({ lines }: Section): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const field = fieldIn(line);
    if (field !== undefined && !fields.has(field[0])) fields.set(field[0], field[1]);
  }
  return fields;
}

const outputHeading = '### Agent Stdout Tail';

/** A run's section with its items in lines of their own; what the agent printed is apart. */
export function unfoldedRun({ name, lines }: Section): { readonly section: Section; readonly output: string | undefined } {
  const at = lines.findIndex((line) => line.trim() === outputHeading);
  const told = at < 0 ? lines : lines.slice(0, at);
  const message = told.findIndex((line) => line.startsWith('### '));
  const items = told.slice(0, message < 0 ? told.length : message).flatMap((line) => line.split('\\n'));
  return {
    section: { name, lines: [...items, ...(message < 0 ? [] : told.slice(message))] },
    output: at < 0 ? undefined : lines.slice(at + 1).join('\n'),
  };
}
