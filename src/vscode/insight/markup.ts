/** Text as it may stand in a page or in the quotes of an attribute. */
export function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with attributes; `content` is markup, and is not escaped. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${typeof value === 'number' ? String(Math.round(value * 10) / 10) : escaped(value)}"`]));
  return `<${name}${written.join('')}>${content}</${name}>`;
}

/** A line of text in a picture. */
export function label(x: number, y: number, words: string, more: Attributes = {}): string {
  return element('text', { x, y, ...more }, escaped(words));
}

/** A picture of so many units, as wide as there is room; `words` say what it shows. */
export function picture(width: number, height: number, words: string, content: string): string {
  return element('svg', { viewBox: `0 0 ${String(width)} ${String(height)}`, role: 'group', 'aria-label': words }, content);
}

/** The same as a table, for whoever sees no picture. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (name: 'th' | 'td', row: readonly string[]): string => element('tr', {}, row.map((cell) => element(name, name === 'th' ? { scope: 'col' } : {}, escaped(cell))).join(''));
  return element('details', {}, element('summary', {}, 'As a table') + element('table', {}, element('thead', {}, cells('th', headings)) + element('tbody', {}, rows.map((row) => cells('td', row)).join(''))));
}

/** One chart with its title, its picture and its table. */
export function card(id: string, title: string, words: string, content: string): string {
  return element('section', { id, 'aria-labelledby': `${id}-title` }, element('h2', { id: `${id}-title` }, escaped(title)) + element('p', {}, escaped(words)) + content);
}
