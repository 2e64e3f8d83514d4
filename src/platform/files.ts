export type FileKind = 'file' | 'folder' | 'link' | 'other';

export interface FolderEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/** What `lstat` says: a link is not followed. */
export interface FileStatus {
  readonly kind: FileKind;
  readonly size: number;
  readonly mode: number;
  readonly inode: bigint;
  readonly owner: number;
  /** Nanoseconds since the Unix epoch. */
  readonly modified: bigint;
}

/** The file system, as the rest of the house is allowed to see it. */
export interface Files {
  read(path: string): Promise<Buffer>;
  /** The file's bytes, or undefined when nothing is there, or a folder. */
  readIfThere(path: string): Promise<Buffer | undefined>;
  /** The last `length` bytes of a file; fewer when it is shorter, none when it is not there. */
  readEnd(path: string, length: number): Promise<Buffer>;
  /** Replaces a file in one step: readers see the old bytes or the new ones. Makes the folders above it. */
  write(path: string, data: string | Uint8Array, mode?: number): Promise<void>;
  /** As `write`, and on the disk when it resolves. With `after`, the file gets its name only when that has resolved; never when it is rejected. */
  writeSynced(path: string, data: string | Uint8Array, mode?: number, after?: Promise<unknown>): Promise<void>;
  /** Writes a whole file unless the name is taken; says whether it did. Of several racing callers exactly one wins. */
  writeNew(path: string, data: string | Uint8Array, mode?: number): Promise<boolean>;
  append(path: string, data: string | Uint8Array): Promise<void>;
  makeFolder(path: string, mode?: number): Promise<void>;
  /** The entries of a folder by name; none when it is not there. */
  list(path: string): Promise<readonly FolderEntry[]>;
  /** What is at `path`, or undefined. */
  status(path: string): Promise<FileStatus | undefined>;
  readLink(path: string): Promise<string>;
  makeLink(path: string, target: string): Promise<void>;
  /** A second name for the same file; false when `to` is taken. */
  linkNew(from: string, to: string): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  /** Copies a file or a whole folder, links as links. */
  copyTree(from: string, to: string): Promise<void>;
  /** Removes one file or link; false when there was none. */
  remove(path: string): Promise<boolean>;
  /** Removes a folder that nothing is in; false when something is, or there is no such folder. */
  removeEmptyFolder(path: string): Promise<boolean>;
  /** Removes a folder and all below it, also what its owner may not write. Only ever called on folders that Sanctum made. */
  removeTree(path: string): Promise<void>;
  /**
   * Lets their owner read and enter folders, each of which lies in the one before, where that was taken away; what is no folder, a link among others, and what lies in it is left as it is, and
   * so is somebody else's. Only ever called on folders that Sanctum made, and those in them, when nothing is at work there.
   */
  letOwnerIn(...folders: readonly string[]): Promise<void>;
  /** The path with every link resolved; throws when it does not exist. */
  realPath(path: string): Promise<string>;
  /** A new empty folder with a name nobody else has, below the system's temporary folder. */
  makeTemporaryFolder(prefix: string): Promise<string>;
  /** Calls back when something in a folder changes. May miss changes: a hint to look, never a truth. */
  watch(folder: string, onChange: () => void): () => void;
}
