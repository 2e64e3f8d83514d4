import { join } from 'node:path';
import type { Ports } from '../platform/ports.js';
import { Git } from './git.js';

/** Makes a new repository with one commit of `contents` (text by path) on `branch`, with nobody's template, hooks or settings. */
export async function makeRepository(ports: Ports, folder: string, branch: string, contents: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of contents) await ports.files.write(join(folder, path), text);
  const git = new Git(ports.processes, join(folder, '.git'), 'closed');
  await git.ask(['init', '--quiet', '--template=', `--initial-branch=${branch}`, folder], { cwd: folder });
  await git.ask(['add', '--all'], { workTree: folder });
  await git.ask(['commit', '--quiet', '--message', 'First commit'], { workTree: folder });
}
