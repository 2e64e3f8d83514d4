import { basename, dirname } from 'node:path';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Make room, then try again.',
  EDQUOT: 'Your share of the disk is used up. Make room, then try again.',
  EROFS: 'It is on a read-only file system. Work in a copy that can be written.',
  EACCES: 'Permission denied. Run this as the user to whom it belongs, or make it yours.',
  EPERM: 'The system does not permit it. Run this as the user to whom it belongs, or make it yours.',
  EMFILE: 'Too many files are open. Allow more (ulimit -n), then try again.',
  ENFILE: 'Too many files are open on this machine. Close some programs, then try again.',
};

/** A file by its path; one that was only to get its name later, by its folder. */
function fileWords(path: string): string {
  return basename(path).startsWith('tmp_obj_') ? `A file in ${dirname(path)}` : path;
}

/** What a person is told when the machine said no to a file; undefined for any other error. */
export function systemWords(error: Error): string | undefined {
  const code = 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  if (reason === undefined) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  return `${path === undefined ? 'A file' : fileWords(path)} could not be opened or written. ${reason}`;
}
