import type { Contribution, ViewId, Welcome } from '../contribution.js';

const starting = '!sanctum.state || sanctum.state == starting';

/** The words and buttons of the view Plan while there is nothing in it. */
const planWelcomes: readonly (readonly [when: string, contents: string])[] = [
  ['workspaceFolderCount == 0', 'Sanctum works in a git repository.\n[Open Folder](command:vscode.openFolder)\nIn it you write a spec with an architect; agents build it, and only what passed your tests becomes master.'],
  [`workspaceFolderCount > 0 && isWorkspaceTrusted && (${starting})`, 'Sanctum is looking at this folder.'],
  [
    'workspaceFolderCount > 0 && !isWorkspaceTrusted',
    'Sanctum runs no git and reads no file of this folder before you trust it: even looking at a repository can run what somebody put into it.\n[Manage Workspace Trust](command:workbench.trust.manage)\nOnce you trust it, Sanctum comes up by itself.',
  ],
  ['isWorkspaceTrusted && sanctum.state == no-repository', 'This folder is no git repository. Sanctum keeps the plan, and all that agents build, in git.\n[Initialize Repository](command:git.init)\n[Look Again](command:sanctum.lookAgain)'],
  [
    'isWorkspaceTrusted && sanctum.state == partial-clone',
    'This repository is a partial clone: some of its objects are not on this machine, and to fetch them git would run commands that the repository names.\nComplete it in a terminal, then look again:\n`git fetch --refetch --no-filter origin`\n[Show All Commands](command:sanctum.why)\n[Look Again](command:sanctum.lookAgain)',
  ],
  ['isWorkspaceTrusted && sanctum.state == unusable', 'Sanctum cannot use this repository.\n[Show Why](command:sanctum.why)\n[Look Again](command:sanctum.lookAgain)\n[Show Log](command:sanctum.showLog)'],
  [
    'isWorkspaceTrusted && sanctum.state == no-plan',
    'This repository has no plan yet.\n[Initialize Sanctum](command:sanctum.init)\nThe plan is a branch of its own, sanctum/plan: no file of yours is touched. Sanctum finds your tests, and asks at most three things.',
  ],
  [
    'isWorkspaceTrusted && sanctum.state == ready && !sanctum.hasSpec && !sanctum.hasTickets',
    'The plan is empty: there is no spec.\n[Write the Spec with an Architect](command:sanctum.planSpec)\nOr begin with one thing to build:\n[Add a Ticket](command:sanctum.addTicket)',
  ],
];

const noPlan = 'sanctum.state != ready';

const others: readonly (readonly [view: ViewId, when: string, contents: string])[] = [
  ['sanctum.questions', noPlan, 'Questions of agents come here once there is a plan.'],
  ['sanctum.questions', 'sanctum.state == ready', 'Nothing waits for you. What agents, managers and the architect cannot decide comes here.'],
  ['sanctum.agents', noPlan, 'Agents at work stand here once there is a plan.'],
  ['sanctum.agents', 'sanctum.state == ready && sanctum.paused', 'No agent is at work: the plan is paused.\n[Resume](command:sanctum.resume)'],
  ['sanctum.agents', 'sanctum.state == ready && !sanctum.paused', 'No agent is at work.\n[Why Is Nothing Happening?](command:sanctum.why)'],
];

const welcomes: readonly Welcome[] = [
  ...planWelcomes.map(([when, contents]): Welcome => ({ view: 'sanctum.plan', when, contents })),
  ...others.map(([view, when, contents]): Welcome => ({ view, when, contents })),
];

/** The three views of the container Sanctum, and what stands in them while they are empty. */
export const viewsContribution: Contribution = {
  commands: [{ command: 'sanctum.lookAgain', title: 'Look Again', icon: '$(refresh)', palette: 'isWorkspaceTrusted && sanctum.state' }],
  views: [
    { id: 'sanctum.plan', name: 'Plan', icon: 'media/sanctum.svg', contextualTitle: 'Sanctum Plan' },
    { id: 'sanctum.questions', name: 'Questions', icon: 'media/sanctum.svg', contextualTitle: 'Sanctum Questions' },
    { id: 'sanctum.agents', name: 'Agents', icon: 'media/sanctum.svg', contextualTitle: 'Sanctum Agents' },
  ],
  viewsWelcome: welcomes,
};
