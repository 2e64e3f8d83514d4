import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { auditReportSchema } from './auditReport.js';

describe('the report of an audit', () => {
  it('is what docs/audit.schema.json says; a change of it is another version', async () => {
    const schema = { title: 'What sanctum audit --json prints', ...z.toJSONSchema(auditReportSchema, { target: 'draft-7' }) };
    const text = `${JSON.stringify(schema, undefined, 2)}\n`;
    if (process.env['SANCTUM_WRITE_SCHEMA'] !== undefined) await writeFile('docs/audit.schema.json', text);
    assert.equal(await readFile('docs/audit.schema.json', 'utf8'), text);
  });
});
