import { stringify } from 'yaml';
import { fenced } from '../../plan/frontMatter.js';

type Step = Readonly<Record<string, unknown>>;

const spec = `# Greeter

A small library that greets people, and says goodbye.

## Greetings

- \`greet(name)\` greets by name; without one it says "Hello!".
- \`greetAt(hour)\` greets by the time of day.
- \`greetIn(language, name)\` greets in French as well.

## Farewells

- \`goodbye(name)\` says goodbye by name.
- \`wish(name)\` says goodbye with a wish for the day.
- \`countdown(from)\` counts down to a goodbye.
`;

const greetings = `Everything that is said when somebody comes. It lives in \`src/greet*.js\`, one function a file, and each function has its test beside the
others in \`test/\`.`;

const farewells = 'Everything that is said when somebody leaves. It lives in `src/`, one function a file; it needs nothing of the greetings.';

/** A test file of one test for one function. */
function testFile(name: string, title: string, assertions: readonly string[]): Step {
  const lines = ["import assert from 'node:assert/strict';", "import test from 'node:test';", `import { ${name} } from '../src/${name}.js';`, '', `test('${title}', () => {`, ...assertions.map((line) => `  ${line}`), '});', ''];
  return { write: { path: `test/${name}.test.js`, text: lines.join('\n') } };
}

function sourceFile(name: string, lines: readonly string[]): Step {
  return { write: { path: `src/${name}.js`, text: [...lines, ''].join('\n') } };
}

const runTests: Step = { run: 'node --test' };

function submit(summary: string, evidence = 'node --test passes'): Step {
  return { submit: { summary, evidence } };
}

interface SampleTicket {
  readonly title: string;
  readonly body: string;
  readonly criteria: readonly string[];
  readonly minutes: readonly [number, number];
  readonly dependsOn?: readonly string[];
  readonly budgetMinutes?: number;
  /** What the coding agent does, attempt by attempt. */
  readonly attempts: readonly (readonly Step[])[];
}

/** The manager's call that writes a ticket; what its coding agent will play stands in the ticket itself. */
function addTicket({ title, body, criteria, minutes, dependsOn, budgetMinutes, attempts }: SampleTicket): Step {
  const played = stringify({ attempts: attempts.map((steps) => ({ steps })) }, { lineWidth: 0 });
  const input = {
    title,
    body: `${body}\n\n${fenced(played, 'rehearsal')}`,
    criteria,
    prediction: { difficulty: [1, 2], minutes, dollars: [0, 0] },
    ...(dependsOn === undefined ? {} : { depends_on: dependsOn }),
    ...(budgetMinutes === undefined ? {} : { budget_minutes: budgetMinutes }),
  };
  return { call: { tool: 'add_ticket', arguments: input } };
}

const greetingTickets: readonly SampleTicket[] = [
  {
    title: 'Greet people by name',
    body: '`greet("Ada")` says "Hello, Ada!"; without a name it goes on saying "Hello!".',
    criteria: ['greet("Ada") is "Hello, Ada!"', 'greet() is "Hello!"'],
    minutes: [1, 3],
    attempts: [
      [
        { progress: 'writing the change and its test' },
        sourceFile('greet', ['export function greet(name) {', "  return name === undefined ? 'Hello!' : `Hello, ${name}!`;", '}']),
        { append: { path: 'test/greet.test.js', text: "\ntest('greets by name', () => {\n  assert.equal(greet('Ada'), 'Hello, Ada!');\n});\n" } },
        runTests,
        submit('greet() takes a name'),
      ],
    ],
  },
  {
    title: 'Greet by the time of day',
    body: '`greetAt(9)` says "Good morning!", `greetAt(20)` says "Good evening!", anything else what `greet()` says.',
    criteria: ['greetAt knows morning and evening'],
    minutes: [1, 4],
    dependsOn: ['new-1'],
    attempts: [
      [
        { progress: 'building on the greeting by name' },
        sourceFile('greetAt', [
          "import { greet } from './greet.js';",
          '',
          'export function greetAt(hour, name) {',
          "  if (hour >= 5 && hour < 12) return 'Good morning!';",
          "  return hour >= 18 ? 'Good evening!' : greet(name);",
          '}',
        ]),
        testFile('greetAt', 'greets by the time of day', ["assert.equal(greetAt(9), 'Good morning!');", "assert.equal(greetAt(15, 'Ada'), 'Hello, Ada!');", "assert.equal(greetAt(20), 'Good evening!');"]),
        runTests,
        submit('greetAt() knows morning and evening'),
      ],
    ],
  },
  {
    title: 'Greet in French',
    body: '`greetIn("fr", "Ada")` greets in French. How formal it is to be, the spec does not say.',
    criteria: ['greetIn("fr", "Ada") greets Ada in French'],
    minutes: [2, 5],
    attempts: [
      [
        { progress: 'reading what the spec says of languages' },
        { read: 'spec' },
        { ask: { question: 'Which word greets in French?\nBoth are right; one is for friends.', options: ['Bonjour', 'Salut'] } },
        { progress: 'writing it as it was decided' },
        sourceFile('greetIn', ["const words = { en: 'Hello', fr: '{{answer}}' };", '', 'export function greetIn(language, name) {', '  return `${words[language] ?? words.en}, ${name}!`;', '}']),
        testFile('greetIn', 'greets in French', ["assert.equal(greetIn('fr', 'Ada'), '{{answer}}, Ada!');", "assert.equal(greetIn('xx', 'Ada'), 'Hello, Ada!');"]),
        runTests,
        submit('greetIn() greets in French with "{{answer}}", as it was answered'),
      ],
    ],
  },
];

