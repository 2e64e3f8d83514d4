import * as vscode from 'vscode';
import { readWorktree } from '../../engine/hand/worktreeTree.js';
import { planningContext } from '../../engine/planning/planningFolder.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { chooseWorktree, projectName, worktreeName } from './chooseWorktree.js';
import { worktreeUri } from './worktreeFiles.js';

const nothing = '000000';

/** Submodules are entries without a content of their own. */
const submodule = '160000';

/** Opens what a worktree changed as the native list of differences. The right side goes on with the files. */
export async function showWorktreeChanges(window: SanctumWindow, argument: unknown): Promise<void> {
  const chosen = await chooseWorktree(window, argument, vscode.l10n.t('The changes in which worktree?'));
  if (chosen === undefined) return;
  const { session, worktree } = chosen;
  const name = worktreeName(chosen);
  const { base, differences } = await vscode.window.withProgress({ location: { viewId: 'sanctum.plan' }, title: name }, async () => {
    const queue = await planningContext(session.project, session.view?.look.branch ?? '');
    return readWorktree(session.project, queue, worktree);
  });
  const shown = differences.filter(({ oldMode, newMode }) => oldMode !== submodule && newMode !== submodule);
  if (shown.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: nothing has changed since {1}.', name, base.slice(0, 10)));
    return;
  }
  const place = { project: projectName(session), of: worktree.of, attempt: worktree.attempt };
  const resources = shown.map(({ path, oldMode, newMode, oldId }) => {
    const now = worktreeUri({ place, path, side: 'now' });
    return [now, oldMode === nothing ? undefined : worktreeUri({ place, path, side: { base: oldId } }), newMode === nothing ? undefined : now];
  });
  await vscode.commands.executeCommand('vscode.changes', vscode.l10n.t('{0}: changes since {1}', name, base.slice(0, 10)), resources);
}
