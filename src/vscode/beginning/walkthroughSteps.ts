import type { Contribution, WalkthroughStep } from '../contribution.js';

export const walkthroughId = 'sanctum.start';

/** In the form in which VS Code prints an expression; a step that is done already is not known by any other. */
const hasRepository = 'sanctum.state =~ /^(no-plan|ready)$/';

const steps = [
  {
    id: 'repository',
    title: 'Open a repository',
    description: 'Sanctum works in a git repository of yours with a command that tests it. Nothing is read before you trust the folder.\n[Open Folder](command:workbench.action.files.openFolder)',
    media: { markdown: 'media/walkthrough/repository.md' },
    completionEvents: [`onContext:${hasRepository}`, 'onCommand:sanctum.init'],
  },
  {
    id: 'init',
    title: 'Make the plan',
    description: 'Three questions, and the plan is a branch of its own beside your code. It shows what it will write and run before it does.\n[Init](command:sanctum.init)',
    media: { markdown: 'media/walkthrough/init.md' },
    completionEvents: ['onCommand:sanctum.init', "onContext:sanctum.state == 'ready'"],
  },
  {
    id: 'spec',
    title: 'Say what it is to become',
    description: 'Write the spec with the architect, or begin with one ticket. Managers cut the spec into tickets when you have accepted it.\n[Show the Plan](command:sanctum.plan.focus)',
    media: { markdown: 'media/walkthrough/spec.md' },
    completionEvents: ['onContext:sanctum.hasSpec || sanctum.hasTickets'],
  },
  {
    id: 'run',
    title: 'Let it run',
    description: 'The engine runs in this window and starts as many agents as the machine has cores. Close the window when you like: agents go on, and the next window takes them over.\n[Show the Agents](command:sanctum.agents.focus)',
    media: { markdown: 'media/walkthrough/run.md' },
    completionEvents: ['onContext:sanctum.hasTickets && sanctum.engineHere'],
  },
  {
    id: 'answer',
    title: 'Answer a question',
    description: 'What an agent cannot know climbs to its manager, then to the architect, and to you only when neither can answer.\n[Show the Questions](command:sanctum.questions.focus)',
    media: { markdown: 'media/walkthrough/answer.md' },
    completionEvents: ['onView:sanctum.questions'],
  },
  {
    id: 'review',
    title: 'Look at what landed',
    description: 'Only a tree whose tests passed becomes master. Each ticket keeps its change, the gate’s output and the review.\n[Show the Plan](command:sanctum.plan.focus)',
    media: { markdown: 'media/walkthrough/review.md' },
    completionEvents: ['onStepSelected'],
  },
] as const satisfies readonly WalkthroughStep[];

export type StepId = (typeof steps)[number]['id'];

export const walkthrough: NonNullable<Contribution['walkthrough']> = {
  id: walkthroughId,
  title: 'Get Started with Sanctum',
  description: 'From a repository to agents that plan, build, review and test, while master stays green.',
  steps,
};
