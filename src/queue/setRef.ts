import type { RefWriter } from '../git/refWriter.js';

/** Points a ref of Sanctum's own somewhere, whatever it pointed to. */
export async function setRef(refs: RefWriter, ref: string, commit: string): Promise<void> {
  for (;;) {
    const present = await refs.read(ref);
    if (present === commit || (await refs.swap(ref, commit, present))) return;
  }
}
