import type { Verdict } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';

/** A time during which master was known to be red. */
export interface RedSpan {
  /** When a test found it, ISO. */
  readonly from: string;
  /** When a green tree was found or landed; undefined while it is red. */
  readonly until: string | undefined;
}

/** A verdict that says of master what it is worth; a flaky or broken run says nothing. */
function isOfMaster({ purpose, result, cause }: Verdict): boolean {
  return purpose === 'master' && (result === 'green' || (cause !== 'flaky' && cause !== 'infrastructure'));
}

/** When master was red, the oldest first, by what was tested of it and by what landed. Pure. */
export function redMaster({ tickets }: Pick<Snapshot, 'tickets'>, verdicts: readonly Verdict[]): readonly RedSpan[] {
  const lessening = new Set(verdicts.filter(({ cause }) => cause === 'lessens').map(({ tree, fingerprint }) => `${tree}-${fingerprint}`));
  const found = verdicts.filter(isOfMaster).map(({ finished, result }) => ({ at: finished, isRed: result === 'red' }));
  const landed = [...tickets.values()].flatMap(({ fields }) => (fields.landed === undefined ? [] : [{ at: fields.landed.at, isRed: lessening.has(fields.landed.verdict) }]));
  const spans: RedSpan[] = [];
  let from: string | undefined;
  for (const { at, isRed } of [...found, ...landed].sort((one, other) => Date.parse(one.at) - Date.parse(other.at))) {
    if (isRed) from ??= at;
    else if (from !== undefined) {
      spans.push({ from, until: at });
      from = undefined;
    }
  }
  return from === undefined ? spans : [...spans, { from, until: undefined }];
}
