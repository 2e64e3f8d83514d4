import { spawnSync } from 'node:child_process';

/** The system calls by which a program changes what is on the disk; `openat` for reading is told apart by its flags. */
const mutating = [
  ...['openat', 'open', 'creat', 'write', 'pwrite64', 'writev', 'copy_file_range', 'ftruncate', 'truncate', 'fallocate'],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat', 'unlink', 'unlinkat', 'mkdir', 'mkdirat', 'rmdir'],
  ...['chmod', 'fchmod', 'fchmodat', 'utimensat', 'utimes', 'fsync', 'fdatasync', 'sync_file_range', 'exit_group'],
];

/** A question mark lets strace pass over a call that this machine's processor does not have. */
const traced = mutating.map((name) => `?${name}`).join(',');

/** One system call of a traced program that changes something, and how strace finds it again. */
export interface SystemCall {
  readonly name: string;
  /** It is the n-th of its name, from 1; those that only read are counted too. */
  readonly nth: number;
  /** What it does, and to which files, below the folder that was traced. */
  readonly words: string;
}

/** Whether processes can be traced here; a machine may have no strace, or forbid it. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { stdio: 'ignore' }).status === 0;
}

/** The arguments by which strace writes down every such call of a program, and kills it when it enters `at`. */
export function straceArguments(at?: Pick<SystemCall, 'name' | 'nth'>): readonly string[] {
  // `-y` says which file a descriptor stands for, `-s 0` leaves out what is written.
  const watch = ['-f', '-qq', '-y', '-s', '0', '-e', 'signal=none', '-e', `trace=${traced}`];
  return at === undefined ? watch : [...watch, '-e', `inject=${at.name}:signal=SIGKILL:when=${String(at.nth)}`];
}

/** The calls that change something, from what strace wrote, in their order. Paths below `folder` are shortened. */
export function changesIn(trace: string, folder: string): readonly SystemCall[] {
  const seen = new Map<string, number>();
  const calls: SystemCall[] = [];
  for (const line of trace.split('\n')) {
    const [, name, rest] = /^\d+ +(\w+)\((.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) continue;
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    const readsOnly = /^open(?:at)?$/.test(name) && !/O_(?:WRONLY|RDWR|CREAT|TRUNC)/.test(rest);
    // What goes to a device, a pipe or a socket is not on the disk; below /dev/shm are files.
    const isElsewhere = /^(?:AT_FDCWD(?:<[^>]*>)?, "|")\/dev\/(?!shm\/)|^\d+<(?!\/(?!dev\/(?!shm\/)))/.test(rest);
    if (!readsOnly && !isElsewhere) calls.push({ name, nth, words: wordsOf(name, rest, folder) });
  }
  return calls;
}

function wordsOf(name: string, rest: string, folder: string): string {
  const paths = [...rest.matchAll(/"([^"]+)"|^\d+<([^>]+)>/g)].map(([, quoted, described]) => quoted ?? described ?? '');
  return [name, ...paths.map((path) => path.replace(`${folder}/`, ''))].join(' ');
}
