import type { Contribution } from '../contribution.js';

/** What the plan came to: the dashboard, and what happened while nobody looked. */
export const insightContribution: Contribution = {
  activationEvents: ['onWebviewPanel:sanctum.dashboard'],
  commands: [
    { command: 'sanctum.dashboard', title: 'Dashboard', icon: '$(graph)', palette: 'sanctum.state == ready' },
    { command: 'sanctum.morningReport', title: 'Morning Report', icon: '$(coffee)', palette: 'sanctum.state == ready' },
  ],
  menus: { 'view/title': [{ command: 'sanctum.dashboard', when: 'view == sanctum.plan && sanctum.state == ready', group: 'navigation@9' }] },
  settings: {
    'notifications.absence': {
      type: 'boolean',
      default: true,
      scope: 'application',
      markdownDescription: 'Tell with one notification at the start, after half an hour or more, what landed, failed and was asked while you were away. **Sanctum: Morning Report** shows it all the same.',
    },
  },
};
