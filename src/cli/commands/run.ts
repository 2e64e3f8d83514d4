import { basename } from 'node:path';
import { AgentKit } from '../../agents/kit.js';
import { Runs } from '../../agents/runs.js';
import type { EngineView } from '../../engine/engine.js';
import { Engine } from '../../engine/engine.js';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import type { Status } from '../../engine/status/status.js';
import { statusOf } from '../../engine/status/status.js';
import { AnswerDesk } from '../terminal/answerDesk.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { LiveView } from '../terminal/liveView.js';
import { LogFile } from '../../engine/logFile.js';

export interface RunOptions {
  readonly untilIdle: boolean;
  readonly takeOver: boolean;
  /** What the runs of this engine may cost, in US dollars. */
  readonly budget?: number;
  /** Told of every question that waits for the engineer, at every look, when nobody sits at a terminal. */
  readonly onQuestion?: (question: QuestionStatus) => void;
}

export async function run(context: CommandContext, options: RunOptions): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    return await runProject(context, project, options);
  } finally {
    await project.close();
  }
}

/** Runs the engine of a project in this process until it is idle, stopped or superseded. */
export async function runProject(context: CommandContext, project: Project, options: RunOptions): Promise<ExitCode> {
  const { ports, kit } = context;
  // A terminal that does not know its width (`script`, some build servers) can show lines, and no picture.
  const lives = context.interactive && process.stdout.columns > 0;
  let view: LiveView | undefined;
  let desk: AnswerDesk | undefined;
  const log = await LogFile.open(ports, project.folder.logs, (line, level, words) => {
    if (view !== undefined) view.log(level, words);
    else if (!context.json && level !== 'DEBUG') context.print(line);
  });
  const runs = new Runs(ports, { execPath: kit.execPath, programs: kit.programs, place: project.folder });
  try {
    const engine = await Engine.open({ project, runs, kit: new AgentKit(ports, kit), log, takeOver: options.takeOver, budget: options.budget });
    log.write('INFO', `the engine runs for ${project.place.topFolder}; log: ${log.path}`);
    if (lives) {
      desk = new AnswerDesk(project, log, { input: process.stdin, output: process.stdout }, () => view?.refresh());
      view = new LiveView(process.stdout, ports.clock, basename(project.place.topFolder), desk.prompt);
    }
    const release = context.onInterrupt(() => {
      log.write('INFO', 'stopping: agents go on, and the next engine takes them over; once more to stop at once');
      engine.stop();
    });
    let last: Status | undefined;
    const show = (seen: EngineView): void => {
      last = statusOf(seen.observation, seen.waits, seen.busy);
      desk?.see(last.questions);
      if (desk === undefined) for (const question of last.questions) if (question.level === 'engineer') options.onQuestion?.(question);
      view?.show(last);
    };
    // Somebody is there to answer, or somebody answers in their place.
    const isAnswering = (): boolean => (desk !== undefined || options.onQuestion !== undefined) && last?.questions.some(({ level }) => level === 'engineer') === true;
    try {
      const idle = await engine.run(() => options.untilIdle && !isAnswering(), show);
      log.write('INFO', 'the engine has stopped');
      if (context.json) context.print(JSON.stringify(last, undefined, 2));
      const isUnfinished = last?.tickets.some((ticket) => ticket.phase !== 'done' && ticket.phase !== 'cancelled') === true;
      return options.untilIdle && (isUnfinished || idle.waits.some((wait) => wait.engineer)) ? exitCodes.waiting : exitCodes.done;
    } finally {
      release();
    }
  } finally {
    await desk?.close();
    view?.close();
    runs.close();
    await log.flush();
  }
}
