import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../src/plan/schemas.js';
import { EngineStage } from './engineStage.js';
import { installedModules, unpackPublished } from './publishedPackage.js';

const integrity = 'sha512-2yyAR8qBkN3YuheJanUpWC5U3bb5osDywNB8RzDVlDwDHbocAJveqqj1u8+SVD7jkWT4yvsHCpWqqWqAxb0zCA==';

export type Step = Readonly<Record<string, unknown>>;

/** A test in the style of the package's own: its assertions are lines of JavaScript that know `parse`, `fs`, `path` and `t`. */
export function testFile(title: string, ...lines: readonly string[]): string {
  const head = ["'use strict';", '', "var fs = require('fs');", "var path = require('path');", "var parse = require('../');", "var test = require('tape');", ''];
  return [...head, `test('${title}', function (t) {`, ...lines.map((line) => `\t${line}`), '\tt.end();', '});', ''].join('\n');
}

/** What an agent does that adds a test of this name to the package, and an example beside it. */
export function adds(name: string, ...lines: readonly string[]): readonly Step[] {
  const assertions = lines.length === 0 ? [`t.deepEqual(parse(['--${name}', '1']), { ${name}: 1, _: [] }, '${name} is read');`] : lines;
  return [{ write: { path: `test/${name}.js`, text: testFile(name, ...assertions) } }, { write: { path: `example/${name}.js`, text: `require('../')(['--${name}']);\n` } }, { submit: `Adds ${name}.` }];
}

/** A scenario of one attempt, or of several. */
export const attempts = (...each: readonly (readonly Step[])[]): string => JSON.stringify({ attempts: each.map((steps) => ({ steps })) });

/** minimist as it was published, with its own tests as the gate, under a plan that `sanctum init` made; and real engines on it. */
export class PackageStage {
  private constructor(readonly stage: EngineStage) {}

  /** Plays on a package that has these files more from the beginning; afterwards every promise was kept, and no process is left. */
  static async play(story: (stage: PackageStage) => Promise<void>, { files = {}, gate = {} }: { readonly files?: Readonly<Record<string, string>>; readonly gate?: Readonly<Record<string, unknown>> } = {}): Promise<void> {
    const modules = installedModules('tape', '5.9.0');
    const stage = await EngineStage.bare({ ...published(), ...files });
    try {
      // Linked: its thousands of files, copied into each lane and worktree, would take longer than the tests.
      const init = await stage.sanctum('init', '--gate', "node_modules/.bin/tape 'test/*.js'", '--set-up', `ln -s "${modules}" node_modules`, '--model', 'rehearsal', '--no-sandbox');
      assert.equal(init.code, 0, init.output);
      await stage.configure((config) => ({ ...config, gate: { ...config.gate, ...gate }, limits: { ...config.limits, agents: 2 } }));
      await story(new PackageStage(stage));
      await stage.quiet();
    } finally {
      await stage.close();
    }
  }

  /** Lets the engine work until nothing is left to do; what it said. */
  async idle(code = 0): Promise<string> {
    const finished = await this.stage.untilIdle();
    assert.equal(finished.code, code, finished.output);
    return finished.output;
  }

  /** A ticket as one line: `0001 done, 0 failed`. */
  async words(id: string): Promise<string> {
    const { state, fields } = await this.stage.ticket(id);
    return `${id} ${state}, ${String(fields.failures)} failed`;
  }

  async verdicts(): Promise<readonly Verdict[]> {
    return this.stage.withProject(async ({ store }) => store.verdicts.all(await store.read()));
  }

  /** The causes that verdicts were put down to, each once. */
  async causes(): Promise<readonly string[]> {
    return [...new Set((await this.verdicts()).flatMap(({ cause }) => cause ?? []))].sort();
  }

  async unbroken(): Promise<void> {
    assert.deepEqual((await this.stage.look()).broken, []);
  }
}

let files: Readonly<Record<string, string>> | undefined;

/** The package's files, read once. */
function published(): Readonly<Record<string, string>> {
  if (files !== undefined) return files;
  const folder = mkdtempSync(join(tmpdir(), 'sanctum-package-'));
  try {
    unpackPublished('minimist', '1.2.8', integrity, folder);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
    files = Object.fromEntries(names.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')]));
    return files;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
