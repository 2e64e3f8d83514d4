import { isUtf8 } from 'node:buffer';
import { basename, resolve } from 'node:path';
import { fenced } from '../../plan/frontMatter.js';
import type { Files } from '../../platform/files.js';
import { OrderError } from '../orders/orderError.js';

/** A file that the architect is to begin from: product requirements, a list of issues, any text. */
export interface GivenFile {
  /** As the architect is told of it: never a path, since the engineer's checkout is nothing an agent should know of. */
  readonly name: string;
  readonly content: Buffer;
}

/** The longest request with all that it is to begin from, in bytes: it has to find room in a prompt. */
export const largestRequest = 200_000;

/** Reads files that the engineer named, relative to `folder`. Throws OrderError for what is no file or too large. */
export function readGivenFiles(files: Files, folder: string, names: readonly string[]): Promise<readonly GivenFile[]> {
  return Promise.all(
    names.map(async (name): Promise<GivenFile> => {
      const path = resolve(folder, name);
      const status = (await files.status(path)) === undefined ? undefined : await files.status(await files.realPath(path));
      if (status?.kind !== 'file') throw new OrderError(status === undefined ? `There is no file "${name}".` : `"${name}" is no file.`);
      if (status.size > largestRequest) throw new OrderError(tooLarge(name, status.size));
      return { name: basename(path), content: await files.read(path) };
    }),
  );
}

function tooLarge(name: string, bytes: number): string {
  return `${name} has ${String(bytes)} bytes; a request takes ${String(largestRequest)} with all that it begins from. Cut it to what the spec is to say.`;
}

function textOf({ name, content }: GivenFile): string {
  if (!isUtf8(content) || content.includes(0)) throw new OrderError(`${name} is no text in UTF-8.`);
  const text = content.toString('utf8').replace(/^\ufeff/, '').trim();
  if (text === '') throw new OrderError(`${name} is empty.`);
  return text;
}

/** What the engineer wrote, and the files it is to begin from, as one request. Throws OrderError for files that are no text, and for more than a prompt takes. */
export function requestFrom(words: string, given: readonly GivenFile[]): string {
  if (given.length === 0) return words;
  const names = given.map(({ name }) => name).join(', ');
  const asked = words.trim() === '' ? `Take over ${names}` : words.trim();
  const parts = given.map((file) => `From \`${file.name.replaceAll('`', "'")}\`:\n\n${fenced(textOf(file), 'markdown')}`);
  const request = [asked, ...parts].join('\n\n');
  const bytes = Buffer.byteLength(request);
  if (bytes > largestRequest) throw new OrderError(tooLarge(names, bytes));
  return request;
}
