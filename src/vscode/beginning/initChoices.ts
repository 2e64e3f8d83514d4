import { basename } from 'node:path';
import type { BackendCheck } from '../../agents/backend.js';
import { ladders } from '../../agents/ladders.js';
import { RoutingError } from '../../agents/routing.js';
import type { FoundGates } from '../../engine/findGate.js';
import type { Config } from '../../plan/schemas.js';
import type { DetectedGate } from '../../queue/detectedGate.js';

/** What Init asks for: the commands that keep master green, and who does the work. */
export interface InitAnswers {
  readonly gate: DetectedGate;
  readonly workers: Workers;
}

/** The models of all roles, and how they were named. */
export interface Workers {
  readonly name: string;
  readonly roles: Config['roles'];
}

/** Commands as a person writes them in one line. */
export function oneLine(commands: readonly string[]): string {
  return commands.join(' && ');
}

/** A line that was typed as the commands of a gate or a set-up; none for an empty one. */
export function typedCommands(text: string): readonly string[] {
  const command = text.trim();
  return command === '' ? [] : [command];
}

/** The gates to choose from: that of the whole repository, or those of the projects below it, all of them first. */
export function gateChoices({ top, below }: FoundGates): readonly DetectedGate[] {
  if (top !== undefined) return [top];
  if (below.length < 2) return below;
  const all = { commands: below.flatMap(({ commands }) => commands), setup: below.flatMap(({ setup }) => setup), because: `all ${String(below.length)} projects` };
  return [all, ...below];
}

/** Someone who can do the work, and what keeps them from it on this machine. */
export interface WorkerChoice {
  readonly workers: Workers;
  readonly isReady: boolean;
  readonly description: string;
  readonly detail: string;
}

/** What a backend needs of this machine, as it was looked at. */
export interface CheckedBackend {
  readonly name: string;
  readonly checks: readonly BackendCheck[];
}

/** The backends that were looked at, and the rehearsal, which needs nothing. Those that can begin come first. */
export function workerChoices(backends: readonly CheckedBackend[]): readonly WorkerChoice[] {
  const choices = backends.map(({ name, checks }): WorkerChoice => {
    const missing = checks.find(({ found }) => found === undefined);
    const [program, login] = checks;
    return {
      workers: workersOf(name),
      isReady: missing === undefined,
      description: missing === undefined ? (program?.found ?? '') : 'not ready on this machine',
      detail: missing === undefined ? `Architect, managers, coding and merging agents. Logged in with ${login?.found ?? 'what it has'}.` : missing.words,
    };
  });
  const rehearsal: WorkerChoice = {
    workers: workersOf('rehearsal'),
    isReady: true,
    description: 'plays, costs nothing',
    detail: 'Calls no model: it plays the scenario that stands in a ticket. To see how everything works.',
  };
  return [...choices.filter(({ isReady }) => isReady), rehearsal, ...choices.filter(({ isReady }) => !isReady)];
}

function workersOf(model: string): Workers {
  return { name: model, roles: ladders([model]) };
}

/** Models as they were typed, by role or for all: `codex coding=gpt-5-mini coding=gpt-5`. Throws RoutingError. */
export function typedWorkers(text: string): Workers {
  const models = text.split(/[\s,]+/).filter((model) => model !== '');
  return { name: models.join(' '), roles: ladders(models) };
}

/** Why models cannot be taken as they were typed. */
export function workersProblem(text: string): string | undefined {
  try {
    if (text.trim() === '') return 'Name a model, such as codex, or one for a role: coding=gpt-5';
    typedWorkers(text);
    return undefined;
  } catch (error) {
    if (error instanceof RoutingError) return error.message;
    throw error;
  }
}

/** One thing that comes about by Init. */
export interface Effect {
  readonly kind: 'branch' | 'folder' | 'set-up' | 'gate' | 'workers';
  readonly label: string;
  readonly description: string;
  readonly detail?: string;
}

/** What will be written, and what will be run from then on. `folder` is Sanctum's own for the project, `workspace` the workspace file in it. */
export function effectsOf(answers: InitAnswers, place: { readonly folder: string; readonly workspace: string; readonly branch: string }): readonly Effect[] {
  const { gate, workers } = answers;
  return [
    {
      kind: 'branch',
      label: 'sanctum/plan',
      description: 'a branch with no history of yours',
      detail: 'No file of your checkout, no hook and no setting is touched.',
    },
    { kind: 'folder', label: basename(place.workspace), description: place.folder, detail: 'Sanctum’s folder outside the repository: the workspace, agents’ worktrees, logs.' },
    ...gate.setup.map((command): Effect => ({ kind: 'set-up', label: command, description: 'set-up, in each new worktree and before each gate' })),
    ...gate.commands.map((command): Effect => ({ kind: 'gate', label: command, description: `the gate: keeps ${place.branch} green` })),
    ...(gate.testCommand === undefined ? [] : [{ kind: 'gate', label: gate.testCommand, description: 'one test, where a criterion names it' } satisfies Effect]),
    ...(gate.tools ?? []).map((command): Effect => ({ kind: 'gate', label: command, description: 'a verdict holds as long as this prints the same' })),
    { kind: 'workers', label: workers.name, description: 'does the work' },
  ];
}

/** The gate as it was found wanting, for the engineer to mend. */
export interface RefusedGate {
  readonly words: string;
  /** What it printed, to the end. */
  readonly output: string;
}
