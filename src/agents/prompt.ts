/** A prompt and the values for it do not fit. */
export class PromptError extends Error {
  override readonly name = 'PromptError';
}

/** What an agent can be told to do; `resume` is to go on with a session that waited for an answer, `go-on` with one that stopped for another reason. */
export const taskNames = ['code', 'mend', 'review', 'areas', 'tickets', 'answer', 'pitch', 'design', 'change', 'spec', 'describe', 'ask', 'resume', 'go-on'] as const;
export type TaskName = (typeof taskNames)[number];

const placeholder = /\{\{\s*([a-z_]+)\s*\}\}/g;

/** Where a template comes from, and what it need not name. */
export interface TemplateNature {
  /** The file, as the error is to call it. */
  readonly name: string;
  /** Values that may be left out. */
  readonly optional?: readonly string[];
}

/**
 * Replaces each `{{name}}`, once: a value that looks like a placeholder stays as it is. Throws PromptError for a placeholder without
 * a value, and for a value without a placeholder, because both mean that an agent would not be told something.
 */
export function fillPrompt(template: string, values: Readonly<Record<string, string>>, { name: file, optional = [] }: TemplateNature): string {
  const choices = Object.keys(values).map((name) => `{{${name}}}`).join(', ') || 'none';
  const used = new Set<string>();
  const filled = template.replace(placeholder, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new PromptError(`${file} names ${whole}, which has no value. It may name: ${choices}.`);
    used.add(name);
    return value;
  });
  const unused = Object.keys(values).filter((name) => !used.has(name) && !optional.includes(name));
  if (unused.length > 0) throw new PromptError(`${file} does not name ${unused.map((name) => `{{${name}}}`).join(', ')}. It may name: ${choices}.`);
  return filled;
}
