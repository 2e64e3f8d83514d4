/** A prompt and the values for it do not fit. */
export class PromptError extends Error {
  override readonly name = 'PromptError';
}

/** What the coding agent's prompt is filled with. Never a path: the engineer's checkout is nothing an agent should know of. */
export interface CodingPromptValues {
  readonly ticket: string;
  readonly title: string;
  readonly attempt: string;
  /** What became of the earlier attempts; empty for the first. */
  readonly earlier: string;
}

const placeholder = /\{\{\s*([a-z_]+)\s*\}\}/g;

/**
 * Replaces each `{{name}}`, once: a value that looks like a placeholder stays as it is. Throws PromptError for a placeholder without
 * a value, and for a value without a placeholder, because both mean that an agent would not be told something.
 */
export function fillPrompt(template: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const filled = template.replace(placeholder, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new PromptError(`The prompt names ${whole}, which has no value. It may name: ${Object.keys(values).join(', ')}.`);
    used.add(name);
    return value;
  });
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (unused.length > 0) throw new PromptError(`The prompt does not name ${unused.map((name) => `{{${name}}}`).join(', ')}.`);
  return filled;
}

/** The coding agent's prompt; `houseRules` is filled in where the template says `{{house_rules}}`. */
export function codingPrompt(templates: { readonly role: string; readonly houseRules: string }, values: CodingPromptValues): string {
  return fillPrompt(templates.role, { ...values, house_rules: templates.houseRules.trim() });
}
