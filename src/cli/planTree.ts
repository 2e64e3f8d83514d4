import type { Project } from '../engine/project.js';

/** The plan branch as a tree of names, folders first shown with what is in them. */
export async function planTree(project: Project): Promise<string> {
  const { tree } = await project.store.read();
  const draw = async (id: string, indent: string): Promise<readonly string[]> => {
    const lines: string[] = [];
    for (const entry of await project.store.snapshots.trees.entries(id)) {
      const isFolder = entry.mode === '040000';
      lines.push(`${indent}${entry.name}${isFolder ? '/' : ''}`);
      if (isFolder) lines.push(...(await draw(entry.id, `${indent}  `)));
    }
    return lines;
  };
  return (await draw(tree, '  ')).join('\n');
}
