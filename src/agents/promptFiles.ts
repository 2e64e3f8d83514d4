import { join } from 'node:path';
import type { Role } from '../plan/atoms.js';
import type { Files } from '../platform/files.js';
import type { TaskName } from './prompt.js';
import { fillPrompt, PromptError } from './prompt.js';
import { toolsOf } from './tools.js';

/** The file of each role's prompt below `prompts/`, shipped or on the plan branch. */
export const promptFileOf: Readonly<Record<Role | 'mender', string>> = { architect: 'architect.md', manager: 'manager.md', coding: 'coding_agent.md', merging: 'merging_agent.md', mender: 'mender.md' };

/** The one that a run has for its role: whoever mends master is a coding agent with a text of its own. */
export function promptFileFor(role: Role, task?: TaskName): string {
  return promptFileOf[task === 'mend' ? 'mender' : role];
}

/** What role prompts share, by the name of its placeholder: `shared/<name>.md`. */
export const fragmentNames = ['house_rules', 'questions'] as const;

/** Where a prompt of the plan's own has the role's tools listed. */
const toolsPlaceholder = 'tools';

function toolLines(role: Role): string {
  return toolsOf(role).map(({ name, description }) => `- \`${name}\`: ${description}`).join('\n');
}

/** Tools of the role that a text does not name as a whole word. */
function unnamedTools(role: Role, text: string): readonly string[] {
  return toolsOf(role).flatMap(({ name }) => (new RegExp(`\\b${name}\\b`).test(text) ? [] : [name]));
}

export interface PromptRequest {
  readonly role: Role;
  readonly task: TaskName;
  /** What the task's text is filled with. Never a path: the engineer's checkout is nothing an agent should know of. */
  readonly values: Readonly<Record<string, string>>;
  /** The role's prompt on the plan branch, which replaces the shipped one. */
  readonly override: string | undefined;
  /** The session that is given the task knows its role: it was told with an earlier one. */
  readonly knowsRole?: boolean;
}

/** The prompt of one run, from the folder of shipped prompts. Throws PromptError when a text names what it has not, or leaves out what it must tell. */
export async function makePrompt(files: Files, promptFolder: string, { role, task, values, override, knowsRole = false }: PromptRequest): Promise<string> {
  const read = async (name: string): Promise<string> => (await files.read(join(promptFolder, name))).toString('utf8').trim();
  const taskFile = `tasks/${task}.md`;
  const taskText = fillPrompt(await read(taskFile), values, { name: `prompts/${taskFile}` });
  // A session that goes on was told its role when it began.
  if (task === 'resume' || task === 'go-on' || knowsRole) return `${taskText}\n`;
  const fragments = await Promise.all(fragmentNames.map(async (name) => [name, await read(`shared/${name}.md`)] as const));
  const template = override?.trim() ?? (await read(promptFileFor(role, task)));
  const shared = Object.fromEntries(fragments);
  if (override === undefined) return `${fillPrompt(template, { task: taskText, ...shared }, { name: `prompts/${promptFileFor(role, task)}` })}\n`;
  const name = `prompts/${promptFileFor(role, task)} on the plan branch`;
  // Whoever writes a prompt of their own may have their own rules; the task must be told, and the tools must be named.
  const nature = { name, optional: [...fragmentNames, toolsPlaceholder] };
  const shown = { ...shared, [toolsPlaceholder]: toolLines(role) };
  const unnamed = unnamedTools(role, fillPrompt(template, { task: '', ...shown }, nature));
  if (unnamed.length > 0) throw new PromptError(`${name} does not name ${unnamed.map((tool) => `\`${tool}\``).join(', ')}: the agent has nothing else to act by. Name each tool, or write {{tools}} where all of them are to be listed.`);
  return `${fillPrompt(template, { task: taskText, ...shown }, nature)}\n`;
}
