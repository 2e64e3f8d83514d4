import type { Contribution } from '../contribution.js';

const onDraft = 'resourceScheme == sanctum-draft';

/** Talking with the architect, and deciding on drafts of the spec. */
export const architectContribution: Contribution = {
  activationEvents: ['onFileSystem:sanctum-draft'],
  commands: [
    { command: 'sanctum.planSpec', title: 'Plan', icon: '$(comment-discussion)', palette: 'sanctum.state == ready' },
    { command: 'sanctum.ask', title: 'Ask', icon: '$(question)', palette: 'sanctum.state == ready' },
    { command: 'sanctum.reviewDraft', title: 'Review Draft of the Spec', icon: '$(diff)', palette: 'sanctum.state == ready && sanctum.hasDraft' },
    { command: 'sanctum.approveDraft', title: 'Accept Draft', icon: '$(check)', palette: 'sanctum.state == ready && sanctum.hasDraft' },
    { command: 'sanctum.acceptHunks', title: 'Accept Hunks of the Draft…', icon: '$(checklist)', palette: 'sanctum.state == ready && sanctum.hasDraft' },
    { command: 'sanctum.rejectDraft', title: 'Reject Draft…', icon: '$(close)', palette: 'sanctum.state == ready && sanctum.hasDraft' },
    { command: 'sanctum.acceptHunkHere', title: 'Accept This Hunk', palette: false },
    { command: 'sanctum.rejectHunkHere', title: 'Reject This Hunk', palette: false },
  ],
  menus: {
    'view/title': [
      { command: 'sanctum.reviewDraft', when: 'view == sanctum.plan && sanctum.hasDraft', group: 'navigation@1' },
      { command: 'sanctum.planSpec', when: 'view == sanctum.plan && sanctum.state == ready', group: 'navigation@2' },
      { command: 'sanctum.ask', when: 'view == sanctum.plan && sanctum.state == ready', group: '2_architect@1' },
    ],
    'editor/title': [
      { command: 'sanctum.approveDraft', when: onDraft, group: 'navigation@1' },
      { command: 'sanctum.acceptHunks', when: onDraft, group: 'navigation@2' },
      { command: 'sanctum.rejectDraft', when: onDraft, group: 'navigation@3' },
    ],
    'editor/context': [
      { command: 'sanctum.acceptHunkHere', when: onDraft, group: '0_sanctum@1' },
      { command: 'sanctum.rejectHunkHere', when: onDraft, group: '0_sanctum@2' },
    ],
  },
};
