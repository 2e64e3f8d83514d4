import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** Where Sanctum keeps what is no part of the plan, for all projects of this user. */
export function sanctumHome(environment: Readonly<Record<string, string>>): string {
  const chosen = environment['SANCTUM_HOME'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const local = environment['LOCALAPPDATA'];
  if (local !== undefined) return join(local, 'sanctum');
  const state = environment['XDG_STATE_HOME'];
  return state !== undefined && state !== '' ? join(state, 'sanctum') : join(environment['HOME'] ?? '/', '.local', 'state', 'sanctum');
}

/** A short name for a repository that no other on this machine has. */
export function repositoryKey(commonDir: string): string {
  return createHash('sha256').update(commonDir).digest('hex').slice(0, 12);
}

/** The folder outside the engineer's repository where worktrees, lanes, runs and logs of one project lie. */
export class ProjectFolder {
  readonly path: string;

  constructor(home: string, commonDir: string) {
    const name = (basename(commonDir) === '.git' ? basename(dirname(commonDir)) : basename(commonDir)).replace(/[^A-Za-z0-9._-]/g, '_');
    this.path = join(home, 'projects', `${name}-${repositoryKey(commonDir)}`);
  }

  attempt(ticket: string, attempt: number): string {
    return join(this.path, 'tickets', ticket, String(attempt));
  }

  worktree(ticket: string, attempt: number): string {
    return join(this.attempt(ticket, attempt), 'worktree');
  }

  run(run: string): string {
    return join(this.path, 'runs', run);
  }

  get lanes(): string {
    return join(this.path, 'lanes');
  }

  /** What set-up commands installed, kept for the next lane or worktree. */
  get setUps(): string {
    return join(this.path, 'set-ups');
  }

  /** The repository that snapshots agents' folders; its objects leave it only when a snapshot is accepted for keeping. */
  get snapshots(): string {
    return join(this.path, 'snapshots.git');
  }

  /** A folder that is removed after use. */
  scratch(name: string): string {
    return join(this.path, 'scratch', name);
  }

  /** What the gate printed that was run last on a ticket's submission, or on the branch (`master`). */
  gateLog(of: string): string {
    return join(this.logs, 'gates', `${of}.log`);
  }

  get logs(): string {
    return join(this.path, 'logs');
  }
}
