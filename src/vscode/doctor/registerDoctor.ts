import * as vscode from 'vscode';
import { AgentKit } from '../../agents/kit.js';
import { examine } from '../../engine/doctor.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { DoctorRow } from './doctorRows.js';
import { doctorRows } from './doctorRows.js';

interface RowItem extends vscode.QuickPickItem {
  readonly row: DoctorRow;
}

/** The command Doctor: looks at all that Sanctum needs, and mends nothing before it is told to. */
export function registerDoctor(window: SanctumWindow): void {
  window.command('sanctum.doctor', async () => {
    if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t('Trust this folder first: even looking at a repository can run what somebody put into it.'));
    const session = await window.sessions.choose();
    const folder = session?.project.place.topFolder ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? window.ports.processes.environment()['HOME'] ?? '/';
    const chosen = await choose(window, folder);
    if (chosen?.mending === undefined) return;
    if ('command' in chosen.mending) {
      await vscode.commands.executeCommand(chosen.mending.command);
      return;
    }
    const terminal = vscode.window.createTerminal({ name: vscode.l10n.t('Sanctum: Doctor'), cwd: folder, iconPath: new vscode.ThemeIcon('pulse') });
    terminal.show();
    terminal.sendText(chosen.mending.terminal);
  });
}

function itemOf(row: DoctorRow): RowItem {
  const states: Readonly<Record<DoctorRow['state'], string>> = {
    fine: vscode.l10n.t('fine'),
    missing: vscode.l10n.t('missing'),
    'missing, not needed here': vscode.l10n.t('missing, not needed here'),
  };
  const action = row.mending === undefined ? '' : 'terminal' in row.mending ? vscode.l10n.t('choose to run in a terminal: {0}', row.mending.terminal) : vscode.l10n.t('choose to mend it here');
  return { label: `$(${row.icon}) ${row.name}`, description: [states[row.state], action].filter((part) => part !== '').join(' · '), detail: row.words, row };
}

/** Shows what was found; the row that was chosen, or undefined. */
async function choose(window: SanctumWindow, folder: string): Promise<DoctorRow | undefined> {
  const pick = vscode.window.createQuickPick<RowItem>();
  pick.title = vscode.l10n.t('Sanctum: Doctor');
  pick.placeholder = vscode.l10n.t('Looking at what Sanctum needs…');
  pick.ignoreFocusOut = true;
  pick.matchOnDetail = true;
  pick.busy = true;
  const chosen = new Promise<DoctorRow | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.row);
      pick.hide();
    });
    pick.onDidHide(() => resolve(undefined));
  });
  pick.show();
  try {
    const { ports, kit } = window;
    const rows = doctorRows(await examine({ ports, kit: new AgentKit(ports, kit), execPath: kit.execPath, folder }));
    const missing = rows.filter(({ icon }) => icon === 'error').length;
    pick.placeholder = missing === 0 ? vscode.l10n.t('Sanctum has all that it needs here.') : vscode.l10n.t('{0} of {1} things that Sanctum looked at are missing.', missing, rows.length);
    pick.items = rows.map(itemOf);
    pick.busy = false;
    return await chosen;
  } finally {
    pick.dispose();
  }
}
