import type { Contribution } from '../contribution.js';
import { walkthrough } from './walkthroughSteps.js';

/** From a repository without a plan to one with its engine running. */
export const beginningContribution: Contribution = {
  commands: [
    { command: 'sanctum.init', title: 'Init', icon: '$(rocket)', palette: 'sanctum.state =~ /^(no-plan|no-repository|ready)$/' },
    { command: 'sanctum.importPlan', title: 'Import…', icon: '$(cloud-download)', palette: 'sanctum.state =~ /^(no-plan|ready)$/ && !sanctum.hasTickets' },
    { command: 'sanctum.openWorkspace', title: 'Open the Workspace of This Repository', icon: '$(root-folder-opened)', palette: 'sanctum.state == ready && workbenchState == folder' },
    { command: 'sanctum.openWalkthrough', title: 'Get Started', palette: 'true' },
  ],
  walkthrough,
};
