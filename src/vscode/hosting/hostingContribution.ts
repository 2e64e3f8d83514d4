import type { Contribution } from '../contribution.js';

/** Whether and where engines run. */
export const hostingContribution: Contribution = {
  commands: [
    { command: 'sanctum.showLog', title: 'Show Log', palette: 'true' },
    { command: 'sanctum.runEngine', title: 'Run the Engine in This Window', icon: '$(play)', palette: 'sanctum.state == ready && !sanctum.engineHere' },
    { command: 'sanctum.endEngine', title: 'End the Engine in This Window', icon: '$(debug-stop)', palette: 'sanctum.state == ready && sanctum.engineHere' },
  ],
  settings: {
    runEngine: {
      type: 'boolean',
      default: true,
      scope: 'machine-overridable',
      markdownDescription: 'Run the engine of each trusted folder that has a plan, in the window that was opened first. Without it a window only looks on, and `sanctum run` in a terminal does the work.',
    },
  },
};
