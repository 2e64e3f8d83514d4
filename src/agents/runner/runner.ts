import { isoSeconds, pause } from '../../platform/clock.js';
import type { PlanReading } from '../../plan/planReading.js';
import type { Ports } from '../../platform/ports.js';
import type { Listener } from '../../platform/sockets.js';
import { RunFileError } from '../runFolder.js';
import type { RunFolder } from '../runFolder.js';
import type { ExitRecord, RunOrder, RunnerRecord } from '../runOrder.js';
import { streamReader } from '../stream/formats.js';
import type { AgentEvent } from '../stream/agentEvent.js';
import type { AgentEnd } from './agentProcess.js';
import { AgentProcess } from './agentProcess.js';
import { AgentMail } from './agentMail.js';
import { LazyPlan } from './lazyPlan.js';
import type { Verdict } from './liveness.js';
import { lingerSeconds } from './liveness.js';
import { LivenessWatch } from './livenessWatch.js';
import type { CapturedOutput } from './outputCapture.js';
import { Meter } from './meter.js';
import { OutputCapture } from './outputCapture.js';
import { ToolAnswers } from './toolAnswers.js';
import { ToolSession } from './toolSession.js';

const tidyingMilliseconds = 5000;

/**
 * So long after the first connection the runner goes on listening: whoever was before the agent's own server is found out when that comes. Then
 * nobody listens any more, and a token that is found later is worth nothing.
 */
const latecomerMilliseconds = 30_000;

/** What a run has come to, as far as the runner knows it; turned into the exit record. */
type Outcome = Omit<ExitRecord, 'startedAt' | 'endedAt'>;

/** Owns one run: its agent, its clock, its output, its tool calls. Lives until nothing of the run does. */
export class Runner {
  private stopRequested = false;
  private agent: AgentProcess | undefined;
  private watch: LivenessWatch | undefined;

  constructor(
    private readonly ports: Ports,
    private readonly folder: RunFolder,
    private readonly openPlan: (order: RunOrder) => Promise<PlanReading>,
  ) {}

  /** Ends the run early; before the agent was started it then never is. */
  stop(): void {
    this.stopRequested = true;
    this.agent?.end('stopped');
  }

  /** Resolves when the run is over and its record written; or at once, with nothing touched, when another runner has the run. */
  async run(): Promise<'ended' | 'claimed-by-another'> {
    const startedAt = this.now();
    const claim: RunnerRecord = { ...this.ports.processes.own(), since: startedAt };
    if (!(await this.folder.claim(claim))) return 'claimed-by-another';
    const outcome = await this.carryOut(claim);
    if (await this.isStillMine(claim)) await this.folder.writeExit({ ...outcome, startedAt, endedAt: this.now() });
    return 'ended';
  }

  /** Not when the run's folder was deleted meanwhile, and another runner may have the run: this one's record would end it. */
  private async isStillMine({ pid, startTime }: RunnerRecord): Promise<boolean> {
    try {
      const runner = await this.folder.runner();
      return runner?.pid === pid && runner.startTime === startTime;
    } catch (error) {
      if (error instanceof RunFileError) return true;
      throw error;
    }
  }

  private async carryOut(claim: RunnerRecord): Promise<Outcome> {
    let order: RunOrder | undefined;
    try {
      order = await this.folder.order();
    } catch (error) {
      if (error instanceof RunFileError) return notStarted(error.message);
      throw error;
    }
    if (order === undefined) return notStarted(`There is no order in ${this.folder.path}.`);
    const plan = new LazyPlan(() => this.openPlan(order));
    const mail = new AgentMail(this.ports, this.folder, order.holdSeconds);
    const answers = new ToolAnswers(this.ports.clock, this.folder, order, plan, mail);
    let cancelShutting = (): void => undefined;
    const session = new ToolSession(order.token, {
      answer: (tool, input) => this.whileWatched(() => answers.answer(tool, input)),
      onOpened: () => {
        cancelShutting = this.ports.clock.after(latecomerMilliseconds, () => listener.shut());
      },
      onSecondConnection: () => this.agent?.end('quarantined'),
      onClosed: () => mail.close(),
    });
    let listener: Listener;
    try {
      // A name left by an earlier life of this path belongs to nobody: the claim is ours.
      await this.ports.files.remove(order.socket);
      listener = await this.ports.sockets.listen(order.socket, (connection) => session.connect(connection));
    } catch (error) {
      return notStarted(`The runner cannot listen on ${order.socket}: ${messageOf(error)}`);
    }
    try {
      mail.open();
      return await this.supervise(order, claim, session, answers, mail);
    } finally {
      cancelShutting();
      mail.close();
      await listener.close();
      await this.ports.files.remove(order.socket);
      await this.atMost(plan.close());
    }
  }

