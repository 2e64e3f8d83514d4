import { dirname } from 'node:path';
import type { AgentKit } from '../agents/kit.js';
import { RoutingError } from '../agents/routing.js';
import { Runs } from '../agents/runs.js';
import { gitEnvironment } from '../git/git.js';
import { BrokenRefError } from '../git/refReader.js';
import { sanctumHome } from '../git/projectFolder.js';
import { checkVersion, RepositoryError, shellWord } from '../git/repository.js';
import { priceGround, priceOf } from '../insight/cost.js';
import type { Config } from '../plan/schemas.js';
import { shippedPrices } from '../plan/shippedPrices.js';
import type { Snapshot } from '../plan/snapshot.js';
import { NoPlanError } from '../plan/store.js';
import { findOnMachine, machinesEnvironment } from '../platform/machinesPrograms.js';
import type { Ports } from '../platform/ports.js';
import { findSandbox } from '../platform/sandbox.js';
import { gateWords, versionsOf, versionWords } from '../queue/gate.js';
import { lockHolder } from './lock.js';
import { restWords } from './deciding/serving.js';
import type { Observation } from './deciding/observe.js';
import { Observer } from './observer.js';
import { findFaults } from './repairing/repair.js';
import type { Project } from './project.js';
import { openProject } from './project.js';
import { TrustListError } from './trust.js';

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** Whether the engine cannot do the work of this repository without it. */
  readonly needed: boolean;
  /** What there is; or what is missing, and the command that mends it. */
  readonly words: string;
}

interface Patient {
  readonly ports: Ports;
  readonly kit: AgentKit;
  /** The Node that runs agents' tools. */
  readonly execPath: string;
  /** Where the engineer stands. */
  readonly folder: string;
}

/** Less is soon used up by worktrees and lanes. */
const leastMegabytes = 1024;

/** What the machine and the repository have of what Sanctum needs. Changes nothing, and starts no agent. */
export async function examine({ ports, kit, execPath, folder }: Patient): Promise<readonly Finding[]> {
  const git = await gitFinding(ports);
  const findings = [git, await nodeFinding(ports, execPath)];
  const plan = git.ok ? await planOf(ports, folder).catch((error: unknown) => ({ findings: [bad('repository', messageOf(error))], config: undefined })) : { findings: [], config: undefined };
  const [ofMachine, disk] = await Promise.all([
    Promise.all([attempt('backends', () => backendFindings(kit, plan.config)), attempt('tools', () => toolsFinding(kit)), attempt('bubblewrap', () => sandboxFinding(ports, plan.config))]),
    attempt('disk', () => diskFinding(ports)),
  ]);
  return [...findings, ...ofMachine.flat(), ...plan.findings, ...disk];
}

/** The first command in the words of a finding that mends it, where there is one. */
export function mendingCommand({ ok, words }: Pick<Finding, 'ok' | 'words'>): string | undefined {
  return ok ? undefined : /`([^`]+)`/.exec(words)?.[1];
}

/** What cannot even be looked at is a finding as well: whoever calls a doctor is to hear of everything else, too. */
async function attempt(name: string, look: () => Promise<Finding | readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    const found = await look();
    return 'name' in found ? [found] : found;
  } catch (error) {
    return [bad(name, messageOf(error))];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function toolsFinding(kit: AgentKit): Promise<Finding> {
  const probed = await kit.probeTools();
  if ('tools' in probed) return good('tools', `the server of the agents' tools starts, and lists ${String(probed.tools)} for a coding agent`);
  return bad('tools', `the server of the agents' tools does not start: ${probed.trouble}. Install Sanctum again.`);
}

function good(name: string, words: string): Finding {
  return { name, ok: true, needed: true, words };
}

function bad(name: string, words: string, needed = true): Finding {
  return { name, ok: false, needed, words };
}

async function gitFinding(ports: Ports): Promise<Finding> {
  try {
    await checkVersion(ports);
  } catch (error) {
    if (error instanceof RepositoryError) return bad('git', error.message);
    throw error;
  }
  const { stdout } = await ports.processes.run({ file: 'git', args: ['--version'], cwd: '/', env: gitEnvironment(ports.processes.environment(), 'engineer') });
  return good('git', stdout.toString('utf8').trim().replace(/^git version /, ''));
}

async function nodeFinding({ processes }: Ports, execPath: string): Promise<Finding> {
  const env = { ...processes.environment(), ELECTRON_RUN_AS_NODE: '1' };
  const { stdout } = await processes.run({ file: execPath, args: ['-p', 'process.versions.node'], cwd: '/', env });
  const version = stdout.toString('utf8').trim();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return good('Node', `${version}, ${execPath}`);
  return bad('Node', `${execPath} is ${version === '' ? 'no Node that runs' : `Node ${version}`}. Install Node 20.19 or newer, and start Sanctum with that.`);
}

