import type { SpecEdit } from './draft.js';
import type { Refusal } from './transition.js';

/** The spec as a draft's edits make it, or why one does not fit: each must be found exactly once. */
export function editedSpec(spec: string, edits: readonly SpecEdit[]): { readonly text: string } | Refusal {
  let text = spec;
  for (const { find, replace } of edits) {
    const at = text.indexOf(find);
    const shown = JSON.stringify(find.length <= 60 ? find : `${find.slice(0, 60)}…`);
    if (at < 0) return { refused: `The spec does not say ${shown}. Copy \`find\` from the spec, word for word, line ends included.` };
    if (text.includes(find, at + 1)) return { refused: `The spec says ${shown} more than once. Send more of the text around it as \`find\`.` };
    text = `${text.slice(0, at)}${replace}${text.slice(at + find.length)}`;
  }
  return text === spec ? { refused: 'That changes nothing of the spec.' } : { text };
}
