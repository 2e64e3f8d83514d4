import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryMachine } from '../../test/support/repository.js';
import { agentProgramsIn } from './agentPrograms.js';
import { AgentKit } from './kit.js';

/** What an engineer changes to have a provider served again, by provider; below a folder with `home` and `sanctum`. */
const files: readonly (readonly [provider: string, path: string])[] = [
  ['codex', 'home/.codex/auth.json'],
  ['codex', 'sanctum/codex.toml'],
  ['claude', 'home/.claude/.credentials.json'],
  ['claude', 'sanctum/claude.json'],
  ['opencode', 'home/.local/share/opencode/auth.json'],
  ['opencode', 'sanctum/opencode.json'],
  ['qwen', 'sanctum/qwen.json'],
  ['typoi', 'home/.typos/config.json'],
];

describe("a provider's login and settings", () => {
  for (const [provider, path] of files) {
    it(`are seen to have changed: ${path}, of ${provider}`, async () => {
      const { root, ports, dispose } = await temporaryMachine({});
      try {
        const kit = new AgentKit(ports, { execPath: '/bin/node', programs: agentProgramsIn('/dist'), promptFolder: '/prompts' });
        assert.equal(await kit.changedAt(provider), undefined);
        await ports.files.write(join(root, path), '{}');
        const [changed, status] = [await kit.changedAt(provider), await ports.files.status(join(root, path))];
        assert.ok(changed !== undefined && status !== undefined);
        assert.equal(changed, Number(status.modified / 1_000_000n));
        assert.equal(await kit.changedAt('gemini'), undefined);
      } finally {
        await dispose();
      }
    });
  }
});
