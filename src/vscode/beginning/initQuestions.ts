import * as vscode from 'vscode';
import type { DetectedGate } from '../../queue/detectedGate.js';
import type { Effect, InitAnswers, RefusedGate, WorkerChoice, Workers } from './initChoices.js';
import { effectsOf, oneLine, typedCommands, typedWorkers, workersProblem } from './initChoices.js';
import type { Answer, Step, StepItem } from './quickSteps.js';
import { pickStep, typeStep } from './quickSteps.js';

/** What the questions are about. */
export interface InitSubject {
  /** The repository as a name for people. */
  readonly name: string;
  /** The branch that will be kept green. */
  readonly branch: string;
  readonly gates: readonly DetectedGate[];
  /** Looks anew at each call, since the engineer may be installing something meanwhile. */
  workers(): Promise<readonly WorkerChoice[]>;
  /** Sanctum's own folder for the project, and the workspace file in it. */
  readonly folder: string;
  readonly workspace: string;
  /** Whether the window is one that would have to reopen to hold worktrees. */
  readonly canReopen: boolean;
}

export interface InitDecision {
  readonly answers: InitAnswers;
  readonly reopen: boolean;
}

/** A decision whose gate could not be proved, for the engineer to mend. */
export interface Refusal {
  readonly decision: InitDecision;
  readonly gate: RefusedGate;
  /** Shows all that the gate printed. */
  showOutput(): unknown;
}

const questions = 3;

function stepOf(subject: InitSubject, at: number, words: Pick<Step, 'placeholder'> & Partial<Step>): Step {
  return { title: vscode.l10n.t('Sanctum: Init {0}', subject.name), of: [at, questions], canGoBack: at > 1, ...words };
}

/** Asks the three things that Init has to know; undefined when the engineer left. After a refusal only what has to change is asked again. */
export async function askInit(subject: InitSubject, refusal: Refusal | undefined): Promise<InitDecision | undefined> {
  let gate = refusal?.decision.answers.gate;
  let workers = refusal?.decision.answers.workers;
  for (let at = 1; ; ) {
    if (at === 1 || gate === undefined) {
      const answer = await askGate(subject, refusal);
      if (answer.kind !== 'taken') return undefined;
      if (refusal !== undefined && answer.value === refusal.decision.answers.gate) return refusal.decision;
      gate = answer.value;
      at = workers === undefined ? 2 : 3;
    } else if (at === 2 || workers === undefined) {
      const answer = await askWorkers(subject);
      if (answer.kind === 'left') return undefined;
      if (answer.kind === 'taken') workers = answer.value;
      at = answer.kind === 'back' ? 1 : 3;
    } else {
      const answers = { gate, workers };
      const answer = await confirm(subject, answers);
      if (answer.kind === 'left') return undefined;
      if (answer.kind === 'taken') return { answers, reopen: answer.value };
      at = 2;
    }
  }
}

type GateAnswer = DetectedGate | 'type' | 'set-up';

async function askGate(subject: InitSubject, refusal: Refusal | undefined): Promise<Answer<DetectedGate>> {
  const earlier = refusal?.decision.answers.gate;
  const items: StepItem<GateAnswer>[] = [];
  if (refusal !== undefined && earlier !== undefined) {
    items.push(
      { label: vscode.l10n.t('$(output) Show What It Printed'), description: oneLine(earlier.commands), aside: () => refusal.showOutput() },
      { label: vscode.l10n.t('$(refresh) Run It Again'), description: vscode.l10n.t('after it was mended and committed'), value: earlier },
      { label: vscode.l10n.t('$(tools) Add a Set-Up…'), description: vscode.l10n.t('a fresh checkout may lack its dependencies'), value: 'set-up' },
    );
  }
  for (const gate of subject.gates) {
    const setUp = gate.setup.length === 0 ? {} : { detail: vscode.l10n.t('Set-up: {0}', oneLine(gate.setup)) };
    items.push({ label: `$(beaker) ${oneLine(gate.commands)}`, description: gate.because, value: gate, ...setUp });
  }
  items.push({ label: vscode.l10n.t('$(edit) Other Command…'), value: 'type' });
  const none = vscode.l10n.t('No test command was found in this repository. Name it.');
  const placeholder = subject.gates.length === 0 ? none : vscode.l10n.t('Which command says that {0} is good?', subject.branch);
  for (;;) {
    const words = refusal === undefined ? { placeholder } : { placeholder: vscode.l10n.t('How shall the gate be mended?'), prompt: refusal.gate.words };
    const answer = await pickStep(stepOf(subject, 1, words), items);
    if (answer.kind !== 'taken') return answer;
    const typed = answer.value === 'type' ? await typeGate(subject) : answer.value === 'set-up' ? await typeSetUp(subject, earlier?.commands ?? []) : answer;
    if (typed.kind !== 'back') return typed as Answer<DetectedGate>;
  }
}

