import { pause } from '../../platform/clock.js';
import { nodePorts } from '../../platform/ports.js';
import type { Child } from '../../platform/processes.js';
import { tagVariable } from '../../platform/processes.js';
import { jsonLine } from '../stream/jsonLine.js';
import { AcpTurn } from './acpTurn.js';
import { endProgram, printedBy } from './agentProgram.js';
import type { DriverLine } from './driverLines.js';
import { Lines } from './lines.js';
import { sessionAccount } from './sessionAccount.js';
import { turnOrderSchema, turnOrderVariable } from './turnOrder.js';

/** How long an agent may take to end a turn that it is asked to end. */
const cancelMilliseconds = 1000;

/** So much output may wait in memory before the agent is held. */
const pendingOutput = 1024 * 1024;

/** Exit codes: the turn ended; it did not; somebody asked for its end. */
const exits = { ended: 0, failed: 1, interrupted: 130 } as const;

/** Prints at the pace of who reads. */
class Printer {
  child: Child | undefined;
  private pending = 0;

  print(line: string): void {
    const text = `${line}\n`;
    this.pending += text.length;
    if (this.pending > pendingOutput) this.child?.pauseOutput();
    process.stdout.write(text, () => {
      this.pending -= text.length;
      if (this.pending <= pendingOutput) this.child?.resumeOutput();
    });
  }

  readonly tell = (line: DriverLine): void => {
    this.print(JSON.stringify({ jsonrpc: '2.0', ...line }));
  };

  /** Resolves when all of it is out. */
  flush(): Promise<void> {
    return new Promise((resolve) => process.stdout.write('', () => resolve()));
  }
}

async function readPrompt(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** `acp.cjs <program> <argument>…`, the prompt on stdin, the order in the environment: one turn of an agent. Returns the exit code. */
async function main(printer: Printer): Promise<number> {
  const { clock, files, processes } = nodePorts();
  const environment = processes.environment();
  const order = turnOrderSchema.parse(JSON.parse(environment[turnOrderVariable] ?? 'null'));
  const [file = '', ...args] = process.argv.slice(2);
  const tagged = environment[tagVariable];
  const tag: Record<string, string> = tagged === undefined ? {} : { [tagVariable]: tagged };
  const worktree = process.cwd();
  const command = { file, cwd: worktree, env: { ...order.environment, ...tag } };

  let interrupt: () => void = () => undefined;
  const interrupted = new Promise<'interrupted'>((resolve) => (interrupt = () => resolve('interrupted')));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);

  printer.tell({ method: '_sanctum/agent', params: order.agent });
  const prompt = await readPrompt();
  await files.remove(order.toolsFile);
  const child = processes.start({ ...command, args });
  printer.child = child;
  const turn = new AcpTurn({ clock, files, worktree, prompt, order, tag, send: (line) => child.write(line), tell: printer.tell });
  const lines = new Lines();
  child.onErrorOutput((chunk) => process.stderr.write(chunk));
  const broken = new Promise<'broken'>((resolve) => {
    child.onOutput((chunk) => {
      try {
        for (const line of lines.take(chunk)) {
          printer.print(line);
          const value = jsonLine(line);
          if (value !== 'damaged') turn.receive(value);
        }
      } catch {
        resolve('broken');
      }
    });
  });

  const running = turn.run();
  const first = await Promise.race([running, child.exited.then((exit) => ({ exit })), interrupted, broken]);
  if (first === 'interrupted') {
    turn.cancel();
    await Promise.race([running, child.exited, pause(clock, cancelMilliseconds)]);
    await endProgram(clock, child);
    return exits.interrupted;
  }
  if (first === 'broken') {
    child.kill('SIGKILL');
    await child.exited;
    printer.tell({ method: '_sanctum/failed', params: { cause: 'crash', words: 'it wrote a line without an end' } });
    return exits.failed;
  }
  if ('exit' in first) {
    const { startError, exitCode, signal } = first.exit;
    // What it said last is still on its way.
    await Promise.race([child.ended, pause(clock, cancelMilliseconds)]);
    const words = startError ?? `it ended in the middle of its work (${signal ?? `exit code ${String(exitCode)}`})`;
    printer.tell({ method: '_sanctum/failed', params: { cause: startError === undefined ? 'crash' : 'settings', words } });
    return exits.failed;
  }
  await endProgram(clock, child);
  const { session, served } = first;
  if (session !== undefined && order.exports !== undefined) {
    const printed = await printedBy(clock, processes, { ...command, args: order.exports.map((argument) => argument.replace('{session}', session)) });
    const account = printed === undefined ? undefined : sessionAccount(printed);
    if (account !== undefined) printer.tell(account);
  }
  return served ? exits.ended : exits.failed;
}

const printer = new Printer();
main(printer)
  .then(async (code) => {
    printer.tell({ method: '_sanctum/over', params: {} });
    await printer.flush();
    process.exit(code);
  })
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(exits.failed);
  });
