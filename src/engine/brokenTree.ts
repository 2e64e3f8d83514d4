import type { Repository } from '../git/repository.js';
import type { TreeEntry } from '../git/objects.js';
import { sanctumPerson } from '../git/objects.js';

/** No language takes this for a program, no parser for data. */
const nonsense = ")]}' \"\"\" <<<<<<< This file was broken on purpose, to see the gate fail. >>>>>>> ({[\n";

/** Files that say how the gate runs: with these broken, every gate would fail, and nothing would be shown. */
const definitions = new RegExp(
  `^(?:${[
    ...['\\.git.*', '(?:GNU)?[mM]akefile', '.*\\.mk', '\\.?[jJ]ustfile', 'CMakeLists\\.txt', '.*\\.cmake'],
    ...['package\\.json', '.*[.-]lock(?:b|file|\\.json|\\.ya?ml)?', 'npm-shrinkwrap\\.json', 'pnpm-workspace\\.yaml', '\\.npmrc', 'tsconfig.*\\.json', 'deno\\.jsonc?'],
    ...['go\\.work\\.sum', 'Cargo\\.toml', 'go\\.(?:mod|sum|work)', 'build\\.zig(?:\\.zon)?', 'Package\\.(?:swift|resolved)'],
    ...['pyproject\\.toml', 'setup\\.(?:cfg|py)', 'pytest\\.ini', 'tox\\.ini', 'noxfile\\.py', 'requirements.*\\.txt'],
    ...['mvnw', 'pom\\.xml', 'maven-wrapper\\..*', 'gradlew', '.*\\.gradle(?:\\.kts)?', 'gradle\\.properties', 'gradle-wrapper\\..*', '.*\\.(?:slnx?|[cf]sproj|props|targets)'],
    ...['Gemfile', 'Rakefile', '\\.rspec', '.*\\.gemspec', 'mix\\.exs', 'composer\\.json', 'phpunit(?:\\.dist)?\\.xml(?:\\.dist)?'],
  ].join('|')})$`,
);

/** A commit on `master` in which every file but the gate's own definition is nonsense. `spared` are paths that the gate's command names. */
export async function makeBrokenCommit(repository: Repository, master: string, spared: readonly string[]): Promise<string> {
  const broken = await repository.objects.blob(nonsense);
  const breakTree = async (tree: string, prefix: string): Promise<string> => {
    const entries = await Promise.all(
      (await repository.reader.tree(tree)).map(async (entry): Promise<TreeEntry> => {
        const path = `${prefix}${entry.name}`;
        if (entry.mode === '040000') return { ...entry, id: await breakTree(entry.id, `${path}/`) };
        const isFile = entry.mode === '100644' || entry.mode === '100755';
        return !isFile || definitions.test(entry.name) || spared.includes(Buffer.from(path, 'latin1').toString('utf8')) ? entry : { ...entry, id: broken };
      }),
    );
    return repository.objects.tree(entries);
  };
  const { tree, time } = await repository.reader.commit(master);
  return repository.objects.commit({
    tree: await breakTree(tree, ''),
    parents: [master],
    author: sanctumPerson,
    committer: sanctumPerson,
    time,
    message: 'Broken on purpose, to see the gate fail',
  });
}
