import type { DetectedGate, ProjectFiles } from './detectedGate.js';

const projectFiles = ['pytest.ini', 'conftest.py', 'tox.ini', 'pyproject.toml', 'setup.cfg', 'setup.py'];

/** Where a project says that it is tested by pytest. */
const pytestWords = /\[(?:tool[.:])?pytest|\bpytest\b/;

const testFile = /^(?:tests?\/)?test[^/]*\.py$/;

async function firstWith(files: ProjectFiles, names: readonly string[], word: RegExp): Promise<string | undefined> {
  for (const name of names) {
    if (files.names.has(name) && word.test(await files.text(name))) return name;
  }
  return undefined;
}

/** Test files that know unittest and none that knows pytest; undefined where it is not so. */
async function fromUnittest(files: ProjectFiles): Promise<DetectedGate | undefined> {
  const tests = [...files.names].filter((name) => testFile.test(name)).slice(0, 20);
  const [first] = tests;
  if (first === undefined || (await firstWith(files, tests, /\bpytest\b/)) !== undefined) return undefined;
  if ((await firstWith(files, tests, /\bunittest\b/)) === undefined) return undefined;
  const folder = /^(tests?)\//.exec(first)?.[1];
  const isPackage = folder === undefined || files.names.has(`${folder}/__init__.py`);
  return { commands: [isPackage ? 'python3 -m unittest' : `python3 -m unittest discover -s ${folder}`], setup: [], because: `${first} uses unittest` };
}

/** pytest where it is named, else tox or nox where they are set up, else unittest where the tests are written for it, else pytest, which runs those as well. */
export async function detectPythonGate(files: ProjectFiles): Promise<DetectedGate | undefined> {
  const pytest = (because: string): DetectedGate => ({ commands: ['python3 -m pytest'], setup: [], testCommand: 'python3 -m pytest -k {test}', because });
  const owned = ['pytest.ini', 'conftest.py'].find((name) => files.names.has(name));
  if (owned !== undefined) return pytest(owned);
  const named = await firstWith(files, ['pyproject.toml', 'setup.cfg', 'setup.py'], pytestWords);
  if (named !== undefined) return pytest(`${named} names pytest`);
  if ((await firstWith(files, ['tox.ini'], /^\[testenv/m)) !== undefined) return { commands: ['tox'], setup: [], because: 'tox.ini' };
  if (files.names.has('noxfile.py')) return { commands: ['nox'], setup: [], because: 'noxfile.py' };
  const unittest = await fromUnittest(files);
  if (unittest !== undefined) return unittest;
  const project = projectFiles.find((name) => files.names.has(name));
  return project === undefined ? undefined : pytest(project);
}
