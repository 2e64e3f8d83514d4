import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodePorts } from '../platform/ports.js';
import { acpPresets } from './acp/presets.js';
import { agentProgramsIn } from './agentPrograms.js';
import type { BackendCapabilities } from './backend.js';
import { backendRows } from './backends.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/agents.md'), 'utf8');
const means = { ports: nodePorts(), execPath: '/bin/node', programs: agentProgramsIn('/dist') };

/** What the page calls each of them. */
const rows: Readonly<Record<keyof BackendCapabilities, string>> = {
  resume: 'goes on with an ended session',
  usage: 'tells its tokens',
  cost: 'tells its cost',
  sandbox: 'confines its commands itself',
  steering: 'takes a message in the middle of a turn',
};

function cellsOf(row: string): readonly string[] {
  const line = page.split('\n').find((one) => one.startsWith(`| ${row} |`)) ?? '';
  return line.split('|').slice(2, -1).map((cell) => cell.trim());
}

describe('the page about agents', () => {
  const unverified = acpPresets.filter(({ verified }) => !verified).map(({ name }) => name);
  const known = backendRows.filter(({ name }) => !unverified.includes(name));
  const names = page.split('\n').find((line) => line.startsWith('| | codex |'))?.split('|').slice(2, -1).map((cell) => cell.trim()) ?? [];

  it('has a column for every agent that was tried', () => {
    assert.deepEqual([...names].sort(), known.map(({ name }) => name).sort());
  });

  for (const [capability, row] of Object.entries(rows) as [keyof BackendCapabilities, string][]) {
    it(`says of each what the code does: ${row}`, () => {
      const told = Object.fromEntries(names.map((name, index) => [name, /^(yes|no)\b/.exec(cellsOf(row)[index] ?? '')?.[1]]));
      const is = Object.fromEntries(names.map((name) => [name, known.find((one) => one.name === name)?.make(means).capabilities[capability] === true ? 'yes' : 'no']));
      assert.deepEqual(told, is);
    });
  }

  it('claims nothing of those that were never tried, and names them', () => {
    for (const { name, make } of backendRows.filter((one) => unverified.includes(one.name))) {
      assert.deepEqual(Object.values(make(means).capabilities), [false, false, false, false, false]);
      assert.match(page, new RegExp(`\\| \`${name}:<model>\` \\|.*\\| unverified \\|`));
    }
  });
});
