import fc from 'fast-check';
import * as z from 'zod';

/** What of a schema's definition is looked at here. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly out?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly options?: readonly z.ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly (string | number | boolean)[];
}

/** Texts that YAML, Markdown or JSON could take for something else. */
export const awkwardTexts = ['', ' ', 'null', 'true', '~', '1e3', '0x1F', '0012', '2026-02-28', '- a', 'a: b', 'a # b', '#', '"', "'", '---', '...', 'a\n---\nb', 'ünï 🦊', '\u2028---\n', '\u0085', '|', '{', '[', '*a', '&a', '!x', '%TAG', '<<', '__proto__', 'constructor'] as const;

const samples = ['a', 'make test', '0012', 'Q-0007', 'D-0003', 'P-0002', 'npx mocha --fgrep {test}', 'command-line', 'R-20261121T043000-0012-1', '2026-02-28T14:30:00Z', 'c'.repeat(40), 'd'.repeat(64), 'http://127.0.0.1:8080/v1', 'KEY', 'node_modules', 'local'];

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 8 }));

function isWhole(schema: z.ZodType): boolean {
  return ![0.5, 1.5, 1024.5].some((number) => schema.safeParse(number).success);
}

function made(schema: z.ZodType): fc.Arbitrary<unknown> {
  const definition = schema._zod.def as unknown as Definition;
  const inner = (of: z.ZodType | undefined): fc.Arbitrary<unknown> => arbitraryOf(of ?? z.unknown());
  switch (definition.type) {
    case 'object': {
      const shape = Object.entries(definition.shape ?? {});
      const needed = shape.filter(([, field]) => !field.safeParse(undefined).success).map(([name]) => name);
      return fc.record(Object.fromEntries(shape.map(([name, field]) => [name, arbitraryOf(bare(field))])), { requiredKeys: needed, noNullPrototype: true });
    }
    case 'string': {
      const fits = (one: string): boolean => schema.safeParse(one).success;
      const known = [...samples, ...awkwardTexts].filter(fits);
      if (known.length === 0) throw new Error(`No text is known that this takes: ${JSON.stringify(z.toJSONSchema(schema))}. Add one to the samples.`);
      const fitting = fc.constantFrom(...known);
      return fits('any text, 7') ? fc.oneof(fitting, text.filter(fits)) : fitting;
    }
    case 'number':
      return isWhole(schema) ? fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer()) : fc.oneof(fc.integer({ min: 0, max: 40 }), fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Object.is(one, -0)));
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...Object.values(definition.entries ?? {}));
    case 'literal':
      return fc.constantFrom(...(definition.values ?? []));
    case 'array':
      return fc.array(inner(definition.element), { maxLength: 3 });
    case 'tuple':
      return fc.tuple(...(definition.items ?? []).map(inner));
    case 'union':
      return fc.oneof(...(definition.options ?? []).map(inner));
    case 'record':
      return fc.array(fc.tuple(inner(definition.keyType), inner(definition.valueType)), { maxLength: 2 }).map((pairs) => Object.fromEntries(pairs as [string, unknown][]) as unknown);
    case 'optional':
    case 'default':
    case 'prefault':
      return inner(definition.innerType);
    // What is read in an older form too is printed in the present one.
    case 'pipe':
      return inner(definition.out);
    default:
      throw new Error(`No values are known for a schema of the type ${definition.type}.`);
  }
}

/** A field without what makes it optional: whether it is there is decided by who holds it. */
function bare(schema: z.ZodType): z.ZodType {
  const { type, innerType } = schema._zod.def as unknown as Definition;
  return innerType !== undefined && ['optional', 'default', 'prefault'].includes(type) ? bare(innerType) : schema;
}

/** Values that a schema takes, awkward ones among them. */
export function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  return made(schema).filter((value) => schema.safeParse(value).success);
}
