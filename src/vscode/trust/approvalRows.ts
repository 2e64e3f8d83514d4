import type { TrustRequest } from '../../engine/trust.js';

/** A row of what is to be approved. */
export interface ApprovalRow {
  readonly kind: 'command' | 'file';
  /** The command, or the path of the file from the top of the repository. */
  readonly text: string;
  /** Whether it was not among what was approved last. */
  readonly isNew: boolean;
}

export interface Approval {
  /** Why it is asked. */
  readonly words: string;
  readonly rows: readonly ApprovalRow[];
}

/** What is to be approved, held against what was approved last; `last` is undefined when nothing ever was. */
export function approvalOf(request: TrustRequest, last: readonly string[] | undefined): Approval {
  const isNew = (command: string): boolean => last !== undefined && !last.includes(command);
  const commands = request.commands.map((text): ApprovalRow => ({ kind: 'command', text, isNew: isNew(text) }));
  const rows = [...commands, ...request.files.map((text): ApprovalRow => ({ kind: 'file', text, isNew: false }))];
  return { words: wordsOf(request, last), rows };
}

function wordsOf({ commands }: TrustRequest, last: readonly string[] | undefined): string {
  if (last === undefined) return 'The plan of this repository names commands that were never approved on this machine.';
  if (JSON.stringify(commands) === JSON.stringify(last)) return 'The commands are those that you approved; the files that they name have changed.';
  return 'The commands are no longer those that you approved.';
}
