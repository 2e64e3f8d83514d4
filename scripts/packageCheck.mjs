// Fails when the packed extension is too large, lacks a file that it needs, or holds one that nobody meant to ship.
// The same list is held against what `npm pack` would publish.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './install.mjs';

const root = join(import.meta.dirname, '..');
const vsix = 'dist/sanctum.vsix';
const maximumBytes = 2 * 1024 * 1024;

const agentPrograms = Object.keys(JSON.parse(readFileSync(join(root, 'scripts', 'agentEntries.json'), 'utf8')));
const bundlesOf = (names) => names.map((name) => `dist/${name}.cjs`);
const extensionBundles = bundlesOf(['extension', 'window', 'dashboard', 'execa', 'yaml', ...agentPrograms]);
/** The command line is npm's alone: nothing in the window starts it. */
const publishedBundles = [...extensionBundles, ...bundlesOf(['cli'])];
const required = ['package.json', 'package.nls.json', 'media/icon.png', 'media/sanctum.svg', 'l10n/bundle.l10n.json'];
const allowed = [
  /^package(\.nls)?\.json$/,
  /^(readme|changelog)\.md$/i,
  /^license(\.txt)?$/i,
  /^prompts\/[\w/-]+\.md$/,
  /^media\/[\w/-]+\.(png|svg|md)$/,
  /^syntaxes\/[\w/.-]+\.json$/,
  /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
];

if (!existsSync(join(root, vsix))) fail([`${vsix} does not exist; \`npm run package\` makes it.`]);
const archive = readFileSync(join(root, vsix));

// vsce puts the extension in a folder of its own, beside two files of the format.
const packed = zipEntries(archive).filter((name) => name !== 'extension.vsixmanifest' && name !== '[Content_Types].xml');
const published = npmPackEntries();
const problems = [
  ...problemsOf(packed.map((name) => name.replace(/^extension\//, '')), extensionBundles, vsix),
  ...problemsOf(published, publishedBundles, 'the npm package'),
];
if (archive.length > maximumBytes) {
  problems.push(`${vsix} has ${archive.length} bytes; ${maximumBytes} are allowed. \`npx vsce ls --tree\` shows what takes the room.`);
}
if (problems.length > 0) fail(problems);
console.log(`${vsix}: ${packed.length} files, ${(archive.length / 1024).toFixed(0)} KB.`);

function problemsOf(files, bundles, where) {
  return [
    ...[...required, ...bundles].filter((name) => !files.includes(name)).map((name) => `${where} lacks ${name}.`),
    ...files
      .filter((name) => !bundles.includes(name) && !allowed.some((pattern) => pattern.test(name)))
      .map((name) => `${where} holds ${name}, which scripts/packageCheck.mjs does not allow.`),
  ];
}

function fail(messages) {
  for (const message of messages) console.error(message);
  process.exit(1);
}

/**
 * The names in a zip file, from its central directory.
 * Source: PKWARE APPNOTE 6.3, sections 4.3.12 (central directory header) and 4.3.16 (end of central directory record).
 */
function zipEntries(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) fail([`${vsix} is not a zip file.`]);
  const names = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const commentLength = bytes.readUInt16LE(at + 32);
    names.push(bytes.toString('utf8', at + 46, at + 46 + nameLength));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return names.filter((name) => !name.endsWith('/'));
}

/** The files that `npm publish` would send, from npm itself. */
function npmPackEntries() {
  const { status, stdout, stderr } = spawnSync(
    ...npm(['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' }),
  );
  if (status !== 0) fail([`npm pack failed.\n${stderr}`]);
  const [report] = Object.values(JSON.parse(stdout));
  return report.files.map((file) => file.path);
}
