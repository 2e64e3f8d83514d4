import type { Contribution } from '../contribution.js';

/** The three views of the container Sanctum. */
export const viewsContribution: Contribution = {
  views: [
    { id: 'sanctum.plan', name: 'Plan', icon: 'media/sanctum.svg', contextualTitle: 'Sanctum Plan' },
    { id: 'sanctum.questions', name: 'Questions', icon: 'media/sanctum.svg', contextualTitle: 'Sanctum Questions' },
    { id: 'sanctum.agents', name: 'Agents', icon: 'media/sanctum.svg', contextualTitle: 'Sanctum Agents' },
  ],
};
