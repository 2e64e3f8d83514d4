import { approvalPath, specPath } from './paths.js';
import type { Transition } from './transition.js';
import { document } from './transition.js';

export interface Acceptance {
  /** The spec as it is to be. */
  readonly text: string;
  /** The spec on the plan that it was made for, by object id; undefined: none. */
  readonly instead: string | undefined;
  /** Its own object id. */
  readonly spec: string;
  /** The commit of the draft. */
  readonly draft: string;
  readonly by: string;
  readonly at: string;
}

/** The engineer accepts a draft as the next version of the spec. */
export function approve({ text, instead, spec, draft, by, at }: Acceptance): Transition {
  return (snapshot) => {
    if (snapshot.spec !== instead) return { refused: 'The spec on the plan changed meanwhile. Run it once more: sanctum approve' };
    const version = snapshot.version + 1;
    return {
      transition: 'approve',
      subject: `approve v${String(version)}`,
      changes: new Map([
        [specPath, text],
        [approvalPath(version), document({ version, draft, spec, by, at })],
      ]),
    };
  };
}
