/** A file of the plan that is imported; without content it is none that could be read, and `words` say why. */
export type SourceFile = { readonly path: string; readonly content: Buffer } | { readonly path: string; readonly words: string };

/** What the importer has to say of a file of the source. */
export interface Remark {
  readonly path: string;
  /** Left out: it came over in no document. Otherwise it came over, but not as it was written. */
  readonly isLeftOut: boolean;
  /** Why, or what became of it. */
  readonly words: string;
}

/** When a file of the source came to be, and when it came to the place where it lies, as UTC times; where its history tells. */
export interface SourceTimes {
  readonly created?: string;
  readonly arrived?: string;
}

export function leftOut(path: string, words: string): Remark {
  return { path, isLeftOut: true, words };
}

export function readOtherwise(path: string, words: string): Remark {
  return { path, isLeftOut: false, words };
}
