import type * as z from 'zod';

const kinds: Readonly<Record<string, string>> = { string: 'text, in quotes', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a group of fields', record: 'a group of fields' };

function counted(count: number | bigint, one: string, more: string): string {
  return `${String(count)} ${Number(count) === 1 ? one : more}`;
}

function bound(origin: string, count: number | bigint): string {
  if (origin === 'array') return counted(count, 'entry', 'entries');
  return origin === 'string' ? counted(count, 'character', 'characters') : String(count);
}

/** What is wrong with a value, to be read after its name: "must be a number". */
function fault(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `may not hold ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'too_small':
      return `must ${issue.origin === 'array' || issue.origin === 'string' ? 'have' : 'be'} at least ${bound(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `must ${issue.origin === 'array' || issue.origin === 'string' ? 'have' : 'be'} at most ${bound(issue.origin, issue.maximum)}`;
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? 'is missing' : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    default:
      return issue.message;
  }
}

/** One thing that is wrong, in words, with the name of what it is wrong with. */
export function issueWords(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return path === '' ? fault(issue) : `"${path}" ${fault(issue)}`;
}

/** The first thing that is wrong, in words. */
export function firstProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'it is not valid' : issueWords(issue);
}
