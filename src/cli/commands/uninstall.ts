import { resolve } from 'node:path';
import { openProject } from '../../engine/project.js';
import type { Installed } from '../../engine/hand/uninstall.js';
import { uninstallProject } from '../../engine/hand/uninstall.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { UsageError } from '../usageError.js';

export interface UninstallOptions {
  readonly bundle?: string;
  readonly yes?: boolean;
}

function removalWords(top: string, { refs, folder, worktrees, unfinished }: Installed, bundle: string): string {
  const lost = unfinished === 0 ? '' : ` ${String(unfinished)} ${unfinished === 1 ? 'ticket is' : 'tickets are'} not done.`;
  return [
    `This removes from ${top}:`,
    `  ${String(refs.size)} refs: the branches sanctum/*, the tags sanctum/*, refs/sanctum/*`,
    ...(folder === undefined ? [] : [`  ${folder}, with ${String(worktrees)} ${worktrees === 1 ? 'worktree' : 'worktrees'}`]),
    '  the approval of its commands on this machine',
    `Before that, all of these refs are saved into ${bundle}.${lost}`,
    'Your own branches, files, index and settings stay as they are.',
  ].join('\n');
}

/** Removes all of Sanctum's from a repository, after asking. */
export async function uninstall(context: CommandContext, options: UninstallOptions): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    let remotes: readonly string[] = [];
    const confirm = async (installed: Installed, bundle: string): Promise<boolean> => {
      ({ remotes } = installed);
      const words = removalWords(project.place.topFolder, installed, bundle);
      if (options.yes === true) return true;
      if (!context.interactive) throw new UsageError(`${words}\nNothing was removed. To do it: sanctum uninstall --yes`);
      context.print(words);
      return context.ask('Remove it?');
    };
    const bundle = options.bundle === undefined ? undefined : resolve(context.folder, options.bundle);
    const result = await uninstallProject(project, { bundle, confirm });
    if (result === 'nothing') answer(context, { removed: false }, "There is nothing of Sanctum's in this repository.");
    else if (result === 'unwanted') answer(context, { removed: false }, 'Nothing was removed.');
    else {
      const saved = result.bundles.length === 0 ? [] : [`All ${String(result.refs)} refs are in ${result.bundles.join(' and ')}. To bring them back:`, ...result.restore.map((command) => `  ${command}`)];
      const kept = result.kept.length === 0 ? [] : [`What was changed in worktrees since their runs had ended is in it as ${result.kept.join(', ')}.`];
      const remote = remotes.length === 0 ? [] : [`A remote still has ${remotes.join(', ')}; that stays until you delete it there.`];
      answer(context, { removed: true, ...result, remotes }, ['Sanctum is removed from this repository.', ...saved, ...kept, ...remote].join('\n'));
    }
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
