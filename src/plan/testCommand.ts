const placeholder = '{test}';

/** Where the placeholder stands as a word of its own, or as the value of an option. */
const asOneWord = /(?<![^\s=])\{test\}(?![^\s;&|)])/g;

function isInQuotes(command: string, place: number): boolean {
  let quote: string | undefined;
  for (let at = 0; at < place; at += 1) {
    const character = command[at];
    if (character === '\\' && quote !== "'") at += 1;
    else if (character === quote) quote = undefined;
    else if (quote === undefined && (character === '"' || character === "'")) quote = character;
  }
  return quote !== undefined;
}

/** Whether a test's name can be put into a command as exactly one argument, whatever the name is. */
export function takesTestName(command: string): boolean {
  const places = [...command.matchAll(asOneWord)].map(({ index }) => index);
  return places.length > 0 && command.split(placeholder).length === places.length + 1 && places.every((place) => !isInQuotes(command, place));
}

/** What stands in a lane's environment for the name of a test. */
export const testVariable = 'SANCTUM_TEST';

/** The command with the name in it, which a shell takes from its environment: it is never a part of the command's text. */
export function withTestName(command: string): string {
  return command.replaceAll(placeholder, `"$${testVariable}"`);
}
