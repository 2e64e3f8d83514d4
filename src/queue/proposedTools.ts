/** By a file at the top of a project: what prints the version of the tool that it is tested with. */
const toolsByFile: readonly (readonly [RegExp, string])[] = [
  [/^package\.json$/, 'node --version'],
  [/^bun\.lockb?$/, 'bun --version'],
  [/^deno\.jsonc?$/, 'deno --version'],
  [/^(?:pyproject\.toml|setup\.(?:py|cfg)|pytest\.ini|conftest\.py|tox\.ini|noxfile\.py|requirements\.txt)$/, 'python3 --version'],
  [/^Cargo\.toml$/, 'rustc --version'],
  [/^go\.mod$/, 'go version'],
  [/^(?:mvnw|pom\.xml|gradlew|build\.gradle(?:\.kts)?)$/, 'java -version'],
  [/^[^/]+\.(?:slnx?|[cf]sproj)$/, 'dotnet --version'],
  [/^mix\.exs$/, 'elixir --version'],
  [/^Package\.swift$/, 'swift --version'],
  [/^build\.zig$/, 'zig version'],
  [/^(?:Gemfile|Rakefile|\.rspec)$/, 'ruby --version'],
  [/^(?:composer\.json|phpunit(?:\.dist)?\.xml(?:\.dist)?)$/, 'php --version'],
  [/^(?:CMakeLists\.txt|configure\.ac|[^/]+\.c)$/, 'cc --version'],
];

/** The commands whose output is to be a part of a gate's verdicts, by the names of the files at a project's top. */
export function proposedTools(names: ReadonlySet<string>): readonly string[] {
  return toolsByFile.filter(([pattern]) => [...names].some((name) => pattern.test(name))).map(([, command]) => command);
}
