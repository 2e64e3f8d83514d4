import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type * as z from 'zod';
import { builtCommand } from './build.js';

/** How a command ended, and what its user read. */
export interface Spoken {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command is typed: a folder, and the machine's environment. */
export interface Terminal {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A command that is at work. */
export class RunningCommand {
  private stdout = '';
  private stderr = '';
  private look: () => void = () => undefined;
  private readonly ending: Promise<Spoken>;

  constructor(private readonly child: ChildProcess) {
    this.ending = new Promise((resolve) => {
      child.once('close', (code) => {
        resolve({ code: code ?? undefined, stdout: this.stdout, stderr: this.stderr });
      });
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.look();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
  }

  get pid(): number {
    const { pid } = this.child;
    if (pid === undefined) throw new Error('The command did not start.');
    return pid;
  }

  /** The first line of its output that fits; throws with all that it said when it ends without one. */
  line(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      this.look = () => {
        const found = this.stdout.split('\n').slice(0, -1).find((line) => pattern.test(line));
        if (found !== undefined) resolve(found);
      };
      this.look();
      void this.ending.then(({ stdout, stderr }) => {
        reject(new Error(`It ended without a line like ${String(pattern)}:\n${stdout}${stderr}`));
      });
    });
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  ended(): Promise<Spoken> {
    return this.ending;
  }
}

/** Starts the real bundle, as a shell would, without a terminal. */
export function startSanctum({ folder, environment }: Terminal, ...args: string[]): RunningCommand {
  return new RunningCommand(spawn(process.execPath, [builtCommand(), ...args], { cwd: folder, env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Runs the real bundle to its end. */
export function sanctum(terminal: Terminal, ...args: string[]): Promise<Spoken> {
  return startSanctum(terminal, ...args).ended();
}

/** What a command with `--json` printed, checked. Throws with all that it said when it did not end well. */
export async function sanctumJson<T>(terminal: Terminal, schema: z.ZodType<T>, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await sanctum(terminal, '--json', ...args);
  if (code !== 0) throw new Error(`sanctum ${args.join(' ')} ended with ${String(code)}:\n${stdout}${stderr}`);
  return schema.parse(JSON.parse(stdout));
}
