import * as z from 'zod';
import type { DetectedGate, ProjectFiles } from './detectedGate.js';
import { namedTestOf } from './namedTest.js';

const manifestSchema = z.object({
  scripts: z.record(z.string(), z.string()).optional(),
  packageManager: z.string().optional(),
  dependencies: z.record(z.string(), z.unknown()).optional(),
  devDependencies: z.record(z.string(), z.unknown()).optional(),
  workspaces: z.unknown().optional(),
});

/** What `npm init` writes as the test script: it only ever fails. */
const noTestScript = /no test specified/;

export interface NodeManager {
  readonly name: string;
  readonly locks: readonly string[];
  readonly install: string;
  /** Runs the script "test". */
  readonly test: string;
  /** The same, where more arguments are to follow. */
  readonly testWith?: string;
  /** Runs the script "test" of every workspace that has one; undefined where that depends on the manager's version. */
  readonly testAll?: string;
}

const npm: NodeManager = { name: 'npm', locks: ['package-lock.json', 'npm-shrinkwrap.json'], install: 'npm ci', test: 'npm test', testWith: 'npm test --', testAll: 'npm test --workspaces --if-present' };

export const nodeManagers: readonly NodeManager[] = [
  { name: 'pnpm', locks: ['pnpm-lock.yaml'], install: 'pnpm install --frozen-lockfile', test: 'pnpm test', testAll: 'pnpm --recursive test' },
  { name: 'yarn', locks: ['yarn.lock'], install: 'yarn install --frozen-lockfile', test: 'yarn test' },
  // `bun test` is bun's own runner, whatever the script says.
  { name: 'bun', locks: ['bun.lock', 'bun.lockb'], install: 'bun install --frozen-lockfile', test: 'bun run test' },
  npm,
];

/** By the script "test" of package.json, run by the manager that it names, or whose lock file is there. */
export async function detectNodeGate(files: ProjectFiles): Promise<DetectedGate | undefined> {
  if (!files.names.has('package.json')) return undefined;
  let manifest: z.infer<typeof manifestSchema>;
  try {
    manifest = manifestSchema.parse(JSON.parse(await files.text('package.json')));
  } catch {
    return undefined;
  }
  const named = nodeManagers.find((one) => manifest.packageManager?.startsWith(`${one.name}@`) === true);
  const isLocked = (one: NodeManager) => one.locks.some((lock) => files.names.has(lock));
  const manager = named ?? nodeManagers.find(isLocked) ?? npm;
  const isWorkspace = manifest.workspaces !== undefined || files.names.has('pnpm-workspace.yaml');
  const script = manifest.scripts?.['test'];
  const hasScript = script !== undefined && !noTestScript.test(script);
  const command = hasScript ? manager.test : isWorkspace ? manager.testAll : undefined;
  if (command === undefined) return undefined;
  const needsInstall = isWorkspace || Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
  const install = isLocked(manager) ? manager.install : `${manager.name} install`;
  const testCommand = hasScript ? namedTestOf(script, manager.testWith ?? manager.test) : undefined;
  return { ...(testCommand === undefined ? {} : { testCommand }), commands: [command], setup: needsInstall ? [install] : [], because: hasScript ? `package.json has a script "test" (${script})` : 'package.json has workspaces' };
}
