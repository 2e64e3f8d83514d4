import { dirname, join } from 'node:path';
import { shellWord } from '../git/repository.js';
import type { Ports } from '../platform/ports.js';
import { tagVariable } from '../platform/processes.js';
import { runShell } from '../platform/shell.js';
import type { BackendCheck, BackendUnavailable } from './backend.js';

type Machine = Pick<Ports, 'files' | 'processes'>;

/** A package of npm whose launcher only starts the program of the platform's package; started by itself that hears signals, and needs no Node. */
interface NpmLauncher {
  /** Matches the launcher's path; the first group is the folder of its package. */
  readonly path: RegExp;
  readonly scope: string;
  /** How the names of the platforms' packages begin. */
  readonly platforms: string;
  /** Where the program lies in such a package; `*` stands for any one name. */
  readonly program: string;
}

/** How the program of an agent is found on a machine. */
export interface ProgramSource {
  /** As it is called on PATH. */
  readonly name: string;
  /** Names the program that is to be used, by its path; without it the one on PATH is. */
  readonly variable: string;
  /** A sentence. */
  readonly howToGet: string;
  readonly launcher?: NpmLauncher;
}

/** Words on a program that npm installs. */
export function installedBy(command: string, variable: string): string {
  return `Install it with \`${command}\`, or name its program in ${variable}.`;
}

/** Its path, or why there is none and how to get it. */
export async function findProgram({ files, processes }: Machine, { name, variable, howToGet, launcher }: ProgramSource): Promise<string | BackendUnavailable> {
  const named = processes.environment()[variable];
  if (named !== undefined && named !== '') {
    if ((await files.status(named)) === undefined) return { unavailable: `${variable} names ${named}, and no file is there. ${howToGet}` };
    return launcher === undefined ? named : nativeProgram(files, named, launcher);
  }
  const onPath = await processes.find(name);
  if (onPath === undefined) return { unavailable: `${name} is not on PATH. ${howToGet}` };
  return launcher === undefined ? onPath : nativeProgram(files, onPath, launcher);
}

/** What the doctor says of it: that it runs and which version it is, with a `note`, or what is missing. `program` is its path, also where it does not run. */
export async function checkProgram(machine: Machine, source: ProgramSource, note = ''): Promise<BackendCheck & { readonly program: string | undefined }> {
  const { name } = source;
  const program = await findProgram(machine, source);
  if (typeof program !== 'string') return { name, found: undefined, words: program.unavailable, program: undefined };
  const { processes } = machine;
  const ran = await processes.run({ file: program, args: ['--version'], cwd: '/', env: processes.environment() });
  const version = /\d+\.\d+\.\d+\S*/.exec(ran.stdout.toString('utf8'))?.[0];
  const isThere = ran.exitCode === 0 && version !== undefined;
  const words = `${program} does not run: ${ran.startError ?? ran.stderr.toString('utf8').trim()}`;
  return { name, found: isThere ? `${version}, ${program}${note}` : undefined, words, program };
}

/** As much of a version as is looked for, and how long a program may take to say it. */
const versionShape = /\d+\.\d+\.\d+[\w.+-]{0,40}/;
const versionMilliseconds = 20_000;

/** What a program needs to say its version: nothing of what the engineer's environment has beside, keys among it. */
function knownToAll(machine: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(['PATH', 'HOME', 'LANG', 'TMPDIR'].flatMap((name) => (machine[name] === undefined ? [] : [[name, machine[name]]])));
}

/** The versions of programs, each asked for once as long as its file is the same. */
export class ProgramVersions {
  private readonly known = new Map<string, Promise<string | undefined>>();
  private asked = 0;

  constructor(private readonly machine: Pick<Ports, 'files' | 'processes' | 'clock'>) {}

  /** Undefined where the program is not there, or does not say it. */
  async of(source: ProgramSource): Promise<string | undefined> {
    const { files } = this.machine;
    const program = await findProgram(this.machine, source);
    const status = typeof program === 'string' ? await files.status(await files.realPath(program).catch(() => program)) : undefined;
    if (typeof program !== 'string' || status === undefined) return undefined;
    const key = `${program} ${String(status.size)} ${String(status.modified)}`;
    const asked = this.known.get(key) ?? this.ask(program);
    this.known.set(key, asked);
    const version = await asked;
    if (version === undefined) this.known.delete(key);
    return version;
  }

  /** Whatever a program leaves running is swept by its tag, which is its own: two may be asked at once. */
  private async ask(program: string): Promise<string | undefined> {
    const { processes } = this.machine;
    this.asked += 1;
    const tag = `version-${String(processes.own().pid)}-${String(this.asked)}`;
    const asked = { command: `${shellWord(program)} --version`, cwd: '/', env: { ...knownToAll(processes.environment()), [tagVariable]: tag }, tag, timeoutMilliseconds: versionMilliseconds };
    const { exitCode, output } = await runShell(this.machine, asked);
    return exitCode === 0 ? versionShape.exec(output)?.[0] : undefined;
  }
}

/** The platform's program where the named one is a launcher; the launcher itself where there is no other. */
async function nativeProgram(files: Ports['files'], named: string, { path, scope, platforms, program }: NpmLauncher): Promise<string> {
  const launcher = await files.realPath(named).catch(() => named);
  const [, own] = path.exec(launcher) ?? [];
  if (own === undefined) return launcher;
  for (const folder of [join(own, 'node_modules', scope), dirname(own)]) {
    for (const { name } of await files.list(folder)) {
      const [native] = name.startsWith(platforms) ? await matching(files, join(folder, name), program.split('/')) : [];
      if (native !== undefined) return native;
    }
  }
  return launcher;
}

/** The files below a folder whose names follow each other like this. */
async function matching(files: Ports['files'], folder: string, [first = '', ...rest]: readonly string[]): Promise<readonly string[]> {
  const names = first === '*' ? (await files.list(folder)).map(({ name }) => name) : [first];
  const found: string[] = [];
  for (const path of names.map((name) => join(folder, name))) {
    if (rest.length > 0) found.push(...(await matching(files, path, rest)));
    else if ((await files.status(path))?.kind === 'file') found.push(path);
  }
  return found;
}