async function typeGate(subject: InitSubject): Promise<Answer<DetectedGate>> {
  for (;;) {
    const prompt = vscode.l10n.t('It runs in a pristine checkout, and is green when it ends with 0. Several: join them with &&.');
    const step = stepOf(subject, 1, { placeholder: 'npm test', prompt, canGoBack: true });
    const typed = await typeStep(step, '', (text) => (typedCommands(text).length === 0 ? vscode.l10n.t('Name the command that runs the tests.') : undefined));
    if (typed.kind !== 'taken') return typed;
    const whole = await typeSetUp(subject, typedCommands(typed.value));
    if (whole.kind !== 'back') return whole;
  }
}

async function typeSetUp(subject: InitSubject, commands: readonly string[]): Promise<Answer<DetectedGate>> {
  const prompt = vscode.l10n.t('What has to run in a fresh checkout before {0}? Leave it empty if nothing has to.', oneLine(commands));
  const typed = await typeStep(stepOf(subject, 1, { placeholder: 'npm ci', prompt, canGoBack: true }), '', () => undefined);
  return typed.kind === 'taken' ? { kind: 'taken', value: { commands, setup: typedCommands(typed.value), because: vscode.l10n.t('you named it') } } : typed;
}

async function askWorkers(subject: InitSubject): Promise<Answer<Workers>> {
  for (let refused: string | undefined; ; ) {
    const choices = await subject.workers();
    const icon = ({ isReady, workers }: WorkerChoice): string => (isReady ? (workers.name === 'rehearsal' ? '$(play-circle)' : '$(hubot)') : '$(circle-slash)');
    const items: StepItem<WorkerChoice | 'type'>[] = choices.map((choice) => ({ label: `${icon(choice)} ${choice.workers.name}`, description: choice.description, detail: choice.detail, value: choice }));
    items.push({ label: vscode.l10n.t('$(edit) Models by Role…'), description: vscode.l10n.t('a ladder for each role, the cheapest first'), value: 'type' });
    const placeholder = vscode.l10n.t('Who does the work?');
    const prompt = refused ?? vscode.l10n.t('It can be changed at any time: sanctum.json of the plan names the models of each role.');
    const answer = await pickStep(stepOf(subject, 2, { placeholder, prompt }), items);
    if (answer.kind !== 'taken') return answer;
    if (answer.value === 'type') {
      const prompt = vscode.l10n.t('One model for all roles, or role=model, several for a ladder: codex coding=gpt-5-mini coding=gpt-5');
      const typed = await typeStep(stepOf(subject, 2, { placeholder: 'codex', prompt }), '', workersProblem);
      if (typed.kind === 'taken') return { kind: 'taken', value: typedWorkers(typed.value) };
      if (typed.kind === 'left') return typed;
      continue;
    }
    if (answer.value.isReady) return { kind: 'taken', value: answer.value.workers };
    // The next look may find what the engineer has installed by then.
    refused = vscode.l10n.t('{0} cannot begin here: {1} Choose it again when that is done.', answer.value.workers.name, answer.value.detail);
  }
}

const icons: Readonly<Record<Effect['kind'], string>> = { branch: 'git-branch', folder: 'folder', 'set-up': 'tools', gate: 'beaker', workers: 'organization' };

/** Shows what will be written and run; taking it approves the commands. True: the window reopens in the workspace. */
function confirm(subject: InitSubject, answers: InitAnswers): Promise<Answer<boolean>> {
  const effects = effectsOf(answers, subject);
  const row = ({ kind, label, description, detail }: Effect): StepItem<boolean> => ({ label: `$(${icons[kind]}) ${label}`, description, ...(detail === undefined ? {} : { detail }) });
  const separator = (label: string): StepItem<boolean> => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const isWritten = ({ kind }: Effect): boolean => kind === 'branch' || kind === 'folder';
  const reopening: StepItem<boolean> = {
    label: vscode.l10n.t('$(check) Make the Plan and Open Its Workspace'),
    detail: vscode.l10n.t('The window reopens once; after that, agents’ worktrees can join it without a restart.'),
    value: true,
    isFirst: true,
  };
  const staying: StepItem<boolean> = subject.canReopen
    ? { label: vscode.l10n.t('$(check) Make the Plan and Stay in This Folder'), value: false }
    : { label: vscode.l10n.t('$(check) Make the Plan'), value: false, isFirst: true };
  const items = [
    ...(subject.canReopen ? [reopening] : []),
    staying,
    separator(vscode.l10n.t('will be written')),
    ...effects.filter(isWritten).map(row),
    separator(vscode.l10n.t('will be run, and is approved by this')),
    ...effects.filter((effect) => !isWritten(effect)).map(row),
  ];
  const placeholder = vscode.l10n.t('Make the plan?');
  const prompt = vscode.l10n.t('The gate is run twice first: on {0}, where it has to pass, and on a tree that is broken on purpose, where it has to fail.', subject.branch);
  return pickStep(stepOf(subject, 3, { placeholder, prompt }), items);
}
