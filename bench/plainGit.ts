import { spawn } from 'node:child_process';

/** Worktrees and lanes are disposable: neither Sanctum nor the limit syncs what git writes for them. */
export const unsynced = ['-c', 'core.fsync=none'] as const;

/** The settings without which a git process would not be as durable as Sanctum. */
const durable = ['-c', 'core.fsync=loose-object,reference', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'advice.detachedHead=false'];

const environment = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Bench',
  GIT_AUTHOR_EMAIL: 'bench@localhost',
  GIT_COMMITTER_NAME: 'Bench',
  GIT_COMMITTER_EMAIL: 'bench@localhost',
};

/** Runs a program with nothing around it; what it printed. */
export function plainRun(file: string, args: readonly string[], cwd: string, input?: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: environment, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else reject(new Error(`${file} ${args.join(' ')} ended with ${String(code)}`));
    });
    child.stdin?.end(input);
  });
}

export function plainGit(args: readonly string[], cwd: string, input?: string): Promise<Buffer> {
  return plainRun('git', [...durable, ...args], cwd, input);
}

export async function plainGitText(args: readonly string[], cwd: string, input?: string): Promise<string> {
  return (await plainGit(args, cwd, input)).toString('utf8').trimEnd();
}
