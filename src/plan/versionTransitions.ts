import { draftedChanges, settledChanges } from './changeTransitions.js';
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
  /** The changes of the plan, by question, that the draft held; whoever asked for them is told. */
  readonly settles?: readonly string[];
  /** Less than the whole draft was accepted. */
  readonly inPart?: boolean;
}

/** The engineer accepts a draft as the next version of the spec. */
export function approve({ text, instead, spec, draft, by, at, settles = [], inPart = false }: Acceptance): Transition {
  return (snapshot) => {
    if (snapshot.spec !== instead) return { refused: 'The spec on the plan changed meanwhile. Run it once more: sanctum approve' };
    const version = snapshot.version + 1;
    const words = `the spec is version ${String(version)} now${inPart ? ', with a part of the draft that held it' : ''}. Read "spec" again with read_plan; areas and tickets follow from it.`;
    const settled = draftedChanges(snapshot)
      .filter(({ fields }) => settles.includes(fields.id))
      .flatMap((question) => settledChanges(snapshot, question, 'accepted', { text: words, by: 'engineer', at }));
    return {
      transition: 'approve',
      subject: `approve v${String(version)}`,
      changes: new Map([
        [specPath, text],
        [approvalPath(version), document({ version, draft, spec, by, at })],
        ...settled,
      ]),
    };
  };
}
