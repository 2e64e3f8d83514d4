import { readBody } from './frontMatter.js';
import type { QuestionFields } from './planningSchemas.js';
import type { Document } from './snapshot.js';

/** What the asker wrote, without the sections that were added on the way up. */
export function askedText({ text, fields }: Pick<Document<QuestionFields>, 'text' | 'fields'>): string {
  let asked = readBody(text).trimEnd();
  for (const { view } of [...fields.path].reverse()) {
    if (view === undefined || !asked.endsWith(view.trim())) continue;
    asked = asked.slice(0, asked.length - view.trim().length).trimEnd().replace(/\n## Passed up by the \w+$/, '').trimEnd();
  }
  return asked.trim();
}
