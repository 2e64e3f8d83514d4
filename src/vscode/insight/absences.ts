import * as vscode from 'vscode';
import { absenceOf } from '../../engine/reporting/absenceOf.js';
import type { Absence } from '../../engine/reporting/lastLook.js';
import { lastLook, noteLook } from '../../engine/reporting/lastLook.js';
import { isEventful } from '../../insight/absence.js';
import { absenceSummary } from '../../insight/absenceText.js';
import { TextDocuments } from '../beginning/textDocuments.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';

const scheme = 'sanctum-report';
/** Who was away for less knows what went on. */
const absenceMilliseconds = 30 * 60_000;
/** While somebody is at the window that is remembered so often. */
const noteMilliseconds = 60_000;

/** Knows for each repository when the engineer last looked at it, and tells once what happened meanwhile. */
export class Absences {
  private readonly texts = new TextDocuments(scheme);
  /** From when on the report of a repository tells, by its key. */
  private readonly begun = new Map<string, Promise<Absence>>();
  private noted: number;

  constructor(private readonly window: SanctumWindow) {
    this.noted = window.ports.clock.now();
    window.own(this.texts);
    window.own(window.sessions.onDidChange(() => this.look()));
    window.own(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        // Who comes back after long is told on demand from when they left.
        if (focused && window.ports.clock.now() - this.noted > absenceMilliseconds) this.begun.clear();
        else if (!focused) this.note();
        this.look();
      }),
    );
    this.look();
  }

  /** Opens the report of what happened while the engineer was away. */
  async show(session: Session): Promise<void> {
    const { lines } = await absenceOf(session.project, await this.absence(session));
    await this.texts.show(`${session.name}/Morning Report.md`, `${lines.join('\n')}\n`);
  }

  private absence(session: Session): Promise<Absence> {
    const known = this.begun.get(session.key);
    if (known !== undefined) return known;
    const found = lastLook(session.project);
    this.begun.set(session.key, found);
    return found;
  }

  private look(): void {
    const seen = this.window.sessions.all.filter(({ view }) => view !== undefined);
    for (const session of seen) if (!this.begun.has(session.key)) void this.tellOnce(session).catch((error: unknown) => this.window.log.write('WARN', String(error)));
    const { focused, active } = vscode.window.state;
    // A window that is left in front is not looked at.
    if (focused && active && this.window.ports.clock.now() - this.noted >= noteMilliseconds) this.note();
  }

  private note(): void {
    this.noted = this.window.ports.clock.now();
    for (const session of this.window.sessions.all) {
      // Not before what was noted last is known here.
      const known = this.begun.get(session.key);
      void known?.then(() => noteLook(session.project)).catch(() => undefined);
    }
  }

  private async tellOnce(session: Session): Promise<void> {
    const absence = await this.absence(session);
    const wasLong = absence.because === 'last look' && this.window.ports.clock.now() - Date.parse(absence.since) >= absenceMilliseconds;
    if (!wasLong || !vscode.workspace.getConfiguration('sanctum').get<boolean>('notifications.absence', true)) return;
    const { report } = await absenceOf(session.project, absence);
    if (!isEventful(report)) return;
    const show = vscode.l10n.t('Show');
    const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('While you were away: {0}.', absenceSummary(report)), show);
    if (chosen === show) await this.show(session);
  }
}
