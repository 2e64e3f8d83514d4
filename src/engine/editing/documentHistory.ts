import { zeroSeparated } from '../../git/git.js';
import { refsBelow } from '../../git/commitList.js';
import { parseMessage } from '../../plan/commitKinds.js';
import type { Project } from '../project.js';

/** A document as an earlier plan commit has it. */
export interface EarlierVersion {
  readonly commit: string;
  /** Where it lay then. */
  readonly path: string;
  /** Seconds since the Unix epoch. */
  readonly time: number;
  /** The commit's subject. */
  readonly subject: string;
  /** Who wrote it, where it was an engineer. */
  readonly writer: string | undefined;
}

const mostVersions = 200;

/** The plan commits up to `commit` that changed a document, newest first, wherever it lay then. */
export async function documentHistory({ repository }: Project, commit: string, path: string): Promise<readonly EarlierVersion[]> {
  const format = '--format=%x00%H%x00%ct%x00%B%x00';
  const args = ['log', '--follow', `--max-count=${String(mostVersions)}`, '--name-only', '-z', '--no-show-signature', '--no-color', '--encoding=UTF-8', format, commit, '--', path];
  const fields = zeroSeparated(await repository.git.bytes(args)).map((field) => field.trim()).filter((field) => field !== '');
  const versions: EarlierVersion[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [id = '', time = '', message = '', name = ''] = fields.slice(at, at + 4);
    const { author } = parseMessage(message);
    versions.push({ commit: id, path: name, time: Number(time), subject: message.split('\n')[0] ?? '', writer: author.kind === 'command' ? author.writer : undefined });
  }
  return versions;
}

const tagsOfVersions = 'refs/tags/sanctum/';

/** The accepted versions of the spec, newest first: their numbers, and the plan commits that are tagged so. */
export async function planVersions({ repository }: Project): Promise<readonly { readonly version: number; readonly commit: string }[]> {
  const tags = await refsBelow(repository.git, tagsOfVersions);
  const versions = [...tags].flatMap(([ref, commit]) => {
    const number = /^v(\d+)$/.exec(ref.slice(tagsOfVersions.length))?.[1];
    return number === undefined ? [] : [{ version: Number(number), commit }];
  });
  return versions.sort((one, two) => two.version - one.version);
}
