import assert from 'node:assert/strict';
import { permissionFor } from './permission.js';

const options = [
  { optionId: 'always', kind: 'allow_always' },
  { optionId: 'once', kind: 'allow_once' },
  { optionId: 'no', kind: 'reject_once' },
];

function chosen(kind: string, path: string): string | undefined {
  const { outcome } = permissionFor({ toolCall: { kind, locations: [{ path }] }, options }, ['/run/worktree'], '/run/worktree');
  return outcome.outcome === 'selected' ? outcome.optionId : undefined;
}

describe('a permission that an agent asks for', () => {
  it('is given once', () => {
    assert.equal(chosen('edit', '/run/worktree/a.txt'), 'once');
    assert.equal(chosen('edit', 'a.txt'), 'once');
    assert.equal(chosen('read', '/etc/hosts'), 'once');
  });

  it('is refused for a change outside the folders of the run', () => {
    for (const path of ['/etc/hosts', '../outside', '/run/worktree2/a']) assert.equal(chosen('edit', path), 'no');
  });

  it('that cannot be understood is refused', () => {
    assert.deepEqual(permissionFor({ options: 7 }, [], '/'), { outcome: { outcome: 'cancelled' } });
  });
});
