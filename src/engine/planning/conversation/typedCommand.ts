/** What a bare line means: a change of the spec, or a question. */
export type TalkMode = 'plan' | 'ask';

/** What the engineer wants of the architect's terminal. */
export type TypedCommand =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'plan' | 'ask'; readonly text: string }
  | { readonly kind: 'mode'; readonly mode: TalkMode }
  | { readonly kind: 'show' | 'review' | 'help' | 'quit' | 'approve' | 'new' }
  | { readonly kind: 'reject'; readonly why: string | undefined }
  | { readonly kind: 'unknown'; readonly word: string };

const bare = ['show', 'review', 'help', 'quit', 'approve', 'new'] as const;

/** Reads a line. One that begins with a space is never a command, so that a path can be written too. `canReview`: there is an editor. */
export function typedCommand(line: string, mode: TalkMode, canReview = true): TypedCommand {
  if (line.trim() === '') return { kind: 'nothing' };
  const [, word, rest = ''] = /^\/(\S*)\s*([^]*)$/.exec(line) ?? [];
  if (word === undefined) return { kind: mode, text: line.trim() };
  const text = rest.trim();
  if (word === 'plan' || word === 'ask') return text === '' ? { kind: 'mode', mode: word } : { kind: word, text };
  if (word === 'reject') return { kind: 'reject', why: text === '' ? undefined : text };
  const known = bare.find((name) => name === word) ?? (word === 'exit' ? 'quit' : undefined);
  return known !== undefined && text === '' && (known !== 'review' || canReview) ? { kind: known } : { kind: 'unknown', word: `/${word}` };
}

/** What `/help` says; `/review` only where there is an editor. */
export function helpFor(canReview: boolean): string {
  return canReview ? helpText : helpText.replace(/^ {2}\/review.*\n/m, '');
}

const helpText = `A line of text goes to the architect. Alt+Enter begins another line; pasted text may have many.

  /plan <request>   what is to change in the spec; the architect writes a draft of it
  /ask <question>   a question; nothing changes
  /plan, /ask       what a line without a command is taken for from now on
  /show             the draft as a difference, or the spec where no draft waits
  /review           the draft beside the spec, in the editor
  /approve          make the draft the next version of the spec
  /reject <why>     take the draft away; it is kept, and the spec stays as it is
  /new              begin a session in which the architect knows nothing of what was said before
  /quit             end the conversation; begun again, it goes on

Ctrl+C interrupts the architect. The up key brings back what was written before.`;
