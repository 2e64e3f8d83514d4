import type { Contribution } from '../contribution.js';

/** Approving commands that come from a repository. */
export const trustContribution: Contribution = {
  commands: [{ command: 'sanctum.trustCommands', title: 'Approve Commands…', icon: '$(shield)', palette: 'sanctum.untrustedCommands' }],
};
