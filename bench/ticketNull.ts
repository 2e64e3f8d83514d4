import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { AgentKit } from '../src/agents/kit.js';
import type { AgentPrograms } from '../src/agents/agentPrograms.js';
import { Runs } from '../src/agents/runs.js';
import { Engine } from '../src/engine/engine.js';
import type { Log } from '../src/engine/log.js';
import type { AgentRuns } from '../src/engine/performing.js';
import type { Project } from '../src/engine/project.js';
import { openProject } from '../src/engine/project.js';
import { trustRequest, TrustStore } from '../src/engine/trust.js';
import { add } from '../src/plan/transitions.js';
import { NodeProcesses } from '../src/platform/nodeProcesses.js';
import type { Ports } from '../src/platform/ports.js';
import { BareTicket } from './bareTicket.js';
import type { Figure, Round } from './figure.js';
import { figureOf } from './figure.js';
import { InstantRuns, nullFile } from './instantRuns.js';
import { plainGitText } from './plainGit.js';
import type { PlainObject } from './plainObjects.js';
import { objectsOf } from './plainObjects.js';
import { benchConfig, makePlan } from './planFixture.js';

const benchmark = 'ticket:null';
const root = join(import.meta.dirname, '..');
const at = '2026-11-21T04:30:00Z';
const warmUps = 3;

/** The machine, with a home of Sanctum's own. */
class BenchProcesses extends NodeProcesses {
  constructor(private readonly home: string) {
    super();
  }

  override environment(): Readonly<Record<string, string>> {
    return { ...super.environment(), SANCTUM_HOME: this.home };
  }
}

async function agentPrograms(folder: string): Promise<AgentPrograms> {
  const entryPoints = { runner: 'src/agents/runner/main.ts', mcp: 'src/agents/mcp/main.ts', rehearsal: 'src/agents/rehearsal/main.ts', acp: 'src/agents/acp/main.ts' };
  await build({ absWorkingDir: root, entryPoints, outdir: folder, outExtension: { '.js': '.cjs' }, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' });
  const path = (name: string): string => join(folder, `${name}.cjs`);
  return { runner: path('runner'), mcp: path('mcp'), rehearsal: path('rehearsal'), acp: path('acp') };
}

/** What the rehearsal agent plays: the null agent's one file. */
function scenario(ticket: string): string {
  const { name, text } = nullFile(ticket);
  return `\`\`\`rehearsal\nsteps:\n  - write: { path: ${name}, text: ${JSON.stringify(text)} }\n  - submit: Wrote ${name}\n\`\`\`\n`;
}

/** The objects of each plan commit since `before`, oldest first, but for the first: that one opened the ticket. */
async function planObjects(folder: string, before: string): Promise<readonly (readonly PlainObject[])[]> {
  const [, ...commits] = (await plainGitText(['rev-list', '--reverse', 'sanctum/plan', `^${before}`], folder)).split('\n');
  return Promise.all(commits.map((commit) => objectsOf(folder, commit)));
}

/** An engine at work, and somebody who gives it one ticket after the other. */
async function withEngine(project: Project, runs: AgentRuns, kit: AgentKit, work: (through: (id: string) => Promise<void>) => Promise<void>): Promise<void> {
  const problems: string[] = [];
  const log: Log = {
    write: (level, words) => {
      if (level === 'WARN' || level === 'ERROR') problems.push(words);
    },
  };
  const engine = await Engine.open({ project, runs, kit, log, takeOver: false });
  let onDone: (id: string) => void = () => undefined;
  let onFailed: (error: Error) => void = () => undefined;
  let waitsFor = '';
  const running = engine.run(() => false, ({ observation }) => {
    if (observation.snapshot.tickets.get(waitsFor)?.state === 'done') onDone(waitsFor);
    else if (problems.length > 0) onFailed(new Error(problems.join('\n')));
  });
  running.catch((error: unknown) => {
    onFailed(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    await work((id) => {
      waitsFor = id;
      return new Promise((resolve, reject) => {
        onDone = () => {
          resolve();
        };
        onFailed = reject;
      });
    });
  } finally {
    engine.stop();
    await running;
  }
}

async function measure(project: Project, runs: AgentRuns, kit: AgentKit, bare: BareTicket, rounds: number): Promise<Round[]> {
  const found: Round[] = [];
  await withEngine(project, runs, kit, async (through) => {
    for (let round = 0; round < warmUps + rounds; round += 1) {
      const { commit: before, tickets } = await project.store.read();
      const id = String(tickets.size + 1).padStart(4, '0');
      const opened = await project.store.write(add({ title: `Note ${id}`, body: scenario(id), at }), { author: { kind: 'command', writer: 'bench', nonce: `n${id}` } });
      if ('refused' in opened) throw new Error(opened.refused);
      const began = performance.now();
      await through(id);
      const ours = performance.now() - began;
      const limit = await bare.run(id, await planObjects(project.place.topFolder, before));
      if (round >= warmUps) found.push({ ours, limit });
    }
  });
  return found;
}

async function prepare(ports: Ports, folder: string): Promise<{ project: Project; bare: BareTicket }> {
  mkdirSync(folder);
  const plan = await makePlan(ports, join(folder, 'repository'), { open: 0, done: 0 });
  await plan.repository.close();
  const project = await openProject({ ...ports, processes: new BenchProcesses(join(folder, 'home')) }, plan.folder);
  const trust = await trustRequest(project.repository, benchConfig, await plainGitText(['rev-parse', 'main'], plan.folder));
  await new TrustStore(project.ports, project.home).approve(project.place.commonDir, trust, at);
  return { project, bare: await BareTicket.make(join(folder, 'bare')) };
}

/** One ticket from open to done, with an agent and a gate that do next to nothing. */
export async function ticketNull(ports: Ports, folder: string, report: (figure: Figure) => void): Promise<void> {
  const own = join(folder, 'null');
  mkdirSync(own);
  const programs = await agentPrograms(join(own, 'programs'));
  const kit = new AgentKit(ports, { execPath: process.execPath, programs, promptFolder: join(root, 'prompts') });
  const against = 'the bare git commands it must do, and its plan commits written plainly';
  {
    const { project, bare } = await prepare(ports, join(own, 'instant'));
    const rounds = await measure(project, new InstantRuns(project.ports, project.folder), kit, bare, 20);
    await project.close();
    report(figureOf(rounds, { benchmark, name: 'engine alone: the agent is no process', unit: 'ratio', goal: 1.5, against }));
  }
  {
    const { project, bare } = await prepare(ports, join(own, 'detached'));
    const runs = new Runs(project.ports, { execPath: process.execPath, programs, place: project.folder });
    const rounds = await measure(project, runs, kit, bare, 10);
    runs.close();
    await project.close();
    report(figureOf(rounds, { benchmark, name: 'with the detached runner and the rehearsal agent', unit: 'ratio', goal: undefined, against }));
  }
}
