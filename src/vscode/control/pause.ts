import * as vscode from 'vscode';
import { typedReason } from '../../engine/orders/typedText.js';
import { freeze, pause, resume, thaw } from '../../plan/controlTransitions.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { TypedInput } from './typedInput.js';

/** Whether nothing is to be started, tested or landed; undefined while the plan is not in view. */
export function isPaused({ view }: Session): boolean | undefined {
  return view === undefined ? undefined : view.look.paused !== undefined;
}

/** Pauses a repository: agents at work go on to their end. */
export async function pauseEngine({ sessions }: SanctumWindow, input: TypedInput): Promise<void> {
  const session = await sessions.choose((one) => isPaused(one) === false);
  if (session === undefined) return;
  const keep = `pause ${session.project.place.commonDir}`;
  const why = await input.ask({
    title: vscode.l10n.t('Pause {0}', session.name),
    prompt: vscode.l10n.t('Agents at work go on to their end; nothing is started, tested or landed until Resume.'),
    placeholder: vscode.l10n.t('a reason, or nothing'),
    isOptional: true,
    check: typedReason,
    keep,
  });
  if (why === undefined) return;
  await session.order(pause, why === '' ? undefined : why);
  input.written(keep);
}

/** Whether nothing lands; undefined while the plan is not in view. */
export function isFrozen({ view }: Session): boolean | undefined {
  return view === undefined ? undefined : view.look.frozen !== undefined;
}

/** Nothing lands until Thaw; agents, gates and reviews go on. */
export async function freezeLanding({ sessions }: SanctumWindow): Promise<void> {
  await (await sessions.choose((one) => isFrozen(one) === false))?.order(freeze);
}

export async function thawLanding({ sessions }: SanctumWindow): Promise<void> {
  await (await sessions.choose((one) => isFrozen(one) === true))?.order(thaw);
}

/** Ends the pause. */
export async function resumeEngine({ sessions }: SanctumWindow): Promise<void> {
  await (await sessions.choose((one) => isPaused(one) === true))?.order(resume);
}
