import { dirname, join } from 'node:path';
import type { Ports } from '../../platform/ports.js';

/** Names the codex that is to be used, by its path; without it the one on PATH is. */
export const codexVariable = 'SANCTUM_CODEX';

const howToGet = `Install it with \`npm install --global @openai/codex\`, or name its program in ${codexVariable}.`;

/** The codex of this machine: its path, or why there is none and how to get it. */
export async function findCodex({ files, processes }: Pick<Ports, 'files' | 'processes'>): Promise<string | { readonly unavailable: string }> {
  const named = processes.environment()[codexVariable];
  if (named !== undefined && named !== '') {
    const found = await realPathOf(files, named);
    return found === undefined ? { unavailable: `${codexVariable} names ${named}, and no file is there. ${howToGet}` } : nativeProgram(files, found);
  }
  const onPath = await processes.find('codex');
  if (onPath === undefined) return { unavailable: `codex is not on PATH. ${howToGet}` };
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
 * The program that the launcher `bin/codex.js` of the npm package would start: signals then reach codex itself, and no Node is needed. It
 * lies in the package of the platform, `@openai/codex-<platform>/vendor/<triple>/bin/codex`, the only one of its kind that npm installs.
 */
async function nativeProgram(files: Ports['files'], program: string): Promise<string> {
  if (!program.endsWith(join('bin', 'codex.js'))) return program;
  const own = dirname(dirname(program));
  for (const scope of [join(own, 'node_modules', '@openai'), dirname(own)]) {
    for (const { name } of await files.list(scope)) {
      if (!name.startsWith('codex-')) continue;
      const vendor = join(scope, name, 'vendor');
      for (const triple of await files.list(vendor)) {
        const native = join(vendor, triple.name, 'bin', 'codex');
        if ((await files.status(native))?.kind === 'file') return native;
      }
    }
  }
  return program;
}
