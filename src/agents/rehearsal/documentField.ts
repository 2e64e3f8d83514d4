import { parse, YAMLParseError } from 'yaml';

/** A text in the front matter of a document of the plan as a tool shows it: what the tool says before the document does not matter. */
export function documentField(document: string, name: string): string | undefined {
  const front = /(?:^|\n)---\r?\n([\s\S]*?)\r?\n---/.exec(document)?.[1];
  if (front === undefined) return undefined;
  const fields = asMapping(readYaml(front));
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined || value === null) return undefined;
  // A number or a date is meant as it was written.
  return typeof value === 'string' ? value : new RegExp(`^${name}:(.*)$`, 'm').exec(front)?.[1]?.trim();
}

function readYaml(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) return undefined;
    throw error;
  }
}

function asMapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
