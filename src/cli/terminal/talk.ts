import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { Conversation } from '../../engine/planning/conversation/conversation.js';
import { PlanningDesk } from '../../engine/planning/conversation/planningDesk.js';
import type { TalkMode } from '../../engine/planning/conversation/typedCommand.js';
import { writeCommand } from '../../engine/orders/writeCommand.js';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { UsageError } from '../usageError.js';
import { TerminalKeys } from './terminalKeys.js';
import { TalkHistory } from './talkHistory.js';

/** A width for terminals that do not tell theirs. */
const usualColumns = 80;

/**
 * The engineer talks with the architect: at a terminal with keys, else line by line from standard input. Throws UsageError where standard input holds
 * nothing, NoPlanError, RepositoryError.
 */
export async function talk(context: CommandContext, mode: TalkMode, usage: string): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    await project.store.read();
    const desk = new PlanningDesk({ project, write: (transition) => writeCommand(project, transition), look: () => undefined }, context.kit);
    return await (context.interactive ? talkByKeys(context, project, desk, mode) : talkByLines(context, desk, mode, usage));
  } finally {
    await project.close();
  }
}

async function talkByKeys(context: CommandContext, project: Project, desk: PlanningDesk, mode: TalkMode): Promise<ExitCode> {
  const { stdin: input, stdout: output } = process;
  const history = await TalkHistory.read(project);
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const terminal = { write: (text: string) => void output.write(text), columns: () => output.columns || usualColumns, end };
  const conversation = new Conversation(desk, terminal, { mode, history: history.lines, remember: (lines) => history.keep(lines), interruptEnds: true });
  const keys = new TerminalKeys(input, output, (typed) => conversation.take(typed));
  const redraw = (): void => conversation.redraw();
  // A terminal that is closed is an end like any other: what was being written is kept.
  process.on('SIGHUP', end);
  input.once('end', end);
  output.on('resize', redraw);
  const release = context.onInterrupt(end);
  try {
    keys.take();
    await conversation.open();
    await ended;
    await conversation.stop();
    conversation.keepUnsent();
  } finally {
    release();
    output.off('resize', redraw);
    conversation.close();
    keys.give();
    output.write('\r\n');
    await history.written();
    process.off('SIGHUP', end);
  }
  return exitCodes.done;
}

async function talkByLines(context: CommandContext, desk: PlanningDesk, mode: TalkMode, usage: string): Promise<ExitCode> {
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  const ending = { isOver: false, isInterrupted: false };
  const end = (): void => {
    ending.isOver = true;
    lines.close();
  };
  const write = (text: string): void => void process.stdout.write(stripVTControlCharacters(text).replaceAll('\r\n', '\n'));
  const conversation = new Conversation(desk, { write, columns: () => usualColumns, end, isPlain: true }, { mode, history: [], remember: () => undefined });
  const release = context.onInterrupt(() => {
    ending.isInterrupted = true;
    conversation.interrupt();
    end();
  });
  let isBegun = false;
  try {
    for await (const line of lines) {
      if (!isBegun) await conversation.open();
      isBegun = true;
      conversation.enter(line);
      await conversation.ready();
      if (ending.isOver) break;
    }
    await conversation.finish();
  } finally {
    release();
    conversation.close();
    lines.close();
  }
  if (ending.isInterrupted) return exitCodes.interrupted;
  if (!isBegun) throw new UsageError(usage);
  return conversation.failed > 0 ? exitCodes.failed : exitCodes.done;
}
