import { join } from 'node:path';
import type { AgentPrograms } from '../../src/agents/agentPrograms.js';
import { Runs } from '../../src/agents/runs.js';
import { agentEnvironment } from '../../src/agents/environment.js';
import { mcpLaunch } from '../../src/agents/backend.js';
import { RehearsalBackend } from '../../src/agents/rehearsalBackend.js';
import type { ExitRecord, RunOrder } from '../../src/agents/runOrder.js';
import { nodePorts } from '../../src/platform/ports.js';
import { sweep } from '../../src/platform/processes.js';
import { agentPrograms } from './agentPrograms.js';
import { eventually } from './eventually.js';

/** A text that a run's folder, worktree and plan are made of. */
export interface OrderWishes {
  readonly role?: RunOrder['role'];
  readonly subject?: RunOrder['subject'];
  readonly holdSeconds?: number;
  readonly plan?: RunOrder['plan'];
  /** YAML; without it the agent plays what the ticket says. */
  readonly scenario?: string;
  readonly attempt?: number;
  readonly totalSeconds?: number;
  readonly graceSeconds?: number;
  readonly streamLimitBytes?: number;
  readonly silenceSeconds?: number;
  readonly toolSeconds?: number;
  readonly command?: RunOrder['command'];
}

function runsIn(path: string, programs: AgentPrograms): Runs {
  return new Runs(nodePorts(), { execPath: process.execPath, programs, place: { run: (run) => join(path, 'runs', run) } });
}

/** A temporary folder in which real runs take place: real runner, real MCP server, real agent, a plan of plain files. */
export class RunStage {
  readonly ports = nodePorts();
  private count = 0;

  private constructor(
    readonly path: string,
    readonly programs: AgentPrograms,
    readonly runs: Runs,
    private readonly tagRoot: string,
  ) {}

  /** With `programs` that read real plans, or with a plan of plain files. */
  static async make(made: Promise<AgentPrograms> = agentPrograms()): Promise<RunStage> {
    const ports = nodePorts();
    const [path, programs] = [await ports.files.makeTemporaryFolder('sanctum-runs-'), await made];
    const runs = runsIn(path, programs);
    await ports.files.makeFolder(join(path, 'worktree'));
    await ports.files.write(join(path, 'plan', '0001.md'), '---\nid: "0001"\ntitle: Greet by name\n---\nSay hello.\n');
    await ports.files.write(join(path, 'plan', 'spec.md'), 'The spec.\n');
    return new RunStage(path, programs, runs, `sanctum-test-${ports.random.hex(12)}/`);
  }

  get worktree(): string {
    return join(this.path, 'worktree');
  }

  /** As an engine that was started later sees the same runs. */
  anotherHost(): Runs {
    return runsIn(this.path, this.programs);
  }

  /** A file in the worktree, as text; undefined when it is not there. */
  async text(name: string): Promise<string | undefined> {
    return (await this.ports.files.readIfThere(join(this.worktree, name)))?.toString('utf8');
  }

  /** Writes a file that a scenario waits for. */
  async touch(name: string): Promise<void> {
    await this.ports.files.write(join(this.worktree, name), '');
  }

  /** A file that a scenario was told to make. */
  async appeared(name: string): Promise<void> {
    await eventually(`the file ${name}`, async () => (await this.text(name)) !== undefined);
  }

  async writeTicket(text: string): Promise<void> {
    await this.ports.files.write(join(this.path, 'plan', '0001.md'), text);
  }

  /** An order for the rehearsal agent, or for another command, made as the engine makes it. */
  async order(wishes: OrderWishes = {}): Promise<RunOrder> {
    this.count += 1;
    const run = `R-20261121T043000-0001-${String(this.count)}-a1b2`;
    const folder = this.runs.folder(run);
    await folder.make();
    const socket = await this.runs.socketPath(run);
    const token = this.ports.random.hex(32);
    const tag = `${this.tagRoot}${run}`;
    const { attempt = 1, role = 'coding', subject = { ticket: '0001' } } = wishes;
    const scenarioFile = join(this.path, `scenario-${run}.yaml`);
    if (wishes.scenario !== undefined) await this.ports.files.write(scenarioFile, wishes.scenario);
    const environment = agentEnvironment(this.ports.processes.environment(), {
      home: folder.home,
      temporary: folder.temporary,
      worktree: this.worktree,
      tag,
      subject,
      attempt,
    });
    const command = await new RehearsalBackend(this.ports.files, process.execPath, this.programs.rehearsal).command({
      model: wishes.scenario === undefined ? 'rehearsal' : scenarioFile,
      worktree: this.worktree,
      home: folder.home,
      runFolder: folder.path,
      mcp: mcpLaunch(process.execPath, this.programs.mcp, { socket, token, role }),
      environment,
      subject,
      attempt,
      confined: false,
      session: 'new',
    });
    if ('unavailable' in command) throw new Error(command.unavailable);
    return {
      run,
      attempt,
      role,
      model: 'rehearsal',
      subject,
      place: { worktree: this.worktree, home: folder.home, temporary: folder.temporary },
      stream: 'rehearsal',
      command: wishes.command ?? { ...command, args: [...command.args], env: { ...command.env } },
      prompt: 'Do it.\n',
      tag,
      socket,
      token,
      limits: { totalSeconds: wishes.totalSeconds ?? 60, graceSeconds: wishes.graceSeconds ?? 0.2, firstByteSeconds: 300, silenceSeconds: wishes.silenceSeconds ?? 1200, toolSeconds: wishes.toolSeconds ?? 3600 },
      streamLimitBytes: wishes.streamLimitBytes ?? 1024 * 1024,
      holdSeconds: wishes.holdSeconds ?? 30,
      plan: wishes.plan ?? { commonDir: join(this.path, 'plan'), format: 'sha1' },
    };
  }

  /** Starts a run of a scenario and waits for its end. */
  async play(wishes: OrderWishes): Promise<ExitRecord> {
    const order = await this.order(wishes);
    await this.runs.start(order);
    return this.ended(order);
  }

  ended(order: Pick<RunOrder, 'run'>): Promise<ExitRecord> {
    return eventually(`the end of ${order.run}`, async () => {
      const state = await this.runs.observe(order.run);
      return state.kind === 'ended' ? state.exit : undefined;
    });
  }

  /** The agent's output, as it is now. */
  async stream(order: Pick<RunOrder, 'run'>): Promise<string> {
    return (await this.runs.folder(order.run).readStreamEnd(1024 * 1024)).toString('utf8');
  }

  /** Live processes of a run, the runner not among them. */
  tagged(order: Pick<RunOrder, 'tag'>): ReturnType<typeof this.ports.processes.tagged> {
    return this.ports.processes.tagged(order.tag);
  }

  /** Ends what a test left and removes the folder. */
  async close(): Promise<void> {
    this.runs.close();
    for (const { name } of await this.ports.files.list(join(this.path, 'runs'))) {
      const runner = await this.runs.folder(name).runner().catch(() => undefined);
      if (runner !== undefined) this.ports.processes.signal(runner, 'SIGKILL');
      await this.ports.files.remove(await this.runs.socketPath(name));
    }
    await sweep(this.ports.processes, this.tagRoot);
    await this.ports.files.removeTree(this.path);
  }
}
