import { execFileSync, spawn } from 'node:child_process';
import { constants, existsSync, readFileSync, readdirSync } from 'node:fs';
import { access, open, readFile, readdir, readlink, stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { machinesEnvironment } from './machinesPrograms.js';
import { familyOf, processColumns, processRow, processRowsOf } from './processRows.js';
import type { ProcessRow } from './processRows.js';
import type { Child, Command, Completed, Ended, MachineSize, ProcessIdentity, Processes } from './processes.js';
import { tagVariable } from './processes.js';

const hasProc = existsSync('/proc/self/stat');

function ownEnvironment(): Record<string, string> {
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) known[name] = value;
  }
  return known;
}

/** The fields of /proc/<pid>/stat after the command name, which may itself hold spaces and brackets (proc(5)). */
function procFields(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function processRowsInProc(): readonly ProcessRow[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    const fields = procFields(Number(name));
    const row = fields === undefined ? undefined : processRow(Number(name), fields);
    return row === undefined ? [] : [row];
  });
}

function startTimeOf(pid: number): string | undefined {
  if (hasProc) {
    const fields = procFields(pid);
    if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return fields[19];
  }
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8', env: machinesEnvironment(ownEnvironment()) }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function carriesTag(environment: string, tag: string): boolean {
  const variable = environment.split('\0').find((entry) => entry.startsWith(`${tagVariable}=`));
  if (variable === undefined) return false;
  const value = variable.slice(tagVariable.length + 1);
  return tag.endsWith('/') ? value.startsWith(tag) : value === tag;
}

/** The machine's processes. The library for whole commands is loaded with the first one: a runner may never need it. */
export class NodeProcesses implements Processes {
  async run(command: Command, input?: string | Uint8Array): Promise<Completed> {
    const { execa } = await import('execa');
    const result = await execa(command.file, command.args, {
      cwd: command.cwd,
      env: command.env,
      extendEnv: false,
      reject: false,
      encoding: 'buffer',
      stripFinalNewline: false,
      maxBuffer: 1 << 30,
      ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    });
    const started = result.exitCode !== undefined || result.signal !== undefined;
    return {
      exitCode: result.exitCode,
      signal: result.signal,
      stdout: Buffer.from(result.stdout),
      stderr: Buffer.from(result.stderr),
      startError: started ? undefined : (result.shortMessage ?? 'could not be started'),
    };
  }

