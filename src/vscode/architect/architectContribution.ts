import type { Contribution } from '../contribution.js';

const onDraft = 'resourceScheme == sanctum-draft';
const onMarkdown = 'resourceLangId == markdown && resourceScheme == file && sanctum.state == ready';
const onSpecThread = 'commentController == sanctum.spec';
const onThread = 'commentController =~ /^sanctum\\.(spec|proposal)$/';

/** Talking with the architect, and deciding on drafts of the spec. */
export const architectContribution: Contribution = {
  activationEvents: ['onFileSystem:sanctum-draft'],
  commands: [
    { command: 'sanctum.planSpec', title: 'Plan', icon: '$(comment-discussion)', palette: 'sanctum.state == ready' },
    { command: 'sanctum.planFromFile', title: 'Plan From File…', icon: '$(file-symlink-file)', palette: 'sanctum.state == ready' },
    { command: 'sanctum.describeProject', title: 'Describe This Project', icon: '$(book)', palette: 'sanctum.state == ready && !sanctum.hasSpec && !sanctum.hasDraft' },
    { command: 'sanctum.ask', title: 'Ask', icon: '$(question)', palette: 'sanctum.state == ready' },
    { command: 'sanctum.reviewDraft', title: 'Review Draft of the Spec', icon: '$(diff)', palette: 'sanctum.state == ready && sanctum.hasDraft' },
    { command: 'sanctum.approveDraft', title: 'Accept Draft', icon: '$(check)', palette: 'sanctum.state == ready && sanctum.hasDraft' },
    { command: 'sanctum.acceptHunks', title: 'Accept Hunks of the Draft…', icon: '$(checklist)', palette: 'sanctum.state == ready && sanctum.hasDraft' },
    { command: 'sanctum.rejectDraft', title: 'Reject Draft…', icon: '$(close)', palette: 'sanctum.state == ready && sanctum.hasDraft' },
    { command: 'sanctum.acceptHunkHere', title: 'Accept This Hunk', palette: false },
    { command: 'sanctum.rejectHunkHere', title: 'Reject This Hunk', palette: false },
    { command: 'sanctum.askAboutLine', title: 'Ask the Architect', palette: false },
    { command: 'sanctum.changeFromLine', title: 'Request a Change', palette: false },
    { command: 'sanctum.turnIntoChange', title: 'Turn into a Change', icon: '$(edit)', palette: false },
    { command: 'sanctum.askAgain', title: 'Ask Again', icon: '$(refresh)', palette: false },
    { command: 'sanctum.stopArchitect', title: 'Stop the Architect', icon: '$(debug-stop)', palette: false },
    { command: 'sanctum.removeSpecThread', title: 'Remove', icon: '$(trash)', palette: false },
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
    'comments/commentThread/context': [
      { command: 'sanctum.askAboutLine', when: onThread, group: 'inline@1' },
      { command: 'sanctum.changeFromLine', when: onSpecThread, group: 'inline@2' },
    ],
    'comments/commentThread/title': [
      { command: 'sanctum.turnIntoChange', when: `${onSpecThread} && commentThread == answered`, group: 'inline@1' },
      { command: 'sanctum.askAgain', when: `${onThread} && commentThread == open`, group: 'inline@1' },
      { command: 'sanctum.stopArchitect', when: `${onThread} && commentThread == waiting`, group: 'inline@1' },
      { command: 'sanctum.removeSpecThread', when: `${onThread} && commentThread && commentThread != waiting`, group: 'inline@2' },
    ],
    'explorer/context': [{ command: 'sanctum.planFromFile', when: onMarkdown, group: '7_sanctum@1' }],
    'editor/context': [
      { command: 'sanctum.planFromFile', when: onMarkdown, group: '7_sanctum@1' },
      { command: 'sanctum.acceptHunkHere', when: onDraft, group: '0_sanctum@1' },
      { command: 'sanctum.rejectHunkHere', when: onDraft, group: '0_sanctum@2' },
    ],
  },
};
