/** The sample repository of the demo: a small library with real tests, run by Node's own test runner. */
export const sampleFiles: ReadonlyMap<string, string> = new Map([
  [
    'package.json',
    `${JSON.stringify({ name: 'greeter', version: '1.0.0', type: 'module', private: true, scripts: { test: 'node --test' } }, undefined, 2)}\n`,
  ],
  ['README.md', '# Greeter\n\nA small library that greets people.\n'],
  ['src/greet.js', "export function greet() {\n  return 'Hello!';\n}\n"],
  [
    'test/greet.test.js',
    `import assert from 'node:assert/strict';
import test from 'node:test';
import { greet } from '../src/greet.js';

test('greets', () => {
  assert.match(greet(), /^Hello/);
});
`,
  ],
]);

/** What the engineer of the demo tells the architect. */
export const sampleRequest = 'A greeter that knows its people: it greets by name, by the time of day and in their language, and it says goodbye as well.';

/** What the engineer of the demo answers when nobody sits at a terminal. */
export const sampleAnswer = 'Salut';
