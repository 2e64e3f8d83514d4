import type { Contribution } from '../contribution.js';

const isReady = 'sanctum.state == ready';
const openRows = 'view =~ /^sanctum\\./ && viewItem =~ /^(proposal\\.open|need\\.proposal)$/';
/** An accepted one can be closed, too, until its areas are on the plan. */
const rejectableRows = 'view =~ /^sanctum\\./ && viewItem =~ /^(proposal\\.(open|designing|asking|stuck)|need\\.proposal)$/';
const onDocument = 'resourceScheme == sanctum && resourcePath =~ /^\\/proposals\\// && !isInDiffEditor';

/** What the architect pitches, and the engineer's word on it. */
export const proposalsContribution: Contribution = {
  commands: [
    { command: 'sanctum.pitch', title: 'Pitch', icon: '$(lightbulb)', palette: `${isReady} && sanctum.may.pitch` },
    { command: 'sanctum.acceptProposal', title: 'Accept Proposal…', icon: '$(check)', palette: `${isReady} && sanctum.may.acceptProposal` },
    { command: 'sanctum.rejectProposal', title: 'Reject Proposal…', icon: '$(close)', palette: `${isReady} && sanctum.may.rejectProposal` },
  ],
  menus: {
    'view/title': [{ command: 'sanctum.pitch', when: `view == sanctum.plan && ${isReady} && sanctum.may.pitch`, group: '2_architect@2' }],
    'view/item/context': [
      { command: 'sanctum.pitch', when: 'view == sanctum.plan && viewItem == proposals && sanctum.may.pitch', group: 'inline@1' },
      { command: 'sanctum.acceptProposal', when: openRows, group: 'inline@1' },
      { command: 'sanctum.rejectProposal', when: openRows, group: 'inline@2' },
      { command: 'sanctum.acceptProposal', when: openRows, group: '3_orders@1' },
      { command: 'sanctum.rejectProposal', when: rejectableRows, group: '3_orders@2' },
    ],
    'editor/title': [
      { command: 'sanctum.acceptProposal', when: `${onDocument} && sanctum.may.acceptProposal`, group: 'navigation@1' },
      { command: 'sanctum.rejectProposal', when: `${onDocument} && sanctum.may.rejectProposal`, group: 'navigation@2' },
    ],
  },
};
