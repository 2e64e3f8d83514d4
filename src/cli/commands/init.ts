import { resolve } from 'node:path';
import { lookForSource } from '../../engine/importing/readSource.js';
import type { InitResult } from '../../engine/init.js';
import { initProject } from '../../engine/init.js';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import type { TrustRequest } from '../../engine/trust.js';
import type { CommandContext } from '../commandContext.js';
import { answer, interruptible } from '../commandContext.js';
import { exitCodes } from '../exitCodes.js';
import type { ExitCode } from '../exitCodes.js';
import { ladders } from '../../agents/ladders.js';
import { endpointOf, routeModel } from '../../agents/routing.js';
import type { Config } from '../../plan/schemas.js';
import { gateWords } from '../../queue/gate.js';
import { UsageError } from '../usageError.js';

export interface InitOptions {
  readonly gate: readonly string[];
  readonly setUp: readonly string[];
  readonly copy: readonly string[];
  readonly branch?: string;
  readonly model: readonly string[];
  readonly endpoint: readonly string[];
  readonly trust?: string;
  readonly sandbox: boolean;
}

/** Gives a project its plan, as the options say, and asks what has to be asked. */
export async function makePlan(context: CommandContext, project: Project, path: string, options: InitOptions): Promise<InitResult> {
  const roles = ladders(options.model);
  const endpoints = endpointsOf(options.endpoint);
  for (const model of new Set(Object.values(roles).flatMap((ladder) => ladder ?? []))) endpointOf(routeModel(model), endpoints);
  const request = {
    folder: await context.ports.files.realPath(path),
    gate: options.gate,
    setup: options.setUp,
    copy: options.copy,
    branch: options.branch,
    roles,
    endpoints,
    sandbox: options.sandbox ? ('auto' as const) : ('off' as const),
  };
  const say = (words: string): void => {
    if (!context.json) context.print(words);
  };
  const approve = async (trust: TrustRequest, because: string): Promise<boolean> => {
    say(`The gate (${because}):\n${trust.commands.map((command) => `  ${command}`).join('\n')}`);
    if (options.gate.length > 0 || options.trust === trust.hash) return true;
    return context.interactive && (await context.ask('May Sanctum run these commands for this repository?'));
  };
  return interruptible(context, (stop) => initProject(project, request, { say, note: say, approve }, stop));
}

/** What became of it, in words. */
export function initWords(result: InitResult): string {
  switch (result.kind) {
    case 'there':
      return `There is a plan already, at ${result.tip.slice(0, 10)}; nothing was changed.`;
    case 'adopted':
      return `Took over the plan of origin, at ${result.tip.slice(0, 10)}. Approve its commands with: sanctum trust`;
    case 'made': {
      const { branch, gate } = result.config;
      const count = gate.tests === 'counted' ? ' and counts its tests' : '';
      return `The plan is on the branch sanctum/plan. ${branch} is kept green by: ${gateWords(gate)} — it passes there, fails on a broken tree${count}.`;
    }
  }
}

const next = 'Next: sanctum plan "<what it is to become>", or sanctum add "<what to build>"; then: sanctum run';

export async function init(context: CommandContext, path: string | undefined, options: InitOptions): Promise<ExitCode> {
  const asked = resolve(context.folder, path ?? '.');
  const project = await openProject(context.ports, asked);
  try {
    const result = await makePlan(context, project, asked, options);
    const other = result.kind === 'made' ? await lookForSource(project) : undefined;
    const offered = other === undefined ? '' : `\nThere is a plan of Scriptorium on ${other.branch}. What an import of it would bring is told by: sanctum import --dry-run`;
    answer(context, result, `${initWords(result)}${result.kind === 'made' ? `\n${next}` : ''}${offered}`);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}

/** `local=http://127.0.0.1:8080/v1`, each of them. */
function endpointsOf(typed: readonly string[]): Config['endpoints'] {
  if (typed.length === 0) return undefined;
  const named = typed.map((text): readonly [string, { readonly url: string }] => {
    const [, name, url] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || url === undefined) throw new UsageError(`"${text}" names no endpoint. Write its name and its address: --endpoint local=http://127.0.0.1:8080/v1`);
    return [name, { url }];
  });
  return Object.fromEntries(named);
}
