// Bundles the programs into dist/. Each is one CommonJS file with no dependency but Node and the libraries beside it (the runner: but Node alone); the extension
// is two, and has `vscode`.
import { build } from 'esbuild';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Bundle name -> entry file. */
const entries = {
  extension: 'src/vscode/extension.ts',
  window: 'src/vscode/window.ts',
  dashboard: 'src/vscode/insight/dashboardPage.ts',
  cli: 'src/cli/main.ts',
  ...JSON.parse(readFileSync(join(root, 'scripts', 'agentEntries.json'), 'utf8')),
};

/** Large libraries that nearly every program needs: a file each, since the extension may not take much room. */
const shared = ['execa', 'yaml'];

/** A run outlives an update that takes this folder away, and its runner loads these libraries only when it needs them: it has its own. */
const alone = ['runner'];

const missing = Object.values(entries).filter((entry) => !existsSync(join(root, entry)));
if (missing.length > 0) {
  console.error(`Cannot build: ${missing.join(', ')} does not exist. Entries are listed in scripts/build.mjs.`);
  process.exit(1);
}

/** What VS Code waits for at its start is small: the rest of the house is a file of its own, which it loads afterwards. */
const windowApart = {
  name: 'the window apart',
  setup(building) {
    building.onResolve({ filter: /^\.\/window\.js$/ }, () => ({ path: './window.cjs', external: true }));
  },
};

/** Its library of scales is loaded when somebody opens the dashboard. */
const dashboardApart = {
  name: 'the dashboard apart',
  setup(building) {
    building.onResolve({ filter: /^\.\/dashboardPage\.js$/ }, () => ({ path: './dashboard.cjs', external: true }));
  },
};

const librariesApart = {
  name: 'the libraries apart',
  setup(building) {
    building.onResolve({ filter: new RegExp(`^(?:${shared.join('|')})$`) }, ({ path }) => ({ path: `./${path}.cjs`, external: true }));
  },
};

/**
 * What `import * as vscode` comes to: a copy of some hundred getters for each file that has one, a fifth of the time that the window takes to load.
 * The object itself does as well, since nothing asks it for a default.
 */
const vscodeCopied = /__toESM\(require\("vscode"\)(?:, 1)?\)/g;

const vscodeUncopied = {
  name: 'vscode, not copied',
  setup(building) {
    building.onEnd(({ outputFiles }) => {
      for (const { path, text } of outputFiles ?? []) writeFileSync(path, text.replace(vscodeCopied, 'require("vscode")'));
    });
  },
};

mkdirSync(join(root, 'dist'), { recursive: true });
try {
  await Promise.all(shared.map((name) => bundle(name, { contents: `export * from '${name}';`, resolveDir: root })));
  await Promise.all(Object.entries(entries).map(([name, entry]) => bundle(name, entry)));
} catch {
  process.exit(1); // esbuild has already printed what is wrong, and where.
}

/** `entry` is a file, or a text in the place of one. */
async function bundle(name, entry) {
  const outfile = join(root, 'dist', `${name}.cjs`);
  const isFile = typeof entry === 'string';
  const hasHashbang = isFile && readFileSync(join(root, entry), 'utf8').startsWith('#!');
  const isCommand = name === 'cli';
  await build({
    absWorkingDir: root,
    ...(isFile ? { entryPoints: [entry] } : { stdin: entry }),
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Readable stack traces matter more than the kilobytes.
    minify: false,
    sourcemap: false,
    legalComments: 'none',
    external: ['vscode'],
    plugins: [vscodeUncopied, ...(isFile && !alone.includes(name) ? [librariesApart] : []), ...(name === 'extension' ? [windowApart] : name === 'window' ? [dashboardApart] : [])],
    write: false,
    // VS Code hands out `vscode` to what is required.
    supported: { 'dynamic-import': false },
    // Its other form finds its own parts at run time, where a bundle has none.
    alias: { 'jsonc-parser': join(root, 'node_modules', 'jsonc-parser', 'lib', 'esm', 'main.js') },
    define: {
      'process.env.SANCTUM_VERSION': JSON.stringify(version),
      // CommonJS has no import.meta, and several ESM-only libraries read it.
      'import.meta.url': 'importMetaUrl',
      'import.meta.filename': '__filename',
      'import.meta.dirname': '__dirname',
    },
    banner: {
      js: [
        ...(isCommand && !hasHashbang ? ['#!/usr/bin/env node'] : []),
        "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;",
      ].join('\n'),
    },
    logLevel: 'warning',
  });
  if (isCommand) chmodSync(outfile, 0o755);
}
