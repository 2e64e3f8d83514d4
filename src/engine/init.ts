import { readRef } from '../git/refReader.js';
import { RepositoryError, shellWord } from '../git/repository.js';
import { configPath, pricesPath, planRef, remotePlanRef, toolsPath, verdictPath } from '../plan/paths.js';
import { printPrices } from '../plan/prices.js';
import { shippedPrices } from '../plan/shippedPrices.js';
import { printDocument } from '../plan/frontMatter.js';
import { printConfig } from '../plan/readDocument.js';
import type { Config, ToolVersion, Verdict } from '../plan/schemas.js';
import { firstProblem } from '../plan/problemWords.js';
import { configSchema } from '../plan/schemas.js';
import { isoSeconds } from '../platform/clock.js';
import type { QueueContext } from '../queue/context.js';
import { containmentOf } from '../queue/context.js';
import type { GateResult } from '../queue/gate.js';
import { describeResult, gateFingerprint, gateWords, outputTail, versionWords } from '../queue/gate.js';
import type { DetectedGate } from '../queue/detectedGate.js';
import { testInLane } from '../queue/lane.js';
import { Lanes } from '../queue/lanes.js';
import { askTools } from '../queue/toolVersions.js';
import { makeBrokenCommit } from './brokenTree.js';
import { findGates, findTools } from './findGate.js';
import { initNotes } from './initNotes.js';
import { findMasterBranch } from './masterBranch.js';
import type { Project } from './project.js';
import { queueContext } from './project.js';
import type { TrustRequest } from './trust.js';
import { trustRequest, TrustStore } from './trust.js';
import { refuseReadOnly } from './writable.js';

/** The gate could not be proved: what was seen, and what to do. */
export class GateError extends Error {
  override readonly name = 'GateError';

  constructor(
    message: string,
    /** What it did on master, or, where that was green, on the tree that is broken on purpose; undefined when there was none to run. */
    readonly seen?: GateResult,
  ) {
    super(message);
  }
}

/** What was asked for cannot be a configuration; the message names the field. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/** The engineer interrupted; no plan was made. */
export class InitStopped extends Error {
  override readonly name = 'InitStopped';
}

/** The engineer has to approve commands first. */
export class TrustError extends Error {
  override readonly name = 'TrustError';

  constructor(
    readonly request: TrustRequest,
    /** The command that approves them. */
    command: string,
  ) {
    super(`These commands are not approved on this machine:\n${request.commands.map((one) => `  ${one}`).join('\n')}\nRead them, then approve them with: ${command} ${request.hash}`);
  }
}

export interface InitRequest {
  /** The folder in which Init was called: the top of the checkout, or one below. */
  readonly folder: string;
  /** The gate in the engineer's own words, which need no further approval; detected when there are none. */
  readonly gate: readonly string[];
  readonly setup: readonly string[];
  /** Of a named gate: what runs one test by its name. */
  readonly testCommand?: string;
  /** Of a named gate: what print the versions of its tools; by default what the files at the top speak of. */
  readonly tools?: readonly string[];
  readonly copy: readonly string[];
  readonly branch: string | undefined;
  /** Each role's ladder of models. */
  readonly roles: Config['roles'];
  /** `off` for a gate that must write outside its own folders. */
  readonly sandbox: Config['sandbox'];
  /** Servers of models that the engineer named. */
  readonly endpoints?: Config['endpoints'];
}

export interface InitDialogue {
  /** What is being done. */
  say(words: string): void;
  /** What the engineer has to know of this repository. */
  note(words: string): void;
  /** Shows the commands; true when the engineer approves of them. */
  approve(request: TrustRequest, because: string): Promise<boolean>;
}

/** What Init finds before it asks anything: a plan that is there, that of origin, or the commit that a gate can be proved on. */
export type InitGround =
  | { readonly kind: 'there'; readonly tip: string }
  | { readonly kind: 'adoptable'; readonly tip: string }
  | { readonly kind: 'free'; readonly branch: string; readonly master: string };

export type InitResult =
  | { readonly kind: 'made'; readonly config: Config; readonly master: string }
  | { readonly kind: 'adopted'; readonly tip: string }
  | { readonly kind: 'there'; readonly tip: string };

