import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { add } from '../src/plan/transitions.js';
import type { Ports } from '../src/platform/ports.js';
import { closeBrowser, VsCodeServer } from '../test/host/support/vsCodeServer.js';
import type { VsCodeWindow } from '../test/host/support/vsCodeWindow.js';
import { eventually } from '../test/support/eventually.js';
import type { Figure, Round } from './figure.js';
import { figureOf } from './figure.js';
import { makePlan } from './planFixture.js';

const root = join(import.meta.dirname, '..');
const probeFolder = join(root, 'bench', 'hostProbe');
const rounds = 3;
const mostLoads = 8;

const startedSchema = z.object({ at: z.number() });
const activatedSchema = startedSchema.extend({ activation: z.number(), ready: z.number() });
const memorySchema = z.object({ before: z.number(), after: z.number() });
type Activated = z.infer<typeof activatedSchema>;

/** An extension that is measured: ours, one that does nothing, or the one for git that is shipped with VS Code, which does as much at its start as any. */
interface Measured {
  readonly id: string;
  /** What is developed; what is shipped with VS Code is there anyway. */
  readonly folder: string;
  /** Registered last. */
  readonly command: string | undefined;
}

const ours: Measured = { id: 'sanctum.sanctum', folder: root, command: 'sanctum.runEngine' };
const empty: Measured = { id: 'sanctum-bench.empty', folder: join(root, 'bench', 'emptyExtension'), command: undefined };
const peer: Measured = { id: 'vscode.git', folder: join(root, 'bench', 'emptyExtension'), command: 'git.clone' };

const bareTree: Measured = { id: 'sanctum-bench.bare-tree', folder: join(root, 'bench', 'bareTree'), command: undefined };

/** The plan of the benchmark was made by no engine: one that ran here would put it right before all else. */
const settings = { 'sanctum.runEngine': false };

/** One start of VS Code with a measured extension in it. */
class Start {
  private constructor(
    private readonly server: VsCodeServer,
    readonly window: VsCodeWindow,
    private readonly scratch: string,
    readonly activated: Activated,
  ) {}

  static async of(measured: Measured, ports: Ports, workspace: string, scratch: string): Promise<Start> {
    await ports.files.makeFolder(scratch);
    const probe = JSON.stringify({ extension: measured.id, command: measured.command, folder: scratch });
    const environment = { ...ports.processes.environment(), HOME: scratch, SANCTUM_HOME: join(scratch, 'sanctum'), SANCTUM_BENCH_PROBE: probe };
    const server = await VsCodeServer.start({ dataFolder: join(scratch, 'vscode'), environment, settings, extension: measured.folder, installed: [probeFolder], preload: join(probeFolder, 'preload.cjs') });
    const window = await server.open({ folder: workspace });
    return new Start(server, window, scratch, await activationIn(scratch, activatedSchema));
  }

  /** Milliseconds from the activation to a row with these words, in a window that comes up with the container open. */
  async untilSeen(text: string): Promise<number> {
    await this.window.openSanctum();
    await whenSeen(this.window, text);
    await this.window.page.addInitScript(`globalThis.rowSeen = ${rowSeen(text)}`);
    // Which container is open is written down by the window in its own time: one that was loaded before that comes up without it.
    for (let load = 0; load < mostLoads; load += 1) {
      await rm(join(this.scratch, 'activated.json'));
      await this.window.load();
      const started = await activationIn(this.scratch, startedSchema);
      if (await this.window.showsSanctum()) return z.number().parse(await this.window.page.evaluate('globalThis.rowSeen')) - started.at;
      await this.window.openSanctum();
      await whenSeen(this.window, text);
    }
    throw new Error(`In ${String(mostLoads)} loads the window never came up with the container open.`);
  }

