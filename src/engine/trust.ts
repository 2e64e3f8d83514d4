import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import type { Repository } from '../git/repository.js';
import type { Config } from '../plan/schemas.js';
import type { Ports } from '../platform/ports.js';
import { gateCommands } from '../queue/gate.js';
import { namedPaths } from '../queue/protection/namedPaths.js';

/** Commands that come from a repository's plan, the addresses that it has prompts sent to, and what they are bound to. */
export interface TrustRequest {
  /** The commands, as they are shown to the engineer. */
  readonly commands: readonly string[];
  /** The files of master that the commands name. */
  readonly files: readonly string[];
  /** Twelve hexadecimal digits over the commands and the contents of those files. */
  readonly hash: string;
}

/** The list of approved commands cannot be read. */
export class TrustListError extends Error {
  override readonly name = 'TrustListError';
}

const approvalsSchema = z.array(
  z.strictObject({
    repository: z.string(),
    hash: z.string(),
    commands: z.array(z.string()),
    at: z.string(),
    /** The command of a criterion; without it, all commands of the configuration. */
    for: z.literal('criterion').optional(),
  }),
);

/** Where the plan has prompts and code sent, and with which key; nothing for a plan that names no endpoint. */
function endpointLines({ endpoints }: Pick<Config, 'endpoints'>): readonly string[] {
  const named = Object.entries(endpoints ?? {}).sort(([one], [other]) => one.localeCompare(other));
  return named.map(([name, { url, keyVariable }]) => `send to the endpoint ${name}: ${url}${keyVariable === undefined ? '' : `, with the key in ${keyVariable}`}`);
}

/** The commands of a configuration bound to the files that they name, as those are on master. */
export async function trustRequest(repository: Repository, config: Pick<Config, 'gate' | 'setup' | 'sandbox' | 'endpoints'>, master: string): Promise<TrustRequest> {
  const unconfined = config.sandbox === 'off' ? ['(all of it, and the agents, without a sandbox)'] : [];
  const { testCommand, tools = [] } = config.gate;
  const run = [...config.setup.commands, ...gateCommands(config.gate).map(({ command }) => command), ...(testCommand === undefined ? [] : [testCommand]), ...tools];
  const commands = [...unconfined, ...config.setup.copy.map((path) => `copy ${path}`), ...run, ...endpointLines(config)];
  return bound(repository, { commands, run, master }, JSON.stringify(commands));
}

/** The command of a ticket's criterion, bound as those of the configuration are, and approved by itself. */
export function criterionRequest(repository: Repository, command: string, master: string): Promise<TrustRequest> {
  return bound(repository, { commands: [command], run: [command], master }, JSON.stringify({ criterion: command }));
}

async function bound(repository: Repository, { commands, run, master }: { readonly commands: readonly string[]; readonly run: readonly string[]; readonly master: string }, text: string): Promise<TrustRequest> {
  const files: string[] = [];
  const hash = createHash('sha256').update(text);
  for (const path of new Set(run.flatMap(namedPaths))) {
    const object = path.includes('\n') ? undefined : await repository.reader.at(master, path);
    if (object?.type !== 'blob') continue;
    files.push(path);
    hash.update(`\0${path}\0`).update(object.body);
  }
  return { commands, files, hash: hash.digest('hex').slice(0, 12) };
}

/** The engineer's own list of approved commands, outside of every repository. */
export class TrustStore {
  private readonly path: string;

  constructor(
    private readonly ports: Pick<Ports, 'files'>,
    home: string,
  ) {
    this.path = join(home, 'trust.json');
  }

  async isTrusted(repository: string, hash: string): Promise<boolean> {
    return (await this.read()).some((approval) => approval.repository === repository && approval.hash === hash);
  }

  async approve(repository: string, request: TrustRequest, at: string, ofCriterion?: 'criterion'): Promise<void> {
    if (await this.isTrusted(repository, request.hash)) return;
    const approval = { repository, hash: request.hash, commands: [...request.commands], at, ...(ofCriterion === undefined ? {} : { for: ofCriterion }) };
    const approvals = [...(await this.read()), approval];
    await this.ports.files.writeSynced(this.path, `${JSON.stringify(approvals, undefined, 2)}\n`, 0o600);
  }

  /** The commands of a repository that were approved last; undefined when none ever were. */
  async lastApproved(repository: string): Promise<readonly string[] | undefined> {
    return (await this.read()).findLast((approval) => approval.repository === repository && approval.for === undefined)?.commands;
  }

  /** Whether any commands of a repository are approved. */
  async knows(repository: string): Promise<boolean> {
    return (await this.read()).some((approval) => approval.repository === repository);
  }

  /** Takes back all approvals of a repository. */
  async forget(repository: string): Promise<void> {
    const approvals = await this.read();
    const others = approvals.filter((approval) => approval.repository !== repository);
    if (others.length < approvals.length) await this.ports.files.writeSynced(this.path, `${JSON.stringify(others, undefined, 2)}\n`, 0o600);
  }

  private async read(): Promise<z.infer<typeof approvalsSchema>> {
    const text = await this.ports.files.readIfThere(this.path);
    if (text === undefined) return [];
    try {
      return approvalsSchema.parse(JSON.parse(text.toString('utf8')));
    } catch {
      throw new TrustListError(`${this.path} is damaged. Move it away and approve the commands again with: sanctum trust`);
    }
  }
}