  private async supervise(order: RunOrder, claim: RunnerRecord, session: ToolSession, answers: ToolAnswers, mail: AgentMail): Promise<Outcome> {
    const obstacle = await this.obstacle(order);
    if (obstacle !== undefined) return notStarted(obstacle);
    if (this.stopRequested) return { reason: 'stopped', detail: 'Stopped before the agent was started.', streamBytes: 0, survivorsKilled: 0 };

    const watch = new LivenessWatch(this.ports.clock, order.limits, () => this.cpuSeconds(), (verdict) => this.endDead(verdict));
    this.watch = watch;
    const heard = (event: AgentEvent): void => {
      watch.heard(event);
      // What ends by itself is not ended for its last request.
      if (event.kind === 'end') meter.end();
      else meter.heard();
    };
    const told = { heard, take: watch.take.bind(watch) };
    const capture = new OutputCapture(this.ports, this.folder, order.streamLimitBytes, streamReader(order.stream), told);
    const meter = new Meter(this.ports, this.folder, order, capture, (why) => this.agent?.end('budget', why));
    await meter.begin();
    let agent: AgentProcess;
    try {
      agent = AgentProcess.start(this.ports.clock, this.ports.processes, order, (child) => capture.listenTo(child));
    } catch (error) {
      watch.end();
      return notStarted(`${order.command.file} could not be started: ${messageOf(error)}`);
    }
    this.agent = agent;
    void agent.ending.then(() => {
      watch.end();
      meter.end();
      mail.close();
    });
    if (agent.identity !== undefined) {
      // Only helps others to find the agent; a full disk must not end the run over it.
      await this.folder.writeRunner({ ...claim, agent: agent.identity }).catch(() => undefined);
    }
    const end = await agent.finished;
    await this.atMost(session.shutDown());
    await this.atMost(meter.settle());
    const output = await capture.finish({ exitCode: end.exitCode, asked: end.cause !== 'exited' });
    if (end.startError !== undefined) return notStarted(`${order.command.file} could not be started: ${end.startError}`);
    return describe(end, order, answers, output, session.refused);
  }

  /** What would make the operating system refuse the command with a message that blames the wrong file. */
  private async obstacle(order: RunOrder): Promise<string | undefined> {
    const folder = await this.ports.files.status(order.command.cwd);
    if (folder === undefined) return `The agent's folder ${order.command.cwd} does not exist.`;
    return folder.kind === 'folder' ? undefined : `${order.command.cwd} is not a folder`;
  }

  /** Waits for a tidying-up, but never so long, nor so upset, that the run gets no record. */
  private async atMost(tidying: Promise<void>): Promise<void> {
    await Promise.race([tidying.catch(() => undefined), pause(this.ports.clock, tidyingMilliseconds)]);
  }

  /** While a call of Sanctum's own tools is answered, the agent waits for Sanctum. */
  private async whileWatched<T>(answer: () => Promise<T>): Promise<T> {
    this.watch?.take({ kind: 'call', state: 'began' });
    try {
      return await answer();
    } finally {
      this.watch?.take({ kind: 'call', state: 'ended' });
    }
  }

  private async cpuSeconds(): Promise<number | undefined> {
    const agent = this.agent?.identity;
    await this.agent?.lookAround();
    return agent === undefined ? undefined : this.ports.processes.cpuSeconds(agent);
  }

  private endDead(verdict: Exclude<Verdict, { state: 'healthy' }>): void {
    if (verdict.state === 'stalled') this.agent?.end('stalled', verdict.why);
    else this.agent?.end(verdict.state === 'lingers' ? 'lingered' : 'toolless');
  }

  private now(): string {
    return isoSeconds(this.ports.clock.now());
  }
}

function describe(end: AgentEnd, order: RunOrder, answers: ToolAnswers, output: CapturedOutput, refused: number): Outcome {
  const { submission, progress, draft } = answers;
  const detail = detailOf(end, order);
  return {
    reason: end.cause === 'lingered' || end.cause === 'toolless' ? 'exited' : end.cause,
    ...(end.exitCode === undefined ? {} : { exitCode: end.exitCode }),
    ...(end.signal === undefined ? {} : { signal: end.signal }),
    ...(end.cause === 'lingered' ? { lingered: true } : {}),
    ...(detail === undefined ? {} : { detail }),
    ...output,
    survivorsKilled: end.survivorsKilled,
    ...(refused === 0 ? {} : { refusedConnections: refused }),
    ...(submission === undefined || end.cause === 'quarantined' ? {} : { submission }),
    ...(progress === undefined ? {} : { progress: progress.text }),
    ...(draft === undefined || end.cause === 'quarantined' ? {} : { draft }),
  };
}

function detailOf(end: AgentEnd, order: RunOrder): string | undefined {
  switch (end.cause) {
    case 'time-cap':
      return `The agent was ended after ${String(order.limits.totalSeconds)} seconds, the limit of this run.`;
    case 'budget':
      return end.why;
    case 'quarantined':
      return 'A second connection showed the token of this run, so nothing that it handed in is trusted. Look at the worktree before you retry.';
    case 'stalled':
      return end.why;
    case 'lingered':
      return `The agent said that its turn was over, did not end within ${String(lingerSeconds)} seconds, and was ended.`;
    case 'toolless':
      return "The agent had none of Sanctum's tools, went on without them, and was ended.";
    case 'exited':
    case 'stopped':
      return undefined;
  }
}

function notStarted(detail: string): Outcome {
  return { reason: 'not-started', detail: `${detail}.`, streamBytes: 0, survivorsKilled: 0 };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
