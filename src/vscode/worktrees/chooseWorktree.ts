import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { LeftWorktree } from '../../engine/hand/leftWork.js';
import { leftWorktrees } from '../../engine/hand/leftWork.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { parseAddress, worktreeScheme } from './worktreeAddress.js';
import { inListOrder, latestOf, worktreeTitle } from './worktreeWords.js';

/** A worktree, and the session that it belongs to. */
export interface ChosenWorktree {
  readonly session: Session;
  readonly worktree: LeftWorktree;
}

/** What a command was called on: a row of the views, or a folder in the Explorer. Undefined for the palette. */
export interface Subject {
  readonly session: Session;
  /** The ticket or piece of work. */
  readonly of: string;
  readonly attempt?: number;
}

function text(value: object, key: string): string | undefined {
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** The name of a session's folder in Sanctum's own, as addresses have it. */
export function projectName({ project }: Session): string {
  return basename(project.folder.path);
}

/** Reads the argument that VS Code hands to a command. */
export function subjectOf({ sessions }: SanctumWindow, argument: unknown): Subject | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if (argument instanceof vscode.Uri) {
    const place = argument.scheme === worktreeScheme ? parseAddress(argument)?.place : undefined;
    const session = sessions.all.find((one) => projectName(one) === place?.project);
    return place === undefined || session === undefined ? undefined : { session, of: place.of, attempt: place.attempt };
  }
  const session = sessions.all.find((one) => one === Reflect.get(argument, 'session'));
  const of = text(argument, 'ticket') ?? text(argument, 'work');
  return session === undefined || of === undefined ? undefined : { session, of };
}

/** A worktree for the eyes: `0012 Greet by name · attempt 2`. */
export function worktreeName({ session, worktree: { of, attempt } }: ChosenWorktree): string {
  const title = worktreeTitle(session.view?.observation.snapshot ?? { tickets: new Map() }, of);
  return of.startsWith('hand-') ? vscode.l10n.t('{0} · by hand', title) : vscode.l10n.t('{0} · attempt {1}', title, attempt);
}

/**
 * The worktree that a command means: the latest of the row's, or one that the engineer picks. Undefined when they picked none. Throws when there
 * is none.
 */
export async function chooseWorktree(window: SanctumWindow, argument: unknown, placeHolder: string): Promise<ChosenWorktree | undefined> {
  const subject = subjectOf(window, argument);
  const session = subject?.session ?? (await window.sessions.choose());
  if (session === undefined) return undefined;
  const worktrees = await leftWorktrees(session.project);
  if (subject !== undefined) {
    const worktree = worktrees.find(({ of, attempt }) => of === subject.of && attempt === subject.attempt) ?? latestOf(worktrees, subject.of);
    if (worktree === undefined) throw new Error(vscode.l10n.t('{0} has no worktree: nobody has worked on it yet, or it was cleaned up.', subject.of));
    return { session, worktree };
  }
  const items = inListOrder(worktrees.filter(({ of }) => !of.startsWith('hand-'))).map((worktree) => ({
    label: worktreeName({ session, worktree }),
    description: session.view?.look.tickets.find(({ id }) => id === worktree.of)?.phase ?? '',
    iconPath: new vscode.ThemeIcon('list-tree'),
    worktree,
  }));
  if (items.length === 0) throw new Error(vscode.l10n.t('There is no worktree yet: agents are given one when they begin with a ticket.'));
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return picked === undefined ? undefined : { session, worktree: picked.worktree };
}
