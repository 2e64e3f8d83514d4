import { join } from 'node:path';
import type { Files } from '../platform/files.js';
import type { Role } from './runOrder.js';

/** The file of each role's prompt below `prompts/`. */
export const promptFileOf: Readonly<Record<Role, string>> = { coding: 'coding_agent.md' };

const houseRulesFile = 'shared/house_rules.md';

/** Reads a role's prompt from the folder of shipped prompts. */
export async function readPrompt(files: Files, promptFolder: string, role: Role): Promise<{ readonly role: string; readonly houseRules: string }> {
  const [text, houseRules] = await Promise.all([promptFileOf[role], houseRulesFile].map(async (name) => (await files.read(join(promptFolder, name))).toString('utf8')));
  return { role: text ?? '', houseRules: houseRules ?? '' };
}
