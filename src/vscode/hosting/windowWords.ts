import type { CommandId } from '../contribution.js';

/** What does in a window what a verb does on Sanctum's command line: a command, or a view to look at. */
export type WindowWay = CommandId | 'plan' | 'questions' | 'agents';

/** By verb. What is not here is done in a terminal. */
export const windowWays: Readonly<Record<string, WindowWay>> = {
  init: 'sanctum.init',
  run: 'sanctum.runEngine',
  trust: 'sanctum.trustCommands',
  status: 'plan',
  show: 'sanctum.openDocument',
  add: 'sanctum.addTicket',
  plan: 'sanctum.planSpec',
  ask: 'sanctum.ask',
  diff: 'sanctum.reviewDraft',
  approve: 'sanctum.approveDraft',
  reject: 'sanctum.rejectDraft',
  pitch: 'sanctum.pitch',
  proposals: 'plan',
  accept: 'sanctum.acceptProposal',
  questions: 'questions',
  answer: 'sanctum.answer',
  note: 'sanctum.noteTicket',
  pause: 'sanctum.pause',
  freeze: 'sanctum.freeze',
  thaw: 'sanctum.thaw',
  queue: 'sanctum.landFirst',
  mend: 'sanctum.mendMaster',
  resume: 'sanctum.resume',
  hold: 'sanctum.holdTicket',
  stop: 'sanctum.stopRun',
  eject: 'sanctum.ejectTicket',
  retry: 'sanctum.retryTicket',
  promote: 'sanctum.promoteTicket',
  revert: 'sanctum.revertTicket',
  worktrees: 'agents',
  doctor: 'sanctum.doctor',
};

const argument = String.raw`\d{4,9}|[PQ]-\d+|[\w-]+(?=['\`])|"[^"]*"|<[^>]*>`;
const option = String.raw`--[a-z-]+(?: (?:"[^"]*"|<[^>]*>|[0-9a-f]{40,64}\b|[\w/-]*[\w/](?=['\`]|$)))?`;
const typed = new RegExp(String.raw`(['\`]?)\bsanctum ([a-z]+)((?: (?:${argument}))*)((?: (?:${option}))*)\1`, 'g');

/** Options of verbs that a command does the same with, or asks for by itself. */
const needless = /^(?: (?:--all|--hash(?: \S+)?|--gate "[^"]*"))*$/;

function wayOf(verb: string, args: string): WindowWay | undefined {
  if (!Object.hasOwn(windowWays, verb)) return undefined;
  if (verb === 'reject' && args.startsWith(' P-')) return 'sanctum.rejectProposal';
  if (verb === 'approve' && args !== '') return 'sanctum.approveSubmission';
  // With a ticket the same word means the ticket, and not the whole.
  return verb === 'resume' && args !== '' ? 'sanctum.resumeTicket' : windowWays[verb];
}

/** Words of the engine's or the plan's, for a window: where they name a verb of the command line they name what does the same here, as `nameOf` calls it. */
export function windowWords(words: string, nameOf: (way: WindowWay) => string | undefined): string {
  return words.replace(typed, (whole, _quote: string, verb: string, args: string, options: string) => {
    // Going on beside a red master is one of the ways that are offered to mend it.
    const way = options === ' --red' ? windowWays['mend'] : needless.test(options) ? wayOf(verb, args) : undefined;
    return (way === undefined ? undefined : nameOf(way)) ?? whole;
  });
}