/** Looks whether the repository can have a plan made. Throws RepositoryError with the way out. */
export async function initGround(project: Project, namedBranch: string | undefined): Promise<InitGround> {
  const { repository, place, ports } = project;
  const tip = await readRef(ports.files, place.commonDir, planRef);
  if (tip !== undefined) return { kind: 'there', tip };
  await refuseReadOnly(ports, place.commonDir);
  await refuseBranchesInTheWay(project);
  const remote = await readRef(ports.files, place.commonDir, remotePlanRef);
  if (remote !== undefined) return { kind: 'adoptable', tip: remote };
  const branch = await findMasterBranch(repository, namedBranch);
  const master = await readRef(ports.files, place.commonDir, `refs/heads/${branch}`);
  if (master === undefined) throw new RepositoryError(`The branch ${branch} has no commit that could be tested. Make one there, or name another branch: --branch <name>`);
  return { kind: 'free', branch, master };
}

/**
 * Gives a repository its plan: an orphan branch made of objects alone. No working tree, index, HEAD, stash, hook or setting is touched.
 * Throws RepositoryError, RequestError, GateError, TrustError, InitStopped; no ref was written then.
 */
export async function initProject(project: Project, request: InitRequest, dialogue: InitDialogue, stop?: AbortSignal): Promise<InitResult> {
  const { repository, place, ports } = project;
  const ground = await initGround(project, request.branch);
  if (ground.kind === 'there') return ground;
  if (ground.kind === 'adoptable') {
    await repository.refs.swap(planRef, ground.tip, undefined);
    return { kind: 'adopted', tip: ground.tip };
  }
  const { branch, master } = ground;
  const gate = await chooseGate(project, master, request);
  const config = configOf(branch, gate, request);
  const trust = await trustRequest(repository, config, master);
  const store = new TrustStore(ports, project.home);
  if (!(await store.isTrusted(place.commonDir, trust.hash)) && !(await dialogue.approve(trust, gate.because))) throw new TrustError(trust, 'sanctum init --trust');
  const queue = await queueContext(project, branch);
  for (const note of await initNotes(project, queue, master, request)) dialogue.note(note);
  const { proved, verdict, tools } = await prove(project, queue, config, master, trust.files, dialogue, stop);
  await store.approve(place.commonDir, trust, isoSeconds(ports.clock.now()));
  const changes = new Map([
    [configPath, printConfig(proved)],
    [pricesPath, printPrices(shippedPrices)],
    [verdictPath(verdict.fields.tree, verdict.fields.fingerprint), printDocument(verdict.fields, verdict.output)],
    ...(tools.length === 0 ? [] : [[toolsPath, printDocument({ tools: [...tools], machine: project.machine.id, at: verdict.fields.finished }, '')] as const]),
  ]);
  const writer = `${project.machine.user}@${project.machine.host}`.replace(/\s/g, '_');
  const made = await project.store.create(changes, { kind: 'command', writer, nonce: ports.random.hex(16) });
  const now = await project.store.tip();
  return made || now === undefined ? { kind: 'made', config: proved, master } : { kind: 'there', tip: now };
}

/** git keeps branches as paths: `sanctum` would be a file where `sanctum/plan` needs a folder, `sanctum/plan/x` the other way round. */
async function refuseBranchesInTheWay({ repository }: Project): Promise<void> {
  const listing = await repository.git.text(['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads/sanctum', `${planRef}/`]);
  const inTheWay = listing.split('\n').find((name) => name === 'sanctum' || name.startsWith('sanctum/plan/'));
  if (inTheWay === undefined) return;
  const freeName = inTheWay.replace(/^sanctum/, 'sanctum-old');
  throw new RepositoryError(`A branch named "${inTheWay}" makes the branch sanctum/plan impossible. Rename it: git branch -m ${inTheWay} ${freeName}`);
}

function configOf(branch: string, gate: DetectedGate, request: InitRequest): Config {
  const parsed = configSchema.safeParse({
    version: 1,
    branch,
    gate: { commands: gate.commands, ...(gate.testCommand === undefined ? {} : { testCommand: gate.testCommand }), ...(gate.tools === undefined || gate.tools.length === 0 ? {} : { tools: gate.tools }) },
    setup: { commands: gate.setup, copy: request.copy },
    sandbox: request.sandbox,
    roles: request.roles,
    endpoints: request.endpoints,
  });
  if (!parsed.success) throw new RequestError(`This cannot be the configuration: ${firstProblem(parsed.error)}.`);
  return parsed.data;
}

