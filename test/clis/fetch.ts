// `tsx test/clis/fetch.ts`: fetches once what the tests in this folder need of the registry, so that they need no network.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minimistModules, unpackMinimist } from './published.js';

const folder = mkdtempSync(join(tmpdir(), 'sanctum-fetch-'));
try {
  unpackMinimist(folder);
  minimistModules();
} finally {
  rmSync(folder, { recursive: true });
}