/** Every backend; one that no role names is not needed, but an engineer may want to know before there is a plan. */
async function backendFindings(kit: AgentKit, config: Config | undefined): Promise<readonly Finding[]> {
  const models = [...new Set(Object.values(config?.roles ?? {}).flatMap((ladder) => ladder ?? []))];
  const found = new Map<string, Finding>();
  for (const model of models) {
    try {
      for (const { name, found: there, words } of await kit.check(model, config?.sandbox !== 'off', config?.endpoints)) {
        if (!found.has(name)) found.set(name, there === undefined ? bad(name, words) : good(name, there));
      }
    } catch (error) {
      if (!(error instanceof RoutingError)) throw error;
      found.set(model, bad(`model ${model}`, `${quoted(error.message)} Name another in sanctum.json on the branch sanctum/plan.`));
    }
  }
  for (const { name, found: there, words } of await kit.checkAll(config?.sandbox !== 'off')) {
    if (!found.has(name)) found.set(name, there === undefined ? bad(name, words, false) : { ...good(name, there), needed: false });
  }
  return [...found.values()];
}

/** Models whose runs count for nothing in a budget, unless their agents tell what they cost; and a table that is older than the one that Sanctum ships. Pure. */
export function priceFindings({ config, prices }: Pick<Snapshot, 'config' | 'prices'>): readonly Finding[] {
  const models = [...new Set(Object.values(config?.roles ?? {}).flatMap((ladder) => ladder ?? []))].filter((model) => !/^rehearsal(?::|$)/.test(model));
  const unpriced = models.filter((model) => priceOf(priceGround({ config, prices }), model) === undefined);
  const isOld = prices !== undefined && prices.dated < shippedPrices.dated && models.some((model) => priceOf({ prices: shippedPrices, endpoints: undefined }, model) !== undefined);
  return [
    ...(unpriced.length === 0 ? [] : [bad('prices', `no price for ${unpriced.join(', ')}: what their agents tell counts, or nothing. Add them to prices.json on the branch sanctum/plan.`, false)]),
    ...(isOld ? [bad('age of prices', `prices.json is of ${prices.dated}, and Sanctum ships prices of ${shippedPrices.dated}. Take them, and keep your rows for other models: \`sanctum prices --update\``, false)] : []),
  ];
}

async function sandboxFinding(ports: Ports, config: Config | undefined): Promise<Finding> {
  if (config?.sandbox === 'off') return good('bubblewrap', 'not used: sanctum.json has "sandbox": "off"');
  if ((await findSandbox(ports)) !== undefined) return good('bubblewrap', 'agents and gates can write nowhere but in their own folders');
  const isThere = (await findOnMachine(ports.processes, 'bwrap')) !== undefined;
  return bad('bubblewrap', isThere ? 'it is installed and does not work here: see `bwrap --ro-bind / / true`' : 'gates, and agents that do not confine themselves, can write everywhere; on Debian: `sudo apt install bubblewrap`', false);
}

/** What a restart does not settle, each with what a repair would do about it. */
async function faultFindings(project: Project): Promise<readonly Finding[]> {
  const faults = await findFaults(project);
  return faults.map(({ name, words, would, repair }) => bad(name, repair === undefined ? quoted(`${words} A repair ${would}`) : `${quoted(words)} \`sanctum doctor --repair\` ${quoted(would)}`));
}

async function planOf(ports: Ports, folder: string): Promise<{ readonly findings: readonly Finding[]; readonly config: Config | undefined }> {
  let project: Project;
  try {
    project = await openProject(ports, folder);
  } catch (error) {
    if (error instanceof RepositoryError) return { findings: [bad('repository', error.message, false)], config: undefined };
    throw error;
  }
  try {
    const faults = await attempt('repair', () => faultFindings(project));
    const { findings, config } = await usedPlan(project);
    // What a repair mends is told by it, and not once more.
    return { findings: [...faults, ...findings.filter(({ name, ok }) => ok || faults.length === 0 || (name !== 'plan' && name !== 'refs'))], config };
  } finally {
    await project.close();
  }
}

