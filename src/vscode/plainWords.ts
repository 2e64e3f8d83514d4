/**
 * Words for a place of VS Code's that makes links of `[words](address)`: a notification, the message of an input or of a view. Its links may
 * call any command, and what an agent, a path or a program brought into the words must bring none.
 */
export function plainWords(words: string): string {
  return words.replaceAll('](', ']\u200b(');
}
