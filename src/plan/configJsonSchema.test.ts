import assert from 'node:assert/strict';
import { configJsonSchema } from './configJsonSchema.js';

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
}

function described(schema: Described, path: string): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const own = one.description === undefined && one.properties === undefined && name !== '$schema' ? [`${path}${name}`] : [];
    return [...own, ...described(one, `${path}${name}.`)];
  });
}

describe('the schema of the configuration, for editors', () => {
  const schema = configJsonSchema() as Described;

  it('asks for no more than what has no default, and takes no other field', () => {
    assert.deepEqual(schema.required, ['version', 'branch', 'gate']);
    assert.equal(schema.additionalProperties, false);
    assert.deepEqual(schema.properties?.['gate']?.required, ['commands']);
  });

  it('says of every field what it is for', () => assert.deepEqual(described(schema, ''), []));
});
