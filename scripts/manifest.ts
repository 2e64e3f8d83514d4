// Writes what src/vscode/manifest.ts declares into package.json, and its strings into package.nls.json, the schema of
// sanctum.json, and what the window says into l10n/bundle.l10n.json for those who translate it; with `--check`
// only says whether they agree.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configJsonSchema, pricesJsonSchema } from '../src/plan/configJsonSchema.js';
import { windowStrings } from './windowStrings.js';
import { activationEvents, contributes, strings } from '../src/vscode/manifest.js';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : '');
const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

// Assigning to keys that exist keeps their place among the others.
const manifest = Object.assign(JSON.parse(read('package.json')) as Record<string, unknown>, { l10n: './l10n', activationEvents, contributes });
const files: Readonly<Record<string, string>> = { 'package.json': print(manifest), 'package.nls.json': print(strings), 'syntaxes/sanctum.schema.json': print(configJsonSchema()), 'syntaxes/prices.schema.json': print(pricesJsonSchema()), 'l10n/bundle.l10n.json': print(windowStrings(join(root, 'src', 'vscode'))) };

for (const [name, text] of Object.entries(files)) {
  if (read(name) === text) continue;
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  } else {
    console.error(`${name} differs from what src says. Run \`npm run manifest\` and commit all of them.`);
    process.exitCode = 1;
  }
}
