/** Words of a command that may name a file of the tree: no options, no operators. */
export function namedPaths(command: string): readonly string[] {
  return command
    .split(/[\s;&|()<>"'`=]+/)
    .map((word) => word.replace(/^\.\//, ''))
    .filter((word) => word !== '' && !word.startsWith('-') && !word.startsWith('/') && !word.split('/').includes('..'));
}
