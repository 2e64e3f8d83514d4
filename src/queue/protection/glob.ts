/** Whether a path of a tree is named by a pattern: `*` is any part of one name, `**` any names at all, a pattern without `/` a name in any folder. */
export function matchesPath(pattern: string, path: string): boolean {
  const anywhere = pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`;
  const source = anywhere
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      switch (part) {
        case '**/':
          return '(?:[^/]+/)*';
        case '**':
          return '.*';
        case '*':
          return '[^/]*';
        case '?':
          return '[^/]';
        default:
          return part.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
      }
    })
    .join('');
  return new RegExp(`^${source}$`, 's').test(path);
}
