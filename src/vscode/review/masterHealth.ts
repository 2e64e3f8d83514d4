import * as vscode from 'vscode';
import { OrderError } from '../../engine/orders/orderError.js';
import { retest } from '../../plan/controlTransitions.js';
import type { Verdict } from '../../plan/schemas.js';
import { namesInWords } from '../../queue/testNames.js';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';
import type { MasterVerdict } from './masterHistory.js';
import { masterHistory, outputOf } from './masterHistory.js';
import { plainWords } from '../plainWords.js';

/** What the test explorer was told of one repository. */
interface Told {
  /** The verdict that was shown last, by its tree and time. */
  shown: string | undefined;
  /** Master is being tested. */
  run: vscode.TestRun | undefined;
  isHistoryShown: boolean;
  /** One look at a time. */
  looking: Promise<void>;
}

function keyOf({ tree, finished }: Pick<Verdict, 'tree' | 'finished'>): string {
  return `${tree} ${finished}`;
}

/** Master's health in VS Code's test explorer: one test a repository, whose runs are the verdicts that the plan holds. */
export class MasterHealth implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('sanctum.master', vscode.l10n.t('Master (Sanctum)'));
  private readonly told = new Map<string, Told>();

  constructor(private readonly sessions: Sessions) {
    this.controller.createRunProfile(vscode.l10n.t('Test Master Again'), vscode.TestRunProfileKind.Run, (request, token) => this.again(request, token), true);
    this.controller.refreshHandler = () => {
      for (const session of this.sessions.all) session.look();
    };
  }

  /** Shows what the plan says now. */
  update(): void {
    const keys = new Set(this.sessions.all.map(({ key }) => key));
    for (const key of this.told.keys()) {
      if (keys.has(key)) continue;
      this.told.get(key)?.run?.end();
      this.told.delete(key);
      this.controller.items.delete(key);
    }
    for (const session of this.sessions.all) {
      const told = this.toldOf(session);
      told.looking = told.looking.then(() => this.show(session, told)).catch(() => undefined);
    }
  }

  dispose(): void {
    for (const { run } of this.told.values()) run?.end();
    this.controller.dispose();
  }

  private toldOf(session: Session): Told {
    const key = session.key;
    const present = this.told.get(key);
    if (present !== undefined) return present;
    const told: Told = { shown: undefined, run: undefined, isHistoryShown: false, looking: Promise.resolve() };
    this.told.set(key, told);
    return told;
  }

  private itemOf(session: Session): vscode.TestItem {
    const key = session.key;
    const branch = session.view?.look.branch ?? 'master';
    const name = this.sessions.all.length === 1 ? vscode.l10n.t('Gate on {0}', branch) : vscode.l10n.t('Gate on {0} of {1}', branch, session.name);
    const present = this.controller.items.get(key);
    if (present?.label === name) return present;
    // Without a description: a screen reader would be told that in the place of the name.
    const item = this.controller.createTestItem(key, name);
    this.controller.items.add(item);
    return item;
  }

  private async show(session: Session, told: Told): Promise<void> {
    const { view } = session;
    if (view === undefined) return;
    const item = this.itemOf(session);
    if (!told.isHistoryShown) {
      told.isHistoryShown = true;
      // The newest of them is shown below.
      for (const past of (await masterHistory(session.project, view.observation)).slice(1).reverse()) this.report(item, past, this.begin(item, nameOf(past)));
    }
    const { health, masterVerdict } = view.observation;
    if (health === 'untested') {
      const isAtWork = view.isHere || view.look.engine !== undefined;
      if (isAtWork && told.run === undefined) told.run = this.begin(item, vscode.l10n.t('{0}, at work', item.label));
      if (!isAtWork) this.end(told);
      return;
    }
    if (masterVerdict === undefined || keyOf(masterVerdict) === told.shown) return;
    told.shown = keyOf(masterVerdict);
    const verdict: MasterVerdict = { fields: masterVerdict, output: await outputOf(session.project, view.observation, masterVerdict) };
    this.report(item, verdict, told.run ?? this.begin(item, nameOf(verdict)));
    told.run = undefined;
  }

  /** A run that takes no focus, and that VS Code need not keep: the plan does. */
  private begin(item: vscode.TestItem, name: string): vscode.TestRun {
    const run = this.controller.createTestRun(new vscode.TestRunRequest([item], undefined, undefined, false, true), name, false);
    run.started(item);
    return run;
  }

  private report(item: vscode.TestItem, { fields, output }: MasterVerdict, run: vscode.TestRun): void {
    const { result, seconds, commit, finished, cause, failing = [], quarantined = [] } = fields;
    const flaky = cause !== 'flaky' ? '' : failing.length === 0 ? vscode.l10n.t('flaky: red, then green') : vscode.l10n.t('flaky: red, then green, by {0}', namesInWords(failing));
    const excused = quarantined.length === 0 ? '' : vscode.l10n.t('in quarantine: {0}', namesInWords(quarantined));
    const notes = [flaky, excused].filter((words) => words !== '').join('; ');
    const because = notes === '' ? '' : ` (${notes})`;
    run.appendOutput(`${vscode.l10n.t('{0}: {1} is {2}{3}, tested {4}', item.label, commit.slice(0, 10), result, because, finished)}\r\n\r\n${output.trim().replace(/\r?\n/g, '\r\n')}\r\n`, undefined, item);
    if (result === 'green') run.passed(item, seconds * 1000);
    else run.failed(item, new vscode.TestMessage(output.trim()), seconds * 1000);
    run.end();
  }

  private end(told: Told): void {
    told.run?.end();
    told.run = undefined;
  }

  /** Asks for a new verdict on master of the repositories that are meant, and resolves when they are there, or nobody waits any more. */
  private async again(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const meant = this.sessions.all.filter((session) => request.include === undefined || request.include.some(({ id }) => id === session.key));
    await Promise.all(meant.map((session) => this.testAgain(session, token)));
  }

  private async testAgain(session: Session, token: vscode.CancellationToken): Promise<void> {
    const { view } = session;
    try {
      if (view?.observation.master === undefined) throw new OrderError(vscode.l10n.t('There is no branch to be tested.'));
      if (!view.isHere && view.look.engine === undefined) throw new OrderError(vscode.l10n.t('No engine runs, and nobody would test {0}. Start one: “Sanctum: Run the Engine in This Window”.', view.look.branch ?? 'master'));
      const { masterVerdict } = view.observation;
      // Without a verdict it is about to be tested anyway.
      if (masterVerdict !== undefined && view.observation.health !== 'untested') await session.order((order) => retest(masterVerdict, order));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      void vscode.window.showErrorMessage(plainWords(`Sanctum: ${error.message}`));
      return;
    }
    const before = view.observation.masterVerdict;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        listening.dispose();
        cancelling.dispose();
        resolve();
      };
      const listening = this.sessions.onDidChange(() => {
        const now = session.view?.observation;
        if (now === undefined || !this.sessions.all.includes(session)) done();
        else if (now.health !== 'untested' && now.masterVerdict !== undefined && (before === undefined || keyOf(now.masterVerdict) !== keyOf(before))) done();
      });
      const cancelling = token.onCancellationRequested(done);
    });
  }
}

function nameOf({ fields, title }: MasterVerdict): string {
  return title === undefined ? `${fields.commit.slice(0, 10)} · ${fields.finished}` : `${fields.commit.slice(0, 10)} · ${title}`;
}