  /** Megabytes that the host's heap holds more than before the extension was activated, after a collection of garbage. */
  async memory(): Promise<number> {
    await writeFile(join(this.scratch, 'measure'), '');
    const { before, after } = memorySchema.parse(JSON.parse(await eventually('the memory', () => textOf(join(this.scratch, 'memory.json')), 30_000)));
    return after - before;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

async function activationIn<Value>(scratch: string, schema: z.ZodType<Value>): Promise<Value> {
  return schema.parse(JSON.parse(await eventually('the activation', () => textOf(join(scratch, 'activated.json')), 20_000)));
}

async function textOf(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text === '' ? undefined : text;
}

/** A promise, in the page's own language, of the milliseconds since the epoch at which a row of the plan's tree had these words on the screen. */
function rowSeen(text: string): string {
  return `new Promise((resolve) => {
    const look = () => [...document.querySelectorAll('.pane .monaco-list-row')].some((one) => one.textContent.includes(${JSON.stringify(text)}));
    if (look()) return resolve(Date.now());
    const observer = new MutationObserver(() => { if (look()) { observer.disconnect(); resolve(Date.now()); } });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
  })`;
}

/** To be called before it is seen. */
async function whenSeen(window: VsCodeWindow, text: string): Promise<number> {
  return z.number().parse(await window.page.evaluate(rowSeen(text)));
}

/** Resolves when the views have not changed for a second. */
async function whenAtRest(window: VsCodeWindow): Promise<void> {
  await window.page.evaluate(`new Promise((resolve) => {
    const atRest = () => { observer.disconnect(); resolve(); };
    let rest = setTimeout(atRest, 1000);
    const observer = new MutationObserver(() => { clearTimeout(rest); rest = setTimeout(atRest, 1000); });
    observer.observe(document.querySelector('.part.sidebar'), { childList: true, subtree: true, characterData: true });
  })`);
}

/** What the extension costs a person who opens a window: starts, the tree, changes, memory; against an extension that does nothing. */
export async function vsCodeWindow(ports: Ports, folder: string, report: (figure: Figure) => void): Promise<void> {
  const plain = await makePlan(ports, join(folder, 'vscode-plain'), { open: 0, done: 0 });
  await ports.processes.run({ file: 'git', args: ['update-ref', '-d', 'refs/heads/sanctum/plan'], cwd: plain.folder, env: { ...ports.processes.environment() } });
  const large = await makePlan(ports, join(folder, 'vscode-large'), { open: 1000, done: 9000 });
  let starts = 0;
  const start = (measured: Measured, workspace: string): Promise<Start> => {
    starts += 1;
    return Start.of(measured, ports, workspace, join(folder, `start-${String(starts)}`));
  };
  const activations = async (measured: Measured, workspace: string): Promise<Activated> => {
    const one = await start(measured, workspace);
    await one.stop();
    return one.activated;
  };
  const figures: Record<'plain' | 'large' | 'ready' | 'peer' | 'tree' | 'change' | 'memory', Round[]> = { plain: [], large: [], ready: [], peer: [], tree: [], change: [], memory: [] };
  for (let round = 0; round < rounds; round += 1) {
    const nothing = await start(empty, plain.folder);
    const limit = nothing.activated.activation;
    const emptyMemory = await nothing.memory();
    await nothing.stop();
    const without = await activations(ours, plain.folder);
    figures.plain.push({ ours: without.activation, limit });
    figures.ready.push({ ours: without.ready, limit });
    figures.peer.push({ ours: (await activations(peer, plain.folder)).activation, limit });
    const one = await start(ours, large.folder);
    figures.large.push({ ours: one.activated.activation, limit });
    await one.window.openSanctum();
    await whenSeen(one.window, `9000/${String(10_000 + round)} done`);
    // The names of the tickets come before the tickets, and VS Code gathers for 200 ms what changes right behind a change.
    await whenAtRest(one.window);
    const seen = whenSeen(one.window, `9000/${String(10_001 + round)} done`);
    await large.store.write(add({ title: `Measured in round ${String(round)}`, body: 'It is to be seen.', dependsOn: [], at: '2026-11-21T04:30:00Z' }), { author: { kind: 'command', writer: 'bench', nonce: `n${String(round)}` } });
    const written = Date.now();
    figures.change.push({ ours: (await seen) - written, limit: 1 });
    figures.memory.push({ ours: await one.memory(), limit: emptyMemory });
    const tree = await one.untilSeen(`9000/${String(10_001 + round)} done`);
    await one.stop();
    const bare = await start(bareTree, large.folder);
    figures.tree.push({ ours: tree, limit: await bare.untilSeen('9000/10000 done') });
    await bare.stop();
  }
  await closeBrowser();
  await large.repository.close();
  const against = 'an extension that does nothing';
  const figure = (rows: readonly Round[], name: string, unit: Figure['unit'], goal: number | undefined, words: string = against): void => {
    report(figureOf(rows, { benchmark: 'vscode', name, unit, goal, against: words }));
  };
  figure(figures.plain, 'activation, no plan', 'ms', 30);
  figure(figures.ready, 'until all is registered, no plan', 'ms', undefined);
  figure(figures.large, 'activation, 10,000 tickets', 'ms', 150);
  figure(figures.peer, 'activation of the git extension that is shipped with VS Code', 'ms', undefined);
  figure(figures.tree, 'from activation to the tree, 10,000 tickets', 'ms', 500, 'a tree of two rows that are known at once');
  figure(figures.change, 'from another process’s plan commit to the screen, 10,000 tickets', 'ms', 200, 'nothing');
  figure(figures.memory, 'memory of the extension host, 10,000 tickets', 'MB', 60);
}
