import assert from 'node:assert/strict';
import { join } from 'node:path';
import { layerFaults, printFault, readSources, type Allowance } from '../scripts/layers.js';

/** Files outside src/platform that implement a port, each with the reason why it stands where it does. */
const allowances: readonly Allowance[] = [];

describe('the rule of arrows', () => {
  it('holds in src', () => {
    const faults = layerFaults(readSources(join(import.meta.dirname, '..')), allowances);
    assert.deepEqual(faults.map(printFault), []);
  });

  it('holds where there is nothing', () => {
    assert.deepEqual(layerFaults([]), []);
    assert.deepEqual(readSources(import.meta.dirname), []);
  });
});

/** The rules that a text breaks when it stands in a file. */
function broken(path: string, text: string): string[] {
  return layerFaults([{ path, text }]).map(({ rule }) => rule);
}

describe('layerFaults refuses', () => {
  const refused: readonly (readonly [what: string, path: string, text: string, ...rules: string[]])[] = [
    ['an arrow up', 'src/git/a.ts', "import { b } from '../plan/b.js';", 'arrow'],
    ['an arrow up by type only', 'src/plan/a.ts', "import type { B } from '../engine/b.js';", 'arrow'],
    ['an arrow up by a dynamic import', 'src/platform/a.ts', "export const b = await import('../git/b.js');", 'arrow'],
    ['an arrow up by an import type', 'src/plan/a.ts', "export let b: Map<string, import('../queue/b.js').B>;", 'arrow'],
    ['an arrow up by an export', 'src/plan/a.ts', "export { b } from '../agents/b.js';", 'arrow'],
    ['an arrow up by require', 'src/plan/a.ts', "export const b = require('../queue/b.js');", 'arrow'],
    ['an arrow up by import equals', 'src/plan/a.ts', "import b = require('../queue/b.js');", 'arrow'],
    ['an arrow up from a deep folder', 'src/agents/mcp/a.ts', "import '../../engine/b.js';", 'arrow'],
    ['an arrow up from a test', 'src/git/a.test.ts', "import '../plan/b.js';", 'arrow'],
    ['queue importing agents', 'src/queue/a.ts', "import '../agents/b.js';", 'arrow'],
    ['agents importing insight', 'src/agents/a.ts', "import '../insight/b.js';", 'arrow'],
    ['insight importing queue', 'src/insight/a.ts', "import '../queue/b.js';", 'arrow'],
    ['cli importing vscode', 'src/cli/a.ts', "import '../vscode/b.js';", 'arrow'],
    ['vscode importing cli', 'src/vscode/a.ts', "import '../cli/b.js';", 'arrow'],
    ['a module that is not written out', 'src/plan/a.ts', 'export const b = (name: string) => import(name);', 'arrow'],
    ['an import from outside src', 'src/plan/a.ts', "import '../../test/b.js';", 'arrow'],
    ['an import of no room', 'src/plan/a.ts', "import '../b.js';", 'arrow'],
    ['a file in no room', 'src/helpers/a.ts', 'export {};', 'room'],
    ['a file directly in src', 'src/a.ts', 'export {};', 'room'],
    ['vscode outside src/vscode', 'src/engine/a.ts', "import type { Uri } from 'vscode';", 'vscode'],
    ['vscode in a test outside src/vscode', 'src/engine/a.test.ts', "import { Uri } from 'vscode';", 'vscode'],

    ['Date.now', 'src/engine/a.ts', 'export const b = Date.now();', 'clock'],
    ['Date.now without a call', 'src/engine/a.ts', 'export const b = { now: Date.now };', 'clock'],
    ["Date['now']", 'src/engine/a.ts', "export const b = Date['now']();", 'clock'],
    ['now taken out of Date', 'src/engine/a.ts', 'const { now } = Date; export { now };', 'clock'],
    ['Date under another name', 'src/engine/a.ts', 'export const b = Date;', 'clock'],
    ['new Date()', 'src/engine/a.ts', 'export const b = new Date();', 'clock'],
    ['new Date', 'src/engine/a.ts', 'export const b = new Date;', 'clock'],
    ['Date()', 'src/engine/a.ts', 'export const b = Date();', 'clock'],
    ['globalThis.Date', 'src/engine/a.ts', 'export const b = globalThis.Date.now();', 'clock'],
    ['performance.now', 'src/engine/a.ts', 'export const b = performance.now();', 'clock'],
    ['node:perf_hooks', 'src/engine/a.ts', "import { performance } from 'node:perf_hooks'; export { performance };", 'clock'],
    ['process.hrtime', 'src/engine/a.ts', 'export const b = process.hrtime.bigint();', 'clock'],
    ['hrtime from node:process', 'src/engine/a.ts', "import { hrtime } from 'node:process'; export { hrtime };", 'clock'],

    ['Math.random', 'src/queue/a.ts', 'export const b = Math.random();', 'randomness'],
    ['randomUUID', 'src/queue/a.ts', "import { randomUUID } from 'node:crypto'; export { randomUUID };", 'randomness'],
    ['randomBytes', 'src/queue/a.ts', "import { createHash, randomBytes as b } from 'crypto'; export { createHash, b };", 'randomness'],
    ['randomUUID of a namespace', 'src/queue/a.ts', "import * as c from 'node:crypto'; export const b = c.randomUUID();", 'randomness'],
    ['randomBytes of a default import', 'src/queue/a.ts', "import c from 'node:crypto'; export const b = c.randomBytes(8);", 'randomness'],
    ['randomUUID of the global', 'src/queue/a.ts', 'export const b = crypto.randomUUID();', 'randomness'],

    ['setTimeout', 'src/agents/a.ts', 'setTimeout(() => undefined, 10);', 'timer'],
    ['setTimeout handed on', 'src/agents/a.ts', 'export const b = { setTimeout };', 'timer'],
    ['setTimeout of globalThis', 'src/agents/a.ts', 'globalThis.setTimeout(() => undefined, 10);', 'timer'],
    ['setInterval', 'src/agents/a.ts', 'setInterval(() => undefined, 10);', 'timer'],
    ['setImmediate', 'src/agents/a.ts', 'setImmediate(() => undefined);', 'timer'],
    ['AbortSignal.timeout', 'src/agents/a.ts', 'export const b = AbortSignal.timeout(10);', 'timer'],
    ['node:timers', 'src/agents/a.ts', "import { setTimeout } from 'node:timers/promises'; await setTimeout(10);", 'timer'],

    ['node:fs', 'src/plan/a.ts', "import { readFileSync } from 'node:fs'; export { readFileSync };", 'files'],
    ['node:fs/promises', 'src/plan/a.ts', "import * as fs from 'node:fs/promises'; export { fs };", 'files'],
    ['fs', 'src/plan/a.ts', "export const fs = await import('fs');", 'files'],
    ['node:child_process', 'src/git/a.ts', "import { spawn } from 'node:child_process'; export { spawn };", 'processes'],
    ['execa', 'src/git/a.ts', "import { execa } from 'execa'; export { execa };", 'processes'],
    ['process.kill', 'src/agents/a.ts', 'process.kill(1);', 'processes'],
    ['node:net', 'src/agents/a.ts', "import { connect } from 'node:net'; export { connect };", 'sockets'],
  ];

  for (const [what, path, text, ...rules] of refused) {
    it(what, () => {
      assert.deepEqual(broken(path, text), rules);
    });
  }
});

