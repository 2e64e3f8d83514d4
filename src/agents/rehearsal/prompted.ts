/** What a prompt holds between the lines `<name>` and `</name>`, the outermost ones; undefined when it has no such lines. */
export function prompted(prompt: string, name: 'answer' | 'request' | 'question'): string | undefined {
  const lines = prompt.split('\n');
  const [first, last] = [lines.indexOf(`<${name}>`), lines.lastIndexOf(`</${name}>`)];
  return first < 0 || last < first ? undefined : lines.slice(first + 1, last).join('\n');
}
