import type { Booked } from '../scriptedServer.js';
import type { BookedAgent } from '../books.js';
import { playBooks } from '../books.js';
import { model, onClaude } from './claudeStage.js';
import type { Step } from './modelServer.js';
import { done, shell, tool } from './modelServer.js';

let books: readonly Booked[] = [];

const claude: BookedAgent<Step> = {
  model,
  larger: 'claude-opus-4-6',
  process: /\/claude --print /,
  shell,
  tool,
  done,
  counting: (step, n) => ({ ...step, usage: { input: 1000 + 7 * n, cached: 100 * n, written: 11 * n, output: 60 + n } }),
  books: () => books,
  // Of what it wrote only that it began.
  ofKilled: (booked, requests) => ({ ...booked, output: requests }),
  on: (scriptFor, config, play) =>
    onClaude(scriptFor, { config }, (on) => {
      ({ books } = on.server);
      return play(on);
    }),
};

describe('what Claude Code used', function () {
  this.timeout(120_000);

  it("is what its model's server has in its books, kind by kind, over a resumed session, a climb and a kill; of the killed run it is said that it is not measured whole", () => playBooks(claude));
});
