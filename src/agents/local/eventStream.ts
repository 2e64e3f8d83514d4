/** The lines of a stream of bytes, without their ends; the last one as it broke off. */
export async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** The value of a line `data: {…}` of server-sent events; undefined for any other line. */
export function eventData(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('data:')) return undefined;
  try {
    const value: unknown = JSON.parse(line.slice('data:'.length));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
