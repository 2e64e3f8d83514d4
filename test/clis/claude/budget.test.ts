import { dear, playFreeze, requestsBefore } from '../budget.js';
import { onClaude } from './claudeStage.js';
import { done, shell, submit } from './modelServer.js';

describe('Claude Code under a budget', function () {
  this.timeout(60_000);

  it('is charged request by request, frozen within one request of the limit, and goes on with the answer', () =>
    onClaude(
      () => [...Array.from({ length: requestsBefore }, (_, at) => ({ ...shell(`echo ${String(at)} >> greeting.txt; sleep 1`), usage: dear })), { ...submit, usage: dear }, { ...done, usage: dear }],
      { config: { budgets: { ticket: 0.8 } } },
      (on) => playFreeze(on, (id) => on.asked(id).length),
    ));
});
