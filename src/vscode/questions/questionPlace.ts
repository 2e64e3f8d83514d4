import type { Session } from '../hosting/session.js';

/** A question of one of the window's repositories. */
export interface QuestionPlace {
  readonly session: Session;
  readonly question: string;
}

/** A name for it that no other question of the window has. */
export function questionKey({ session, question }: QuestionPlace): string {
  return `${session.key}/${question}`;
}

/** The question of a row of a view, by which a menu calls a command. */
export function rowQuestion(argument: unknown): QuestionPlace | undefined {
  if (typeof argument !== 'object' || argument === null || !('session' in argument) || !('question' in argument)) return undefined;
  const { session, question } = argument as { readonly session: Session; readonly question: unknown };
  return typeof question === 'string' ? { session, question } : undefined;
}
