// Writes what src/vscode/manifest.ts declares into package.json; with `--check` only says whether the two agree.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activationEvents, contributes } from '../src/vscode/manifest.js';

const file = join(import.meta.dirname, '..', 'package.json');
const before = readFileSync(file, 'utf8');
// Assigning to keys that exist keeps their place among the others.
const manifest = Object.assign(JSON.parse(before) as Record<string, unknown>, { activationEvents, contributes });
const after = `${JSON.stringify(manifest, null, 2)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, after);
} else if (before !== after) {
  console.error('package.json differs from src/vscode/manifest.ts. Run `npm run manifest` and commit both.');
  process.exitCode = 1;
}