describe('layerFaults accepts', () => {
  const accepted: readonly (readonly [what: string, path: string, text: string])[] = [
    ['an arrow down', 'src/engine/a.ts', "import { b } from '../queue/b.js'; import '../platform/c.js'; export { b };"],
    ['an arrow past several rooms', 'src/cli/a.ts', "import '../platform/b.js';"],
    ['an import in the same room', 'src/agents/mcp/a.ts', "import '../roles.js';"],
    ['vscode in src/vscode', 'src/vscode/a.ts', "import * as vscode from 'vscode'; export { vscode };"],
    ['effects in src/platform', 'src/platform/a.ts', "import 'node:fs'; import 'execa'; export const b = [Date.now(), Math.random()];"],
    ['effects in a test', 'src/git/a.test.ts', "import 'node:fs'; import '../platform/b.js'; setTimeout(() => Date.now(), 1);"],
    ['what a test needs from test/', 'src/git/a.test.ts', "import '../../test/temporaryRepository.js';"],
    ['a date that is given', 'src/plan/a.ts', 'export const b = [new Date(0), Date.parse(""), Date.UTC(2026)];'],
    ['Date as a type', 'src/plan/a.ts', 'export const b = (c: unknown, d?: Date) => c instanceof Date || d;'],
    ['a timer as a type', 'src/plan/a.ts', 'export let b: ReturnType<typeof setTimeout>;'],
    ['hashes', 'src/plan/a.ts', "import * as c from 'node:crypto'; export const b = c.createHash('sha256');"],
    ['a port of the same name', 'src/engine/a.ts', 'export const b = (clock: { setTimeout(): void; now(): number }) => [clock.setTimeout(), clock.now()];'],
    ['a parameter of the same name', 'src/insight/a.ts', 'export const b = (performance: number[]) => ({ performance, c: performance.length });'],
    ['a member of the same name', 'src/insight/a.ts', 'export const b = { performance: 1, Date: 2 }; export const { performance: c } = b;'],
    ['a comment and a string', 'src/plan/a.ts', "// Date.now() and import '../cli/b.js'\nexport const b = 'Math.random()';"],
    ['the rest of process and Math', 'src/plan/a.ts', 'export const b = [process.pid, Math.max(1, 2)];'],
  ];

  for (const [what, path, text] of accepted) {
    it(what, () => {
      assert.deepEqual(broken(path, text), []);
    });
  }
});

describe('an allowance', () => {
  const allowance: Allowance = { path: 'src/git/a.ts', effect: 'files', reason: 'for this test' };

  it('permits one effect in one file', () => {
    const text = "import 'node:fs'; import 'node:net';";
    const faults = layerFaults([{ path: 'src/git/a.ts', text }, { path: 'src/git/b.ts', text: "import 'node:fs';" }], [allowance]);
    assert.deepEqual(faults.map(({ path, rule }) => `${path} ${rule}`), ['src/git/a.ts sockets', 'src/git/b.ts files']);
  });

  it('must be in use', () => {
    const faults = layerFaults([{ path: 'src/git/a.ts', text: 'export {};' }], [allowance]);
    assert.deepEqual(faults.map(printFault), ['src/git/a.ts does not use its allowance for files; remove it.']);
  });
});

describe('a fault', () => {
  it('names the file, the line and what is allowed', () => {
    const faults = layerFaults([{ path: 'src/git/a.ts', text: "\nimport '../plan/b.js';\nexport const c = Date.now();" }]);
    assert.deepEqual(faults.map(printFault), [
      'src/git/a.ts:2 imports src/plan/b.js: git may import platform.',
      'src/git/a.ts:3 uses Date; clock belongs to src/platform, behind a port.',
    ]);
  });
});
