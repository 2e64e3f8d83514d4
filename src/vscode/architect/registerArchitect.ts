import * as vscode from 'vscode';
import type { SanctumWindow } from '../sanctumWindow.js';
import { ArchitectDesks } from './architectDesks.js';
import { ArchitectTerminals } from './architectTerminals.js';
import { tellOfDrafts } from './draftNotice.js';
import { planFromFile } from './planFromFile.js';
import { DraftReview } from './draftReview.js';
import { SpecComments } from './specComments.js';
import type { TalkMode } from '../../engine/planning/conversation/typedCommand.js';

/** Talking with the architect, and deciding on drafts of the spec. */
export function registerArchitect(window: SanctumWindow): void {
  const desks = new ArchitectDesks(window);
  const review = new DraftReview(window, desks);
  const terminals = new ArchitectTerminals(window, (desk) => review.open(desk, true));
  tellOfDrafts(window, desks, (desk) => review.open(desk, false));
  new SpecComments(window, desks, (desk) => review.open(desk, true));
  const talk = async (mode: TalkMode): Promise<void> => {
    const desk = await desks.choose();
    if (desk !== undefined) terminals.show(desk, mode);
  };
  window.command('sanctum.planFromFile', (uri, uris) => planFromFile(window, desks, terminals, uri, uris));
  window.command('sanctum.describeProject', async () => {
    const desk = await desks.choose();
    if (desk !== undefined) terminals.show(desk, 'plan').request('describe', '', vscode.l10n.t('Describe this project as it is.'));
  });
  window.command('sanctum.planSpec', () => talk('plan'));
  window.command('sanctum.ask', () => talk('ask'));
}