const farewellTickets: readonly SampleTicket[] = [
  {
    title: 'Say goodbye',
    body: '`goodbye("Ada")` says "Goodbye, Ada!".',
    criteria: ['goodbye("Ada") is "Goodbye, Ada!"'],
    minutes: [1, 2],
    attempts: [
      [
        { progress: 'writing the test, and the change in a hurry' },
        sourceFile('goodbye', ['export function goodbye(name) {', '  return `Goodby, ${name}!`;', '}']),
        testFile('goodbye', 'says goodbye by name', ["assert.equal(goodbye('Ada'), 'Goodbye, Ada!');"]),
        submit('goodbye() says goodbye', 'it looks right'),
      ],
      [{ progress: 'reading what the gate said' }, { read: 'ticket' }, { replace: { path: 'src/goodbye.js', find: 'Goodby,', with: 'Goodbye,' } }, runTests, submit('goodbye() says goodbye, spelled right')],
    ],
  },
  {
    title: 'Wish a good day',
    body: '`wish("Ada")` says "Have a good day, Ada" and ends as the other farewells do.',
    criteria: ['wish("Ada") wishes Ada a good day'],
    minutes: [1, 3],
    attempts: [
      [
        { ask: { question: 'How do the farewells end?', options: ['with an exclamation mark', 'with a full stop'], default: 'with an exclamation mark' } },
        { say: 'The manager says: {{answer}}' },
        sourceFile('wish', ['export function wish(name) {', '  return `Have a good day, ${name}!`;', '}']),
        testFile('wish', 'wishes a good day', ["assert.equal(wish('Ada'), 'Have a good day, Ada!');"]),
        runTests,
        submit('wish() wishes a good day'),
      ],
    ],
  },
  {
    title: 'Count down to a goodbye',
    body: '`countdown(3)` gives "3 2 1 goodbye". Its runs may take three seconds.',
    criteria: ['countdown(3) is "3 2 1 goodbye"'],
    minutes: [1, 2],
    budgetMinutes: 0.05,
    attempts: [
      [{ progress: 'thinking about it, and thinking' }, sourceFile('countdown', ['export function countdown(from) {', '  return String(from);', '}']), { hang: true }],
      [
        { progress: 'going on with less thought' },
        sourceFile('countdown', ['export function countdown(from) {', '  const numbers = Array.from({ length: from }, (_, at) => from - at);', "  return [...numbers, 'goodbye'].join(' ');", '}']),
        testFile('countdown', 'counts down', ["assert.equal(countdown(3), '3 2 1 goodbye');"]),
        submit('countdown() counts down'),
      ],
    ],
  },
];

/** What the agents of the demo play, each in its role. The coding agents' parts stand in the tickets that the managers write. */
export function demoScenario(): string {
  const writeArea = (area: string, title: string, text: string): Step => ({ call: { tool: 'write_area', arguments: { area, title, text } } });
  const work = {
    spec: { steps: [{ progress: 'reading the source, and writing the spec' }, { write: { path: 'spec.md', text: spec } }] },
    areas: {
      steps: [
        { progress: 'cutting the spec into areas' },
        writeArea('greetings', 'Greetings', greetings),
        writeArea('farewells', 'Farewells', farewells),
        { call: { tool: 'add_decision', arguments: { title: 'One function a file', text: 'Agents that work side by side then do not meet in one file.' } } },
      ],
    },
    'tickets-greetings': { steps: [{ progress: 'cutting tickets' }, ...greetingTickets.map(addTicket)] },
    'tickets-farewells': { steps: [{ progress: 'cutting tickets' }, ...farewellTickets.map(addTicket)] },
  };
  return stringify({ work }, { lineWidth: 0 });
}
