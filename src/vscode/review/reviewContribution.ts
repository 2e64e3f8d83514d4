import type { Contribution } from '../contribution.js';

const hasWork = 'view == sanctum.plan && viewItem =~ /^(?:ticket|queued)\\.(?:coding|collecting|testing|reviewing|landing|done|stuck|parked|held)/';
const isLiving = 'view == sanctum.plan && viewItem =~ /^(?:ticket|queued)\\.(?:open|waiting|coding|testing|reviewing|stuck|parked|held)/';

/** What an agent made, before and after it lands; master's tests; a run as it goes. */
export const reviewContribution: Contribution = {
  commands: [
    { command: 'sanctum.reviewTicket', title: 'Review', icon: '$(git-pull-request)', palette: 'sanctum.hasTickets' },
    { command: 'sanctum.approveSubmission', title: 'Approve Submission', icon: '$(check)', palette: 'sanctum.hasTickets' },
    { command: 'sanctum.mendMaster', title: 'Mend Master…', icon: '$(tools)', palette: 'sanctum.state == ready' },
    { command: 'sanctum.reopenTicket', title: 'Reopen with a Note…', icon: '$(comment-unresolved)', palette: 'sanctum.hasTickets' },
    { command: 'sanctum.showTranscript', title: 'Show Transcript', icon: '$(output)', palette: 'sanctum.state == ready' },
    { command: 'sanctum.takeOverInTerminal', title: 'Take Over in Terminal', icon: '$(terminal)', palette: 'sanctum.hasTickets' },
  ],
  menus: {
    'view/item/context': [
      { command: 'sanctum.reviewTicket', when: hasWork, group: 'inline@1' },
      { command: 'sanctum.reviewTicket', when: hasWork, group: '2_review@1' },
      { command: 'sanctum.approveSubmission', when: 'view == sanctum.plan && viewItem =~ /^(?:ticket|queued)\\.(?:reviewing|testing)/', group: '2_review@2' },
      { command: 'sanctum.reopenTicket', when: isLiving, group: '2_review@3' },
      { command: 'sanctum.showTranscript', when: 'view == sanctum.agents && viewItem == run', group: 'inline@1' },
      { command: 'sanctum.takeOverInTerminal', when: 'view == sanctum.plan && viewItem =~ /^ticket\\.(?:coding|stuck|parked|held)/', group: '2_review@5' },
      { command: 'sanctum.showTranscript', when: `viewItem == run || ${hasWork}`, group: '2_review@4' },
    ],
    'editor/title': [
      { command: 'sanctum.approveSubmission', when: 'sanctum.reviewApprovable', group: 'navigation@1' },
      { command: 'sanctum.reopenTicket', when: 'sanctum.reviewReopenable', group: 'navigation@2' },
      { command: 'sanctum.showTranscript', when: 'sanctum.reviewing', group: '2_review@1' },
    ],
  },
  points: {
    resourceLabelFormatters: [{ scheme: 'sanctum-object', formatting: { label: '${path}', separator: '/', stripPathStartingSeparator: true } }],
  },
};
