import { approvalPath, versionRef } from '../../plan/paths.js';
import type { Project } from '../project.js';

/** Tags the plan commits that accepted a version and have no tag, as after a crash. Returns the versions that got theirs now. */
export async function tagVersions({ store, repository }: Project): Promise<readonly number[]> {
  const { version: newest, commit } = await store.read();
  const tagged: number[] = [];
  for (let version = 1; version <= newest; version += 1) {
    if ((await repository.refs.read(versionRef(version))) !== undefined) continue;
    const accepting = await repository.git.text(['log', '-1', '--format=%H', '--diff-filter=A', commit, '--', approvalPath(version)]);
    if (accepting !== '' && (await repository.refs.swap(versionRef(version), accepting, undefined))) tagged.push(version);
  }
  return tagged;
}

