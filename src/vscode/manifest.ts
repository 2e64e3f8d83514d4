import type { CommandContribution, Contribution, MenuItem } from './contribution.js';
import { architectContribution } from './architect/architectContribution.js';
import { beginningContribution } from './beginning/beginningContribution.js';
import { controlContribution } from './control/controlContribution.js';
import { doctorContribution } from './doctor/doctorContribution.js';
import { documentsContribution } from './documents/documentsContribution.js';
import { hostingContribution } from './hosting/hostingContribution.js';
import { insightContribution } from './insight/insightContribution.js';
import { proposalsContribution } from './proposals/proposalsContribution.js';
import { questionsContribution } from './questions/questionsContribution.js';
import { reviewContribution } from './review/reviewContribution.js';
import { statusBarContribution } from './statusBar/statusBarContribution.js';
import { trustContribution } from './trust/trustContribution.js';
import { viewsContribution } from './views/viewsContribution.js';
import { worktreesContribution } from './worktrees/worktreesContribution.js';

/** The parts of the window; each tells what it contributes beside its code. */
const parts: readonly Contribution[] = [
  hostingContribution,
  beginningContribution,
  trustContribution,
  viewsContribution,
  statusBarContribution,
  controlContribution,
  documentsContribution,
  questionsContribution,
  proposalsContribution,
  reviewContribution,
  worktreesContribution,
  architectContribution,
  doctorContribution,
  insightContribution,
];

function all<Key extends keyof Contribution>(key: Key): readonly NonNullable<Contribution[Key]>[] {
  return parts.map((part) => part[key]).filter((value) => value !== undefined);
}

const commands: readonly CommandContribution[] = all('commands').flat();

/** What needs an argument never shows in the palette. */
const commandPalette: readonly MenuItem[] = commands.map(({ command, palette }) => ({ command, when: palette === false ? 'false' : palette }));

/** Lists by name, each with the items of all parts. */
function merged<Item>(parts: readonly Readonly<Record<string, readonly Item[]>>[]): Readonly<Record<string, readonly Item[]>> {
  const lists: Record<string, readonly Item[]> = {};
  for (const part of parts) for (const [name, items] of Object.entries(part)) lists[name] = [...(lists[name] ?? []), ...items];
  return lists;
}

/** English strings by key, for package.nls.json: whatever a person reads of the manifest stands there. */
export const strings: Record<string, string> = {};

function localised(key: string, text: string): string {
  strings[key] = text;
  return `%${key}%`;
}

/** The value of package.json's `contributes`. */
export const contributes = {
  commands: commands.map(({ command, title, icon, enablement }) => ({
    command,
    title: localised(`command.${command}`, title),
    category: 'Sanctum',
    ...(icon === undefined ? {} : { icon }),
    ...(enablement === undefined ? {} : { enablement }),
  })),
  menus: merged<MenuItem>([{ commandPalette }, ...all('menus')]),
  keybindings: all('keybindings').flat(),
  viewsContainers: { activitybar: [{ id: 'sanctum', title: 'Sanctum', icon: 'media/sanctum.svg' }] },
  views: { sanctum: all('views').flat().map((view) => ({ ...view, name: localised(`view.${view.id}`, view.name) })) },
  viewsWelcome: all('viewsWelcome').flat().map((welcome, at) => ({ ...welcome, contents: localised(`welcome.${String(at)}`, welcome.contents) })),
  configuration: {
    title: 'Sanctum',
    properties: Object.fromEntries(
      all('settings').flatMap((part) => Object.entries(part)).map(([name, setting]) => [
        `sanctum.${name}`,
        { ...setting, markdownDescription: localised(`setting.${name}`, setting.markdownDescription) },
      ]),
    ),
  },
  walkthroughs: all('walkthrough').map((walkthrough) => ({
    ...walkthrough,
    title: localised(`walkthrough.${walkthrough.id}`, walkthrough.title),
    description: localised(`walkthrough.${walkthrough.id}.description`, walkthrough.description),
    steps: walkthrough.steps.map((step) => ({
      ...step,
      title: localised(`walkthrough.${walkthrough.id}.${step.id}`, step.title),
      description: localised(`walkthrough.${walkthrough.id}.${step.id}.description`, step.description),
    })),
  })),
  ...merged<unknown>(all('points')),
};

/** VS Code adds `onCommand:` and `onView:` events by itself. A plan cannot be seen by a file's name, so that the window looks once it is up. */
export const activationEvents: readonly string[] = ['onStartupFinished', ...all('activationEvents').flat()];
