import assert from 'node:assert/strict';
import { documentProblems } from './documentProblems.js';
import { ticketPath } from './paths.js';

const path = ticketPath('open', '0001', 'greet');
const isTicket = (id: string) => id === '0002';

/** Each problem as the text that it is found in, and its words. */
function found(at: string, text: string): readonly string[] {
  return documentProblems(at, text, isTicket).map(({ start, end, words }) => `${text.slice(start, end)} | ${words}`);
}

function ticket(more: string): string {
  return `---\nid: "0001"\ntitle: Greet\ncreated: 2026-02-28T14:30:00Z\n${more}---\n\nPlease.\n`;
}

describe('what is wrong with a document that is being written', () => {
  const cases: readonly (readonly [what: string, at: string, text: string, expected: readonly string[]])[] = [
    ['nothing', path, ticket('depends-on:\n  - "0002"\n'), []],
    ['a value that is not allowed, on its line', path, ticket('priority: urgent\nkind: fix\n'), ['priority: urgent | "priority" must be one of "critical", "high", "medium", "low".']],
    ['a field that there is not', path, ticket('colour: red\n'), ['colour: red | "colour" is no field of this document.']],
    ['a field deep inside', path, ticket('budget:\n  minutes: many\n'), ['minutes: many | "budget.minutes" must be a number.']],
    ['an entry of a list', path, ticket('criteria:\n  - It greets.\n  - 7\nkind: fix\n'), ['7 | "criteria.1" must be one line of text, or "text" with either "test", the name of a test, or "command".']],
    ['a dependency on no ticket', path, ticket('depends-on:\n  - "0002"\n  - "0009"\n'), ['"0009" | There is no ticket 0009.']],
    ['another id than its file’s', path, ticket('').replace('"0001"', '"0003"'), ['id: "0003" | "id" must be "0001": the ticket is called so by its file.']],
    ['a field that is missing, on the first line', 'areas/x.md', '---\narea: x\n---\n', ['--- | "title" is missing.']],
    ['YAML that is none', path, ticket('kind: "fix\n'), ['- | This is not valid YAML: Missing closing "quote']],
    ['no front matter', path, 'Please.\n', ['Please. | It must begin with a line "---" and YAML front matter.']],
    ['nothing in what is Markdown alone', 'spec.md', 'x', []],
    ['nothing in the configuration, which VS Code checks by its schema', 'sanctum.json', '{', []],
  ];
  for (const [what, at, text, expected] of cases) it(what, () => assert.deepEqual(found(at, text), expected));
});
