import { dirname, join } from 'node:path';
import type { Ports } from '../../platform/ports.js';

/** Names the Claude Code that is to be used, by its path; without it the `claude` on PATH is. */
export const claudeVariable = 'SANCTUM_CLAUDE';

const howToGet = `Install it with \`npm install --global @anthropic-ai/claude-code\`, or name its program in ${claudeVariable}.`;

/** The Claude Code of this machine: its path, or why there is none and how to get it. */
export async function findClaude({ files, processes }: Pick<Ports, 'files' | 'processes'>): Promise<string | { readonly unavailable: string }> {
  const named = processes.environment()[claudeVariable];
  if (named !== undefined && named !== '') {
    const found = await realPathOf(files, named);
    return found === undefined ? { unavailable: `${claudeVariable} names ${named}, and no file is there. ${howToGet}` } : nativeProgram(files, found);
  }
  const onPath = await processes.find('claude');
  if (onPath === undefined) return { unavailable: `claude is not on PATH. ${howToGet}` };
  return nativeProgram(files, (await realPathOf(files, onPath)) ?? onPath);
}

async function realPathOf(files: Ports['files'], path: string): Promise<string | undefined> {
  try {
    return await files.realPath(path);
  } catch {
    return undefined;
  }
}

/**
 * The program of the platform's package, `@anthropic-ai/claude-code-<platform>/claude`. The npm package's own `bin/claude.exe` is a second name of
 * it only where npm was let run the script that makes it so; elsewhere it does nothing but complain.
 */
async function nativeProgram(files: Ports['files'], program: string): Promise<string> {
  if (!/\/claude-code\/(?:bin\/claude\.exe|cli-wrapper\.cjs)$/.test(program)) return program;
  const own = program.slice(0, program.lastIndexOf('/claude-code/') + '/claude-code'.length);
  for (const scope of [join(own, 'node_modules', '@anthropic-ai'), dirname(own)]) {
    for (const { name } of await files.list(scope)) {
      if (!name.startsWith('claude-code-')) continue;
      const native = join(scope, name, 'claude');
      if ((await files.status(native))?.kind === 'file') return native;
    }
  }
  return program;
}
