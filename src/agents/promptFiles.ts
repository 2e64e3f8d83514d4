import { join } from 'node:path';
import type { Role } from '../plan/atoms.js';
import type { Files } from '../platform/files.js';
import type { TaskName } from './prompt.js';
import { fillPrompt } from './prompt.js';

/** The file of each role's prompt below `prompts/`, shipped or on the plan branch. */
export const promptFileOf: Readonly<Record<Role, string>> = { architect: 'architect.md', manager: 'manager.md', coding: 'coding_agent.md', merging: 'merging_agent.md' };

/** What role prompts share, by the name of its placeholder: `shared/<name>.md`. */
export const fragmentNames = ['house_rules', 'questions'] as const;

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
  const template = override?.trim() ?? (await read(promptFileOf[role]));
  // Whoever writes a prompt of their own may have their own rules; the task must be told.
  const nature = { name: `prompts/${promptFileOf[role]}${override === undefined ? '' : ' on the plan branch'}`, optional: override === undefined ? [] : fragmentNames };
  return `${fillPrompt(template, { task: taskText, ...Object.fromEntries(fragments) }, nature)}\n`;
}
