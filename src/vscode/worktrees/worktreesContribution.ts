import type { Contribution } from '../contribution.js';
import { worktreeScheme } from './worktreeAddress.js';

const ready = 'sanctum.state == ready';

/** Rows that stand for work which somebody has begun. */
const begun = 'viewItem =~ /^(run|ticket\\.(coding|collecting|testing|reviewing|landing|parked|held|stuck))/';
const any = 'viewItem =~ /^(run|ticket)/';
const unended = 'viewItem =~ /^ticket\\.(?!done|cancelled)/';

/** Agents' worktrees as folders of the window, and work by hand. */
export const worktreesContribution: Contribution = {
  commands: [
    { command: 'sanctum.openWorktree', title: 'Add Worktree to Workspace', icon: '$(new-folder)', palette: ready },
    { command: 'sanctum.closeWorktree', title: 'Remove Worktree from Workspace', palette: `${ready} && sanctum.hasWorktreeFolders` },
    { command: 'sanctum.worktreeChanges', title: 'Show Changes in Worktree', icon: '$(diff-multiple)', palette: ready },
    { command: 'sanctum.openWorktreeWindow', title: 'Open Worktree in New Window', icon: '$(empty-window)', palette: ready },
    { command: 'sanctum.takeOver', title: 'Take Over Ticket by Hand', icon: '$(person)', palette: `${ready} && sanctum.hasTickets` },
    { command: 'sanctum.submitTakeOver', title: 'Submit Work by Hand', icon: '$(cloud-upload)', palette: `${ready} && sanctum.hasTickets` },
    { command: 'sanctum.cleanWorktrees', title: 'Clean Up Worktrees…', icon: '$(clear-all)', palette: ready },
  ],
  menus: {
    'view/item/context': [
      { command: 'sanctum.openWorktree', when: begun, group: 'inline@5' },
      { command: 'sanctum.worktreeChanges', when: any, group: '5_worktree@1' },
      { command: 'sanctum.openWorktree', when: any, group: '5_worktree@2' },
      { command: 'sanctum.openWorktreeWindow', when: any, group: '5_worktree@3' },
      { command: 'sanctum.takeOver', when: unended, group: '6_hand@1' },
      { command: 'sanctum.submitTakeOver', when: unended, group: '6_hand@2' },
    ],
    'view/title': [{ command: 'sanctum.cleanWorktrees', when: `view == sanctum.agents && ${ready}`, group: '5_worktree' }],
    'explorer/context': [
      { command: 'sanctum.worktreeChanges', when: `resourceScheme == ${worktreeScheme} && explorerResourceIsRoot`, group: 'navigation@1' },
      { command: 'sanctum.closeWorktree', when: `resourceScheme == ${worktreeScheme} && explorerResourceIsRoot`, group: '2_workspace@1' },
    ],
  },
  points: {
    resourceLabelFormatters: [{ scheme: worktreeScheme, formatting: { label: '${path}', separator: '/', stripPathStartingSeparator: true, workspaceSuffix: 'Sanctum' } }],
  },
  activationEvents: [`onFileSystem:${worktreeScheme}`],
};
