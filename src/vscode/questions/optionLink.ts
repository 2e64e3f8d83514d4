/** What a click on an option says. */
export interface OptionLink {
  /** Known to this window alone: an agent's own words can hold a link too, and must not be able to answer anything. */
  readonly secret: string;
  /** The question's key. */
  readonly key: string;
  readonly option: string;
}

/** The address of a command with its argument. */
export function commandAddress(command: string, argument: OptionLink): string {
  const encoded = encodeURIComponent(JSON.stringify([argument]));
  // Parentheses would end the link in Markdown.
  return `command:${command}?${encoded.replace(/[()!'*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

/** What the command was called with; undefined for anything else than a link that this window made. */
export function readOptionLink(argument: unknown, secret: string): OptionLink | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { secret: said, key, option } = argument as Readonly<Record<string, unknown>>;
  return said === secret && typeof key === 'string' && typeof option === 'string' ? { secret, key, option } : undefined;
}