async function chooseGate({ repository }: Project, master: string, request: InitRequest): Promise<DetectedGate> {
  if (request.gate.length > 0) return { commands: request.gate, setup: request.setup, tools: request.tools ?? (await findTools(repository, master)), because: 'you named it', ...(request.testCommand === undefined ? {} : { testCommand: request.testCommand }) };
  const { top, below } = await findGates(repository, master);
  const detected = top ?? (below.length === 1 ? below[0] : undefined);
  if (detected === undefined) throw new GateError(below.length > 1 ? manyGates(below) : noGate);
  return request.setup.length > 0 ? { ...detected, setup: request.setup } : detected;
}

const noGate =
  'No gate was found: there is no make target "test", no test script in package.json, and no project file of a language whose tests Sanctum knows how to run (docs/gates.md). Name the command that runs the tests: sanctum init --gate "<command>"';

/** Which of several projects the branch is kept green for is the engineer's to say. */
function manyGates(gates: readonly DetectedGate[]): string {
  const option = (name: string) => (command: string) => ` --${name} ${shellWord(command)}`;
  const all = gates.flatMap((gate) => [...gate.setup.map(option('set-up')), ...gate.commands.map(option('gate'))]).join('');
  return `There is no gate at the top of the repository, but several below:\n${gates.map((gate) => `  ${gate.because}`).join('\n')}\nName those that are to keep it green. All of them: sanctum init${all}`;
}

/** A gate that was never seen red is no gate: it has to pass on master, and to fail on a tree that is broken on purpose. */
async function prove(
  project: Project,
  queue: QueueContext,
  config: Config,
  master: string,
  spared: readonly string[],
  dialogue: InitDialogue,
  stop: AbortSignal | undefined,
): Promise<{ readonly proved: Config; readonly verdict: { readonly fields: Verdict; readonly output: string }; readonly tools: readonly ToolVersion[] }> {
  dialogue.say(`Running the gate on ${config.branch} at ${master.slice(0, 10)} …`);
  const good = await testUnlessStopped(queue, config, master, stop);
  if (!good.green) throw new GateError(redOnMaster(config, good), good);
  dialogue.say(`${good.words} Running it on a tree that is broken on purpose …`);
  const bad = await testUnlessStopped(queue, config, await makeBrokenCommit(project.repository, master, spared), stop);
  if (bad.green) {
    throw new GateError(
      `The gate passes on a tree in which every source file is nonsense, so it tests nothing: ${gateWords(config.gate)}\nName a command that fails when the code is broken: sanctum init --gate "<command>"`,
      bad,
    );
  }
  dialogue.say(bad.inSetUp === true ? 'Its set-up failed there already, so the gate itself was not seen red.' : 'It failed there, as it should.');
  const proved: Config = { ...config, gate: { ...config.gate, tests: good.tests === 'unknown' ? 'unknown' : 'counted' } };
  const tools = config.gate.tools === undefined ? [] : await askTools(new Lanes(queue), config, master, stop);
  if (tools.length > 0) dialogue.say(`A verdict holds as long as ${versionWords(tools)}.`);
  const fields: Verdict = {
    tree: await project.repository.treeOf(master),
    commit: master,
    fingerprint: gateFingerprint(proved, tools),
    result: 'green',
    purpose: 'init',
    'exit-code': good.exitCode,
    tests: good.tests,
    seconds: good.seconds,
    pristine: true,
    containment: containmentOf(queue, config),
    finished: isoSeconds(project.ports.clock.now()),
  };
  return { proved, verdict: { fields, output: describeResult(good) }, tools };
}

/** Throws InitStopped for a gate that was ended, whatever it had said. */
async function testUnlessStopped(queue: QueueContext, config: Config, commit: string, stop: AbortSignal | undefined): Promise<GateResult> {
  const result = await testInLane(new Lanes(queue), config, commit, stop === undefined ? {} : { stop });
  if (stop?.aborted === true) throw new InitStopped('Stopped; no plan was made.');
  return result;
}

function redOnMaster(config: Config, result: GateResult): string {
  const ways = 'Mend it and commit, or name another command: sanctum init --gate "<command>". Does it need dependencies? Add: --set-up "<command>"';
  return `The gate is red on ${config.branch}: ${result.words}\n${outputTail(result.output)}\n${ways}`;
}
