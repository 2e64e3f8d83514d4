import type { Booked } from '../scriptedServer.js';
import type { BookedAgent } from '../books.js';
import { playBooks } from '../books.js';
import { onCodex } from './codexStage.js';
import type { Step } from './modelServer.js';
import { done, shell, tool } from './modelServer.js';

let books: readonly Booked[] = [];

const codex: BookedAgent<Step> = {
  model: 'gpt-5.4',
  larger: 'gpt-5.5',
  process: /\/bin\/codex exec /,
  shell,
  tool,
  done,
  counting: (step, n) => ({ ...step, usage: { input: 1000 + 7 * n, cached: 100 * n, output: 60 + n, reasoning: 3 * n } }),
  books: () => books,
  ofKilled: (booked) => booked,
  on: (scriptFor, config, play) =>
    onCodex(scriptFor, { config }, (on) => {
      ({ books } = on.server);
      return play(on);
    }),
};

describe('what codex used', function () {
  this.timeout(120_000);

  it("is what its model's server has in its books, kind by kind, over a resumed session, a climb and a kill; of the killed run it is said that it is not measured whole", () => playBooks(codex));
});
