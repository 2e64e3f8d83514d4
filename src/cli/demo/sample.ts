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

export interface SampleTicket {
  readonly title: string;
  readonly body: string;
  /** What the rehearsal agent plays, as YAML. */
  readonly scenario: string;
}

/** Three tickets; the second one's first attempt does not pass the gate. */
export const sampleTickets: readonly SampleTicket[] = [
  {
    title: 'Greet people by name',
    body: '`greet("Ada")` says "Hello, Ada!"; without a name it goes on saying "Hello!".',
    scenario: `steps:
  - progress: reading the ticket
  - read: ticket
  - progress: writing the change and its test
  - write:
      path: src/greet.js
      text: |
        export function greet(name) {
          return name === undefined ? 'Hello!' : \`Hello, \${name}!\`;
        }
  - append:
      path: test/greet.test.js
      text: |

        test('greets by name', () => {
          assert.equal(greet('Ada'), 'Hello, Ada!');
        });
  - run: node --test
  - submit:
      summary: greet() takes a name
      evidence: node --test passes
`,
  },
  {
    title: 'Say goodbye',
    body: '`goodbye("Ada")` says "Goodbye, Ada!".',
    scenario: `attempts:
  - steps:
      - progress: writing the test, and the change in a hurry
      - write:
          path: src/goodbye.js
          text: |
            export function goodbye(name) {
              return \`Goodby, \${name}!\`;
            }
      - write:
          path: test/goodbye.test.js
          text: |
            import assert from 'node:assert/strict';
            import test from 'node:test';
            import { goodbye } from '../src/goodbye.js';

            test('says goodbye by name', () => {
              assert.equal(goodbye('Ada'), 'Goodbye, Ada!');
            });
      - submit:
          summary: goodbye() says goodbye
          evidence: it looks right
  - steps:
      - progress: reading what the gate said
      - read: ticket
      - replace:
          path: src/goodbye.js
          find: Goodby,
          with: Goodbye,
      - run: node --test
      - submit:
          summary: goodbye() says goodbye, spelled right
          evidence: node --test passes
`,
  },
  {
    title: 'Greet by the time of day',
    body: '`greetAt(9)` says "Good morning!", `greetAt(20)` says "Good evening!", anything else "Hello!".',
    scenario: `steps:
  - progress: writing the change and its test
  - write:
      path: src/greetAt.js
      text: |
        import { greet } from './greet.js';

        export function greetAt(hour) {
          if (hour >= 5 && hour < 12) return 'Good morning!';
          return hour >= 18 ? 'Good evening!' : greet();
        }
  - write:
      path: test/greetAt.test.js
      text: |
        import assert from 'node:assert/strict';
        import test from 'node:test';
        import { greetAt } from '../src/greetAt.js';

        test('greets by the time of day', () => {
          assert.equal(greetAt(9), 'Good morning!');
          assert.equal(greetAt(15), 'Hello!');
          assert.equal(greetAt(20), 'Good evening!');
        });
  - run: node --test
  - submit:
      summary: greetAt() knows morning and evening
      evidence: node --test passes
`,
  },
];
