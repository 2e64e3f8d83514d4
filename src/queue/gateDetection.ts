import { detectNodeGate } from './nodeGate.js';
import type { DetectedGate, ProjectFiles } from './detectedGate.js';
import { detectPythonGate } from './pythonGate.js';

/** A way of testing that is known by a file, and by a word in it where the file alone says too little. */
export interface MarkedGate {
  readonly kind: string;
  readonly marker: RegExp;
  readonly word?: RegExp;
  readonly commands: readonly string[];
  /** Set-up by the file that makes it necessary. */
  readonly setup?: readonly [file: string, command: string];
  /** As in `DetectedGate`. */
  readonly testCommand?: string;
}

/** A rule for "test" or "check", also among several targets; `test := x` is a variable. */
function makeTarget(makefile: string): string | undefined {
  const targets = [...makefile.matchAll(/^([^\s:#=][^:#=\n]*?)\s*::?(?![:=])/gm)].flatMap((match) => (match[1] ?? '').split(/\s+/));
  return ['test', 'check'].find((name) => targets.includes(name));
}

async function fromMake(files: ProjectFiles): Promise<DetectedGate | undefined> {
  const name = ['GNUmakefile', 'Makefile', 'makefile'].find((one) => files.names.has(one));
  if (name === undefined) return undefined;
  const target = makeTarget(await files.text(name));
  return target === undefined ? undefined : { commands: [`make ${target}`], setup: [], because: `${name} has a target "${target}"` };
}

const just: MarkedGate = { kind: 'just', marker: /^\.?justfile$/i, word: /^@?test(?:\s[^:\n]*)?:(?!=)/m, commands: ['just test'] };

/** In this order; the first that fits is it. The wrapper that a repository brings along comes before the machine's own program. */
export const markedGates: readonly MarkedGate[] = [
  { kind: 'cargo', marker: /^Cargo\.toml$/, commands: ['cargo test'], testCommand: 'cargo test {test}' },
  { kind: 'go', marker: /^go\.mod$/, commands: ['go test ./...'], testCommand: 'go test -v -run {test} ./...' },
  { kind: 'Maven with its wrapper', marker: /^mvnw$/, commands: ['./mvnw --batch-mode test'] },
  { kind: 'Maven', marker: /^pom\.xml$/, commands: ['mvn --batch-mode test'] },
  { kind: 'Gradle with its wrapper', marker: /^gradlew$/, commands: ['./gradlew test'] },
  { kind: 'Gradle', marker: /^build\.gradle(?:\.kts)?$/, commands: ['gradle test'] },
  { kind: '.NET', marker: /^[^/]+\.(?:slnx?|[cf]sproj)$/, commands: ['dotnet test'] },
  { kind: 'mix', marker: /^mix\.exs$/, commands: ['mix test'], setup: ['mix.lock', 'mix deps.get'] },
  { kind: 'Swift', marker: /^Package\.swift$/, commands: ['swift test'] },
  { kind: 'Zig', marker: /^build\.zig$/, word: /"test"/, commands: ['zig build test --summary all'] },
  { kind: 'Deno', marker: /^deno\.jsonc?$/, commands: ['deno test'] },
  { kind: 'RSpec', marker: /^\.rspec$/, commands: ['bundle exec rspec'], setup: ['Gemfile', 'bundle install'] },
  { kind: 'Rake', marker: /^Rakefile$/, word: /Rake::TestTask|^\s*task[ (]:?["']?test\b/m, commands: ['bundle exec rake test'], setup: ['Gemfile', 'bundle install'] },
  { kind: 'PHPUnit', marker: /^phpunit(?:\.dist)?\.xml(?:\.dist)?$/, commands: ['vendor/bin/phpunit'], setup: ['composer.json', 'composer install'] },
  { kind: 'CTest', marker: /^CMakeLists\.txt$/, word: /\benable_testing\s*\(|\binclude\s*\(\s*CTest\s*\)/i, commands: ['cmake -S . -B build', 'cmake --build build', 'ctest --test-dir build --output-on-failure'] },
  { kind: 'Bats', marker: /^test\/[^/]+\.bats$/, commands: ['bats test'] },
  { kind: 'Bats in tests', marker: /^tests\/[^/]+\.bats$/, commands: ['bats tests'] },
];

async function fromMark(files: ProjectFiles, gate: MarkedGate): Promise<DetectedGate | undefined> {
  for (const name of files.names) {
    if (!gate.marker.test(name)) continue;
    if (gate.word !== undefined && !gate.word.test(await files.text(name))) continue;
    const [file, setup] = gate.setup ?? [];
    return { ...(gate.testCommand === undefined ? {} : { testCommand: gate.testCommand }), commands: gate.commands, setup: file !== undefined && setup !== undefined && files.names.has(file) ? [setup] : [], because: name };
  }
  return undefined;
}

/** The gate of a project by its files: make and just first, since they are the engineer's own word, then the language's way. */
export async function detectGate(files: ProjectFiles): Promise<DetectedGate | undefined> {
  const own = (await fromMake(files)) ?? (await fromMark(files, just)) ?? (await detectNodeGate(files));
  if (own !== undefined) return own;
  for (const gate of markedGates) {
    const found = await fromMark(files, gate);
    if (found !== undefined) return found;
  }
  return detectPythonGate(files);
}
