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
});

/** What `npm init` writes as the test script: it only ever fails. */
const noTestScript = /no test specified/;

const nodeManagers = [
  { name: 'pnpm', lock: 'pnpm-lock.yaml', install: 'pnpm install --frozen-lockfile' },
  { name: 'yarn', lock: 'yarn.lock', install: 'yarn install --frozen-lockfile' },
  { name: 'bun', lock: 'bun.lock', install: 'bun install --frozen-lockfile' },
  { name: 'npm', lock: 'package-lock.json', install: 'npm ci' },
] as const;

async function fromMake(files: TopFiles): Promise<DetectedGate | undefined> {
  const name = ['GNUmakefile', 'Makefile', 'makefile'].find((one) => files.names.has(one));
  if (name === undefined) return undefined;
  const target = /^(test|check)\s*:(?!=)/m.exec(await files.text(name))?.[1];
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
  const locked = nodeManagers.find((one) => files.names.has(one.lock));
  const manager = named ?? locked ?? nodeManagers[3];
  const needsInstall = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
  const install = files.names.has(manager.lock) ? manager.install : `${manager.name} install`;
  return { commands: [`${manager.name} test`], setup: needsInstall ? [install] : [], because: `package.json has a script "test" (${test})` };
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
