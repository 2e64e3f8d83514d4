import * as z from 'zod';

/** The files at the top of the tree, as a gate is looked for. */
export interface TopFiles {
  readonly names: ReadonlySet<string>;
  text(name: string): Promise<string>;
}

export interface DetectedGate {
  readonly commands: readonly string[];
  readonly setup: readonly string[];
  /** What it was detected from. */
  readonly because: string;
}

const manifestSchema = z.object({
  scripts: z.record(z.string(), z.string()).optional(),
  packageManager: z.string().optional(),
  dependencies: z.record(z.string(), z.unknown()).optional(),
  devDependencies: z.record(z.string(), z.unknown()).optional(),
  workspaces: z.unknown().optional(),
});

/** What `npm init` writes as the test script: it only ever fails. */
const noTestScript = /no test specified/;

interface NodeManager {
  readonly name: string;
  readonly locks: readonly string[];
  readonly install: string;
  /** Runs the script "test". */
  readonly test: string;
}

const npm: NodeManager = { name: 'npm', locks: ['package-lock.json', 'npm-shrinkwrap.json'], install: 'npm ci', test: 'npm test' };

const nodeManagers: readonly NodeManager[] = [
  { name: 'pnpm', locks: ['pnpm-lock.yaml'], install: 'pnpm install --frozen-lockfile', test: 'pnpm test' },
  { name: 'yarn', locks: ['yarn.lock'], install: 'yarn install --frozen-lockfile', test: 'yarn test' },
  // `bun test` is bun's own runner, whatever the script says.
  { name: 'bun', locks: ['bun.lock', 'bun.lockb'], install: 'bun install --frozen-lockfile', test: 'bun run test' },
  npm,
];

/** A rule for "test" or "check", also among several targets; `test := x` is a variable. */
function makeTarget(makefile: string): string | undefined {
  const targets = [...makefile.matchAll(/^([^\s:#=][^:#=\n]*?)\s*::?(?![:=])/gm)].flatMap((match) => (match[1] ?? '').split(/\s+/));
  return ['test', 'check'].find((name) => targets.includes(name));
}

async function fromMake(files: TopFiles): Promise<DetectedGate | undefined> {
  const name = ['GNUmakefile', 'Makefile', 'makefile'].find((one) => files.names.has(one));
  if (name === undefined) return undefined;
  const target = makeTarget(await files.text(name));
  return target === undefined ? undefined : { commands: [`make ${target}`], setup: [], because: `${name} has a target "${target}"` };
}

async function fromNode(files: TopFiles): Promise<DetectedGate | undefined> {
  if (!files.names.has('package.json')) return undefined;
  let manifest: z.infer<typeof manifestSchema>;
  try {
    manifest = manifestSchema.parse(JSON.parse(await files.text('package.json')));
  } catch {
    return undefined;
  }
  const test = manifest.scripts?.['test'];
  if (test === undefined || noTestScript.test(test)) return undefined;
  const named = nodeManagers.find((one) => manifest.packageManager?.startsWith(`${one.name}@`) === true);
  const isLocked = (manager: NodeManager) => manager.locks.some((lock) => files.names.has(lock));
  const manager = named ?? nodeManagers.find(isLocked) ?? npm;
  const isWorkspace = manifest.workspaces !== undefined || files.names.has('pnpm-workspace.yaml');
  const needsInstall = isWorkspace || Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
  const install = isLocked(manager) ? manager.install : `${manager.name} install`;
  return { commands: [manager.test], setup: needsInstall ? [install] : [], because: `package.json has a script "test" (${test})` };
}

function fromMarker(files: TopFiles): DetectedGate | undefined {
  if (files.names.has('Cargo.toml')) return { commands: ['cargo test'], setup: [], because: 'Cargo.toml' };
  if (files.names.has('go.mod')) return { commands: ['go test ./...'], setup: [], because: 'go.mod' };
  const python = ['pytest.ini', 'conftest.py', 'tox.ini', 'pyproject.toml', 'setup.cfg', 'setup.py'].find((name) => files.names.has(name));
  return python === undefined ? undefined : { commands: ['python3 -m pytest'], setup: [], because: python };
}

/** The gate of a project by what lies at its top: make first, since it is the engineer's own word, then the language's way. */
export async function detectGate(files: TopFiles): Promise<DetectedGate | undefined> {
  return (await fromMake(files)) ?? (await fromNode(files)) ?? fromMarker(files);
}
