import type { Contribution } from '../contribution.js';

const inThread = 'commentController == sanctum && commentThread';

/** Questions where they come up, and one place for all of them. */
export const questionsContribution: Contribution = {
  commands: [
    { command: 'sanctum.answer', title: 'Answer Question…', icon: '$(reply)', palette: 'sanctum.hasQuestions' },
    { command: 'sanctum.correctAnswer', title: 'Correct the Answer…', icon: '$(edit)', palette: false },
    { command: 'sanctum.openThread', title: 'Open Thread', icon: '$(comment-discussion)', palette: false },
    { command: 'sanctum.answerWith', title: 'Answer With an Option', palette: false },
    { command: 'sanctum.answerInWords', title: 'Answer in Your Own Words…', palette: false },
    { command: 'sanctum.answerReply', title: 'Answer', palette: false },
    { command: 'sanctum.decideReply', title: 'Answer for Good', palette: false },
    { command: 'sanctum.noteReply', title: 'Send as a Note', palette: false },
    { command: 'sanctum.sendUnsent', title: 'Send as a Note', icon: '$(note)', palette: false },
    { command: 'sanctum.copyUnsent', title: 'Copy', icon: '$(copy)', palette: false },
    { command: 'sanctum.discardUnsent', title: 'Discard', icon: '$(trash)', palette: false },
  ],
  menus: {
    'comments/commentThread/context': [
      { command: 'sanctum.answerReply', when: `${inThread} == question.open`, group: 'inline@1' },
      { command: 'sanctum.decideReply', when: `${inThread} == question.open`, group: 'inline@2' },
      { command: 'sanctum.noteReply', when: `${inThread} == question.late`, group: 'inline' },
    ],
    'comments/comment/title': [
      { command: 'sanctum.sendUnsent', when: 'commentController == sanctum && comment == unsent', group: 'inline@1' },
      { command: 'sanctum.copyUnsent', when: 'commentController == sanctum && comment == unsent', group: 'inline@2' },
      { command: 'sanctum.discardUnsent', when: 'commentController == sanctum && comment == unsent', group: 'inline@3' },
    ],
    'view/item/context': [
      { command: 'sanctum.answer', when: 'view =~ /^sanctum\\./ && viewItem == question.engineer', group: 'inline@1' },
      { command: 'sanctum.answer', when: 'view =~ /^sanctum\\./ && viewItem =~ /^question\\.(engineer|manager|architect)$/', group: '1_answer@1' },
      { command: 'sanctum.correctAnswer', when: 'view =~ /^sanctum\\./ && viewItem == question.answered', group: '1_answer@1' },
      { command: 'sanctum.openThread', when: 'view =~ /^sanctum\\./ && viewItem =~ /^question\\./', group: '1_answer@2' },
    ],
  },
  keybindings: [{ command: 'sanctum.answer', key: 'ctrl+alt+q', mac: 'cmd+alt+q', when: 'sanctum.hasQuestions' }],
  settings: {
    'notifications.questions': {
      type: 'boolean',
      default: true,
      scope: 'application',
      markdownDescription: 'Tell with a notification, at most once for each, of questions that wait for you. They stand in the view Questions, the status bar and in their threads all the same.',
    },
    'notifications.delay': {
      type: 'number',
      default: 30,
      minimum: 0,
      scope: 'application',
      markdownDescription: 'Seconds that a question waits quietly while you are at the window, before a notification tells of it. While you are elsewhere it is told at once.',
    },
  },
};
