import { createHash } from 'node:crypto';
import type { TemporaryRepository } from './repository.js';

const hashOf = (text: string): string => createHash('sha1').update(text).digest('hex').toUpperCase();

const spec = '# Greeter\n\n## Greeting\n\nGreets by name.\n';
const greeting = '# Greeting people\n\nAll that greets.\n';
const farewell = '# Saying farewell\n\nAll that parts.\n';

/** A ticket that was worked on twice, with all that Scriptorium appends: its description leaves a fence open, as some do. */
export const workedTicket = [
  '# 0001 Greet by name',
  '',
  '**Area:** greeting',
  '**Priority:** high',
  '',
  '## Task',
  '',
  'Print the name. Do it so:',
  '',
  '```sh',
  'echo "hello $name"',
  '',
  '**Worktree:** /somewhere/worktrees/0001',
  '',
  '## Prediction',
  '- predicted_difficulty: easy',
  '- predicted_duration_minutes: 12',
  '- reasoning: One file.',
  '',
  '## Agent Run',
  '- Model: model-1\\n- Backend: codex\\n- Exit Code: 137\\n- Attempt: 2\\n- Attempt Count: 2\\n- Timeout: hard\\n- Log File: /logs/0001.jsonl\\n',
  '### Agent Last Message',
  '```text',
  'Nearly there.',
  '```',
  '',
  '### Agent Stdout Tail',
  '```text',
  '{"type":"result","total_cost_usd":0.25,"noise":"PRINTED"}',
  '```',
  '',
  '## Metrics',
  '- wall_time_seconds: 630',
  '- coding_wall_seconds: 600',
  '- test_wall_seconds: 30',
  '- attempt_count: 2',
  '- outcome: reopened',
  '- failure_reason: timeout_hard',
  '- model: model-1',
  '- stdout_bytes: 1000',
  '',
  '## Post-Analysis',
  '- actual_difficulty: hard',
  '- prediction_accuracy: underestimated',
  '- brief_summary: Took two attempts.',
  '',
  '## Prediction',
  '- predicted_difficulty: medium',
  '- predicted_duration_minutes: 20',
  '- reasoning: Once more.',
  '',
  '## Agent Run',
  '- Model: model-2\\n- Attempt Count: 1\\n',
  '### Agent Last Message',
  'Done.',
  '',
  '### Agent Stdout Tail',
  '{"total_cost_usd":1.5}',
  '',
  '## Review',
  '**Review:** approved',
  '- Model: model-2',
  '',
  '**Review Reasoning:** It does what it says.',
  '**Area:** not-a-field',
  '',
  '## Merge Queue Success',
  '- Summary: landed',
  '',
  '## Metrics',
  '- wall_time_seconds: 90',
  '- outcome: done',
  '',
  '## Stuck Count: 1',
  '',
].join('\n');

/** The files of a plan of Scriptorium's, as its version 19.5 writes them. */
export const scriptoriumFiles: Readonly<Record<string, string>> = {
  'spec.md': spec,
  'areas/.spec-hash': `${hashOf(spec)}\n`,
  'areas/greeting.md': greeting,
  'areas/farewell.md': farewell,
  'tickets/.area-hashes': `greeting:${hashOf(greeting)}\nfarewell:RESET\n`,
  'tickets/done/0001-greet-by-name.md': workedTicket,
  'tickets/open/0002-greet-in-french.md': '# Greet in French\n\n**Area:** greeting\n**Depends:** 0001, 0002, 0009, none-yet\n**Priority:** urgent\n\nSay bonjour.\n',
  'tickets/open/0003-0002-greet-twice.md': '# 0002 Greet twice\n\n## Depends: 0002\n\nSay it twice.\n',
  'tickets/in-progress/0004-part.md': '# 0004 Part\n\n**Area:** farewell\n**Worktree:** /somewhere/worktrees/0004\n\nSay goodbye.\n',
  'tickets/stuck/0005-shout.md': '# 0005 Shout\n\n**Area:** shouting\n\nIn capitals.\n',
  'decisions/plain-text.md': '# Plain text only\n\nNo colours.\n',
  'queue/merge/pending/0001-0004.md': '# Merge Queue Item\n\n**Ticket:** tickets/in-progress/0004-part.md\n**Ticket ID:** 0004\n**Branch:** scriptorium/ticket-0004\n**Worktree:** /somewhere/worktrees/0004\n**Summary:** parts\n',
  'queue/merge/.gitkeep': '',
  'health/cache.json': '{}\n',
  'docs/iterations/1.md': '# First\n',
  'notes.txt': 'by hand\n',
};

/** Puts files on a branch as one commit on what is there, without touching the checkout. */
export async function onBranch(repo: TemporaryRepository, branch: string, files: Readonly<Record<string, string | Buffer | undefined>>, message: string): Promise<string> {
  const ref = `refs/heads/${branch}`;
  const before = await repo.git('for-each-ref', '--format=%(objectname)', ref);
  const blobs = new Map(Object.entries(files).map(([path, content]) => [path, content === undefined ? undefined : content.toString()] as const));
  const tree = await repo.repository.trees.edit(before === '' ? undefined : await repo.repository.treeOf(before), blobs);
  const commit = await repo.git('commit-tree', tree, '-m', message, ...(before === '' ? [] : ['-p', before]));
  await repo.git('update-ref', ref, commit);
  return commit;
}

/** A branch `scriptorium/plan` on which a ticket has gone from open to done. */
export async function scriptoriumBranch(repo: TemporaryRepository): Promise<string> {
  await onBranch(repo, 'scriptorium/plan', { 'tickets/open/0001-greet-by-name.md': '# 0001 Greet by name\n' }, 'scriptorium: write tickets');
  return onBranch(repo, 'scriptorium/plan', { ...scriptoriumFiles, 'tickets/open/0001-greet-by-name.md': undefined }, 'scriptorium: complete ticket 0001');
}
