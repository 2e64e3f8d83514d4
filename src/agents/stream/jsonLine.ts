/** A line that holds a JSON object: the object; `damaged` for one that began as one; undefined for any other line. */
export function jsonLine(line: string): Readonly<Record<string, unknown>> | 'damaged' | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : 'damaged';
  } catch {
    return 'damaged';
  }
}
