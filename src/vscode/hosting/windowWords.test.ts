import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contributes, strings } from '../manifest.js';
import type { WindowWay } from './windowWords.js';
import { windowWays, windowWords } from './windowWords.js';

const titles = new Map<string, string>(contributes.commands.map(({ command, title }) => [command, strings[title.slice(1, -1)] ?? '']));
const views = ['plan', 'questions', 'agents'];

function nameOf(way: WindowWay): string | undefined {
  if (views.includes(way)) return `the view ${way}`;
  const title = titles.get(way);
  return title === undefined ? undefined : `“Sanctum: ${title}”`;
}

/** Done at a command line alone, or said of what runs there. */
const inTerminal = ['uninstall', 'submit', 'import', 'audit', 'prices'];

describe('what the engine says, in a window', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['This repository has no plan yet. Run: sanctum init', 'This repository has no plan yet. Run: “Sanctum: Init”'],
    ['There is no ticket 0007. They are listed by: sanctum status', 'There is no ticket 0007. They are listed by: the view plan'],
    ['There is no question Q-0009. They are listed by: sanctum questions --all', 'There is no question Q-0009. They are listed by: the view questions'],
    ['To end its run first, and keep what it wrote: sanctum stop 0003', 'To end its run first, and keep what it wrote: “Sanctum: Stop Run”'],
    ['Look at it (sanctum show 0003), then try again.', 'Look at it (“Sanctum: Open Plan Document…”), then try again.'],
    ['It is stuck until: sanctum retry 0001', 'It is stuck until: “Sanctum: Retry”'],
    ["go on with 'sanctum resume'", 'go on with “Sanctum: Resume”'],
    ["let go with 'sanctum resume 0004'", 'let go with “Sanctum: Resume Ticket”'],
    ["read it with 'sanctum show areas', then 'sanctum retry areas'", 'read it with “Sanctum: Open Plan Document…”, then “Sanctum: Retry”'],
    ['Go on from it with: sanctum plan "<what is to change>". Or take it away: sanctum reject', 'Go on from it with: “Sanctum: Plan”. Or take it away: “Sanctum: Reject Draft…”'],
    ['Accept or reject one first: sanctum proposals', 'Accept or reject one first: the view plan'],
    ["read it with 'sanctum show P-0001', then 'sanctum accept P-0001' or 'sanctum reject P-0001'", 'read it with “Sanctum: Open Plan Document…”, then “Sanctum: Accept Proposal…” or “Sanctum: Reject Proposal…”'],
    [`approve them with 'sanctum trust --hash ${'a'.repeat(64)}'`, 'approve them with “Sanctum: Approve Commands…”'],
    ['Name the command that runs the tests: sanctum init --gate "<command>"', 'Name the command that runs the tests: “Sanctum: Init”'],
  ];
  for (const [words, shown] of cases) {
    it(`is “${shown}”`, () => {
      assert.equal(windowWords(words, nameOf), shown);
    });
  }

  it('stays as it is where only a terminal can do it, and where no command is meant', () => {
    for (const words of [
      'Hand in work from elsewhere: sanctum submit 0001 --from <branch or folder>',
      'To have an agent do it: sanctum revert 0001 --by-agent. To do it yourself: …',
      'If it is gone for good: sanctum run --take-over',
      'Name the one that the plan lies on: sanctum import --from <branch>',
      'The branch sanctum/plan is checked out; sanctum.json cannot be used.',
    ]) {
      assert.equal(windowWords(words, nameOf), words);
    }
  });

  it('names commands that there are', () => {
    for (const way of Object.values(windowWays)) assert.notEqual(nameOf(way), undefined, way);
  });

  it('has a way for every verb that the plan and the engine name', () => {
    const root = join(import.meta.dirname, '..', '..');
    for (const room of ['plan', 'queue', 'engine']) {
      for (const path of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
        if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
        const lines = readFileSync(join(root, room, path), 'utf8').split('\n').filter((line) => !/^\s*(?:\/?\*|\/\/|import )/.test(line));
        for (const [, verb = ''] of lines.join('\n').matchAll(/(?:[:('`.;] ?|with |then |by |yet: )\bsanctum ([a-z]+)/g)) {
          assert.ok(Object.hasOwn(windowWays, verb) || inTerminal.includes(verb), `${room}/${path}: sanctum ${verb}`);
        }
      }
    }
  });
});
