import type { Contribution } from '../contribution.js';

/** The status bar: master's health, runs, open questions. */
export const statusBarContribution: Contribution = {
  commands: [{ command: 'sanctum.why', title: 'Why Is Nothing Happening?', icon: '$(info)', palette: 'true' }],
  menus: { 'view/title': [{ command: 'sanctum.why', when: 'view == sanctum.plan', group: '2_why@1' }] },
};