async function usedPlan(project: Project): Promise<{ readonly findings: readonly Finding[]; readonly config: Config | undefined }> {
  const { ports } = project;
  let config: Config | undefined;
  try {
    const { commit, config: read } = await project.store.read();
    config = read;
    const runs = new Runs(ports, { execPath: '', programs: { runner: '' }, place: project.folder });
    try {
      const observation = await new Observer(project, runs).observe(commit, undefined);
      return {
        findings: [planFinding(observation), ...restFindings(observation, ports.clock.now()), ...gateFindings(observation), ...criteriaFindings(observation), ...priceFindings(observation.snapshot), ...(await attempt('engine', () => lockFinding(project)))],
        config,
      };
    } finally {
      runs.close();
    }
  } catch (error) {
    if (error instanceof NoPlanError) return { findings: [bad('plan', 'this repository has none yet: `sanctum init`', false)], config };
    const finding = bad(error instanceof TrustListError ? 'trust' : error instanceof BrokenRefError ? 'refs' : 'plan', messageOf(error));
    return { findings: [finding, ...(await attempt('engine', () => lockFinding(project)))], config };
  }
}

/** What a repository says, in words of ours: what stands there between backticks is no command that mends anything. */
function quoted(text: string): string {
  return text.replaceAll('`', "'");
}

/** Whether the plan can be used. Pure. */
export function planFinding({ snapshot, planHolder, master }: Observation): Finding {
  const { config, problems } = snapshot;
  const [problem] = problems;
  if (problem !== undefined) return bad('plan', `${quoted(`${problem.path} cannot be used: ${problem.words}`)} Mend it in a commit on the branch sanctum/plan.`);
  if (planHolder !== undefined) return bad('plan', `it is checked out: \`git -C ${shellWord(planHolder.path)} switch ${shellWord(config?.branch ?? 'master')}\``);
  if (config !== undefined && master === undefined) return bad('plan', `the branch ${quoted(config.branch)} does not exist: \`git branch ${shellWord(config.branch)}\`, or name another in sanctum.json`);
  return good('plan', `sanctum/plan at ${snapshot.commit.slice(0, 10)}, ${config?.branch ?? ''} is kept green`);
}

/** Providers that did not serve when they were asked last. */
function restFindings({ resting }: Observation, now: number): readonly Finding[] {
  return [...resting.values()].filter(({ until }) => until === undefined || until > now).map((rest) => bad('provider', restWords(rest, now), false));
}

/** Commands of criteria that are not run because nobody approved them. */
function criteriaFindings({ unapproved = [] }: Observation): readonly Finding[] {
  return unapproved.map(({ command, tickets, request }) => bad('criteria', `\`${command}\`, which a criterion of ticket ${tickets.join(', ')} names, is not approved, and so not run: \`sanctum trust --hash ${request.hash}\``, false));
}

/** Whether the gate may run, and what it said last. Pure. */
export function gateFindings({ snapshot, untrusted, health, master }: Observation): readonly Finding[] {
  if (snapshot.config === undefined || master === undefined) return [];
  const trust = untrusted === undefined ? good('trust', 'the commands of the plan are approved on this machine') : bad('trust', `the commands of the plan are not approved on this machine: \`sanctum trust --hash ${untrusted.hash}\``);
  const tools = versionsOf(snapshot.config.gate, snapshot.tools);
  const words = quoted(`${gateWords(snapshot.config.gate)}${tools.length === 0 ? '' : ` (${versionWords(tools)})`}`);
  switch (health) {
    case 'green':
      return [trust, good('gate', `${words} passes on ${master.slice(0, 10)}`)];
    case 'untested':
      return [trust, good('gate', `${words}; ${master.slice(0, 10)} is tested when the engine starts`)];
    case 'red':
      return [trust, bad('gate', `${words} fails on ${master.slice(0, 10)}: mend ${quoted(snapshot.config.branch)} and commit; \`sanctum run\` tests it again`)];
  }
}

async function lockFinding({ ports, place }: Project): Promise<Finding> {
  const holder = await lockHolder(ports, place.commonDir);
  return good('engine', holder === undefined ? 'none runs: `sanctum run`' : `${holder} runs it`);
}

/** POSIX `df -P -k`: the fourth column of the second line is what is available, in kilobytes. */
async function diskFinding({ processes, files }: Ports): Promise<Finding> {
  const env = processes.environment();
  const home = sanctumHome(env);
  let place = home;
  while ((await files.status(place)) === undefined && dirname(place) !== place) place = dirname(place);
  const { stdout } = await processes.run({ file: 'df', args: ['-P', '-k', place], cwd: '/', env: { ...machinesEnvironment(env), LC_ALL: 'C' } });
  const megabytes = Math.floor(Number(stdout.toString('utf8').split('\n')[1]?.split(/\s+/)[3]) / 1024);
  if (Number.isNaN(megabytes)) return good('disk', `${place}; how much room it has cannot be told`);
  const words = `${String(megabytes)} MB are left in ${place}`;
  return megabytes >= leastMegabytes ? good('disk', words) : bad('disk', `${words}, and worktrees need more: make room, or name another folder in SANCTUM_HOME`);
}
