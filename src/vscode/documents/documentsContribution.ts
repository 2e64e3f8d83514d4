import type { Contribution } from '../contribution.js';

const isReady = 'sanctum.state == ready';
const isPlanDocument = 'resourceScheme == sanctum';

/** The plan as documents that can be read, searched and edited. */
export const documentsContribution: Contribution = {
  commands: [
    { command: 'sanctum.openDocument', title: 'Open Plan Document…', icon: '$(go-to-file)', palette: isReady },
    { command: 'sanctum.searchPlan', title: 'Search in the Plan…', icon: '$(search)', palette: isReady },
    { command: 'sanctum.compareVersion', title: 'Compare with Version…', icon: '$(diff)', palette: `${isReady} && ${isPlanDocument}` },
  ],
  menus: {
    'editor/title': [{ command: 'sanctum.compareVersion', when: `${isPlanDocument} && !isInDiffEditor`, group: 'navigation@9' }],
  },
  activationEvents: ['onFileSystem:sanctum'],
};