  start(command: Command, options: { readonly ownGroup?: boolean } = {}): Child {
    const child = spawn(command.file, [...command.args], {
      cwd: command.cwd,
      env: { ...command.env },
      detached: options.ownGroup ?? false,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const startTime = child.pid === undefined ? undefined : startTimeOf(child.pid);
    // A child that ends early closes its stdin; what it did is told by its exit, not by the broken pipe.
    child.stdin.on('error', () => undefined);
    const endedBy = (event: 'exit' | 'close') =>
      new Promise<Ended>((resolve) => {
        child.once('error', (error) => {
          resolve({ exitCode: undefined, signal: undefined, startError: error.message });
        });
        child.once(event, (code: number | null, signal: string | null) => {
          resolve({ exitCode: code ?? undefined, signal: signal ?? undefined, startError: undefined });
        });
      });
    return {
      identity: child.pid === undefined ? undefined : { pid: child.pid, startTime: startTime ?? 'ended' },
      write: (data) => {
        child.stdin.write(data);
      },
      endInput: () => {
        child.stdin.end();
      },
      onOutput: (listener) => {
        child.stdout.on('data', listener);
      },
      onErrorOutput: (listener) => {
        child.stderr.on('data', listener);
      },
      pauseOutput: () => {
        child.stdout.pause();
        child.stderr.pause();
      },
      resumeOutput: () => {
        child.stdout.resume();
        child.stderr.resume();
      },
      exited: endedBy('exit'),
      ended: endedBy('close'),
      kill: (signal) => {
        child.kill(signal);
      },
      killGroup: (signal) => {
        if (child.pid !== undefined) this.kill(-child.pid, signal);
      },
    };
  }

  async startDetached(command: Command, outputFile: string, onEnd: () => void): Promise<ProcessIdentity> {
    const output = await open(outputFile, 'a');
    try {
      const child = spawn(command.file, [...command.args], {
        cwd: command.cwd,
        env: { ...command.env },
        detached: true,
        stdio: ['ignore', output.fd, output.fd],
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      child.once('exit', onEnd);
      child.unref();
      if (child.pid === undefined) throw new Error(`${command.file} started without a process id`);
      return { pid: child.pid, startTime: startTimeOf(child.pid) ?? 'ended' };
    } finally {
      await output.close();
    }
  }

  own(): ProcessIdentity {
    return { pid: process.pid, startTime: startTimeOf(process.pid) ?? 'unknown' };
  }

  identify(pid: number): ProcessIdentity | undefined {
    const startTime = startTimeOf(pid);
    return startTime === undefined ? undefined : { pid, startTime };
  }

  isAlive(identity: ProcessIdentity): boolean {
    return startTimeOf(identity.pid) === identity.startTime;
  }

  signal(identity: ProcessIdentity, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): boolean {
    return this.isAlive(identity) && this.kill(identity.pid, signal);
  }

  signalGroup(identity: ProcessIdentity, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): boolean {
    return this.isAlive(identity) && this.kill(-identity.pid, signal);
  }

  async tagged(tag: string): Promise<readonly ProcessIdentity[]> {
    const found: ProcessIdentity[] = [];
    const candidates = hasProc ? this.taggedInProc(tag) : await this.taggedByPs(tag);
    for (const pid of candidates) {
      const identity = pid === process.pid ? undefined : this.identify(pid);
      if (identity !== undefined) found.push(identity);
    }
    return found;
  }

  async cpuSeconds(leader: ProcessIdentity): Promise<number | undefined> {
    const family = familyOf(await this.rows(), leader);
    return family.length === 0 ? undefined : family.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  }

  async family(leader: ProcessIdentity): Promise<readonly ProcessIdentity[]> {
    return familyOf(await this.rows(), leader).map(({ pid, startTime }) => ({ pid, startTime }));
  }

  async isAnyIn(programs: readonly string[], folder: string): Promise<boolean> {
    if (!hasProc) return true;
    // The system tells no more of a name (proc(5): comm).
    const names = programs.map((program) => program.slice(0, 15));
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      try {
        const command = (await readFile(`/proc/${name}/comm`, 'utf8')).trim();
        const cwd = await readlink(`/proc/${name}/cwd`);
        if (names.includes(command) && `${cwd}/`.startsWith(`${folder}/`)) return true;
      } catch {
        continue;
      }
    }
    return false;
  }

  async isOpen(file: string): Promise<boolean> {
    if (!hasProc) return true;
    const wanted = await stat(file).catch(() => undefined);
    if (wanted === undefined) return false;
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      for (const descriptor of await readdir(`/proc/${name}/fd`).catch(() => [])) {
        const link = `/proc/${name}/fd/${descriptor}`;
        // The link names the file by another path where folders are links, so that only its name tells which are worth a look.
        if (basename(await readlink(link).catch(() => '')) !== basename(file)) continue;
        const found = await stat(link).catch(() => undefined);
        if (found?.dev === wanted.dev && found.ino === wanted.ino) return true;
      }
    }
    return false;
  }

  async find(program: string, path = process.env['PATH'] ?? ''): Promise<string | undefined> {
    for (const folder of path.split(delimiter)) {
      const found = join(folder, program);
      try {
        await access(found, constants.X_OK);
        return found;
      } catch {
        continue;
      }
    }
    return undefined;
  }

  machineSize(): MachineSize {
    // Zero, or more than there is, where no container sets a limit.
    const constrained = process.constrainedMemory();
    const memoryBytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
    return { cores: availableParallelism(), memoryBytes };
  }

  environment(): Readonly<Record<string, string>> {
    return ownEnvironment();
  }

  private kill(pid: number, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): boolean {
    try {
      process.kill(pid, signal);
      return true;
    } catch {
      return false;
    }
  }

  private async rows(): Promise<readonly ProcessRow[]> {
    if (hasProc) return processRowsInProc();
    const { execa } = await import('execa');
    return processRowsOf((await execa('ps', ['-axo', processColumns], { reject: false, extendEnv: false, env: machinesEnvironment(ownEnvironment()) })).stdout);
  }

  private taggedInProc(tag: string): readonly number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => carriesTag(environmentOf(pid), tag));
  }

  /** Where there is no /proc, `ps eww` prints each environment after the command (macOS ps(1)). */
  private async taggedByPs(tag: string): Promise<readonly number[]> {
    const { execa } = await import('execa');
    const listing = await execa('ps', ['eww', '-axo', 'pid=,command='], { reject: false, extendEnv: false, env: machinesEnvironment(ownEnvironment()) });
    return listing.stdout
      .split('\n')
      .filter((line) => carriesTag(line.split(/\s+/).join('\0'), tag))
      .map((line) => Number.parseInt(line.trim(), 10));
  }
}
