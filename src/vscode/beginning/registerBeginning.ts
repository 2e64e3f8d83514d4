import type { SanctumWindow } from '../sanctumWindow.js';
import { importPlan, offerImport } from './importCommand.js';
import { InitCommand } from './initCommand.js';
import { TextDocuments } from './textDocuments.js';
import { openWalkthrough } from './walkthrough.js';
import { WorkspaceOpening } from './workspaceOpening.js';

/** From a repository without a plan to one with its engine running. */
export function registerBeginning(window: SanctumWindow): void {
  const texts = new TextDocuments('sanctum-init');
  window.own(texts);
  const opening = new WorkspaceOpening(window, texts);
  const init = new InitCommand(window, texts, opening);
  window.command('sanctum.init', () => init.run());
  window.command('sanctum.importPlan', () => importPlan(window, texts));
  offerImport(window);
  window.command('sanctum.openWorkspace', async () => {
    const session = await window.sessions.choose();
    if (session !== undefined) await opening.reopen(session, []);
  });
  window.command('sanctum.openWalkthrough', () => openWalkthrough());
}
