import { dear, playFreeze, requestsBefore } from '../budget.js';
import { onCodex } from './codexStage.js';
import { done, shell, submit } from './modelServer.js';

describe('codex under a budget', function () {
  this.timeout(60_000);

  it('is charged from its rollout file while it works, frozen within one request of the limit, and goes on with the answer', () =>
    onCodex(
      () => [...Array.from({ length: requestsBefore }, (_, at) => ({ ...shell(`echo ${String(at)} >> greeting.txt; sleep 1`), usage: dear })), { ...submit, usage: dear }, { ...done, usage: dear }],
      { config: { budgets: { ticket: 1.2 } } },
      (on) => playFreeze(on, (id) => on.asked(id).length),
    ));
});
