import type { TicketState } from './paths.js';
import { parseTicketPath } from './paths.js';

/** Who may make a transition. */
export type Actor = 'engine' | 'command' | 'foreign';

export interface TransitionRule {
  readonly actors: readonly Actor[];
  /** The ticket's state before and after; `absent` is a ticket that is new. Undefined: no ticket changes. */
  readonly moves?: readonly (readonly [TicketState | 'absent', TicketState])[];
  /** Without it a rule with moves changes exactly one ticket; `some` is one or more. */
  readonly tickets?: 'any' | 'some';
  /** Other paths that may change with it. */
  readonly paths: readonly RegExp[];
}

const pending = /^queue\/merge\/pending\/\d{4,9}\.md$/;
const active = /^queue\/merge\/active\.md$/;
const tools = /^queue\/tools\.md$/;
const verdict = /^verdicts\/[0-9a-f]{2}\/[0-9a-f]+-[0-9a-f]+\.md$/;
const run = /^runs\/\d{4}\/\d{2}\/R-[\w-]+\.md$/;
const config = /^sanctum\.json$/;
const prices = /^prices\.json$/;
const work = /^work\/[\w-]+\.md$/;
const question = /^questions\/Q-\d{4,9}\.md$/;
const decision = /^decisions\/D-\d{4,9}-[a-z0-9-]+\.md$/;
const cut = /^cuts\/(?:spec|areas\/[a-z0-9-]+)\.md$/;
const imported = /^imports\/[0-9a-f]{12}\.md$/;
const control = /^control\.md$/;
const review = /^reviews\/\d{4,9}-\d+\.md$/;
const approvedChanges = /^protected\/\d{4,9}-\d+\.md$/;
const baseTests = /^base-tests\/\d{4,9}-\d+\.md$/;
const proposal = /^proposals\/P-\d{4,9}-[a-z0-9-]+\.md$/;
const criteria = /^criteria\/\d{4,9}-\d{4,9}\/\d{4,9}-\d+\.md$/;
const written = /^(?:spec\.md|areas\/[\w-]+\.md|decisions\/[\w-]+\.md|prompts\/[\w-]+\.md)$/;

/** A ticket that stays where it is. */
const staying = [['open', 'open'], ['in-progress', 'in-progress'], ['stuck', 'stuck']] as const;

/** What a manager may do to tickets of its area: it adds some, changes those that nobody works on, and cancels some of these. */
const cutting = [['absent', 'open'], ['open', 'open'], ['stuck', 'stuck'], ['open', 'cancelled'], ['stuck', 'cancelled']] as const;

/** Every step that the plan can take. What is not here cannot happen, and is repaired when somebody does it by hand. */
export const lifecycle = {
  init: { actors: ['command'], paths: [config, prices, /^lease\.md$/, verdict, tools, /^spec\.md$/] },
  import: { actors: ['command'], moves: [['absent', 'open'], ['absent', 'stuck'], ['absent', 'done']], tickets: 'any', paths: [imported, cut, decision, /^spec\.md$/, /^areas\/[a-z0-9-]+\.md$/] },
  add: { actors: ['command'], moves: [['absent', 'open']], paths: [] },
  configure: { actors: ['command'], paths: [config, prices, verdict] },
  edit: { actors: ['command'], moves: staying, tickets: 'any', paths: [config, prices, written] },
  retry: { actors: ['command'], moves: [['stuck', 'open'], ['open', 'open']], paths: [] },
  'retry-work': { actors: ['command'], paths: [work] },
  approve: { actors: ['command'], paths: [/^spec\.md$/, /^approvals\/v\d+\.md$/, question] },
  'approve-submission': { actors: ['command'], paths: [review] },
  'approve-protected': { actors: ['command'], paths: [approvedChanges] },
  answer: { actors: ['command', 'engine'], paths: [question, decision, work, run] },
  pitch: { actors: ['command'], paths: [work] },
  'accept-proposal': { actors: ['command'], paths: [proposal] },
  'reject-proposal': { actors: ['command'], paths: [proposal] },
  mend: { actors: ['command'], moves: [['absent', 'open']], paths: [] },
  tolerate: { actors: ['command'], paths: [control] },
  'drop-mend': { actors: ['engine'], moves: [['open', 'cancelled'], ['stuck', 'cancelled']], paths: [] },
  pause: { actors: ['command'], paths: [control] },
  resume: { actors: ['command'], paths: [control] },
  freeze: { actors: ['command'], paths: [control] },
  thaw: { actors: ['command'], paths: [control] },
  reorder: { actors: ['command'], paths: [control] },
  wake: { actors: ['command'], paths: [control] },
  retest: { actors: ['command'], paths: [control] },
  hold: { actors: ['command'], moves: staying, paths: [] },
  stop: { actors: ['command'], moves: staying, paths: [] },
  release: { actors: ['command'], moves: staying, paths: [] },
  promote: { actors: ['command'], moves: staying, paths: [] },
  eject: { actors: ['command'], moves: [['in-progress', 'open']], paths: [pending] },
  'hand-in': { actors: ['command'], moves: [['open', 'in-progress'], ['stuck', 'in-progress']], paths: [run, pending] },
  'hand-back': { actors: ['command'], moves: [['open', 'open'], ['stuck', 'stuck']], paths: [run] },
  revert: { actors: ['command'], moves: [['absent', 'in-progress']], paths: [run, pending] },
  note: { actors: ['command'], paths: [/^notes\/\d{4,9}\/\d+\.md$/] },
  lease: { actors: ['engine'], paths: [/^lease\.md$/] },
  start: { actors: ['engine'], moves: [['open', 'in-progress']], paths: [question] },
  park: { actors: ['engine'], moves: [['in-progress', 'open']], paths: [run] },
  'begin-work': { actors: ['engine'], paths: [work, question] },
  'park-work': { actors: ['engine'], paths: [work, run] },
  'fail-work': { actors: ['engine'], paths: [work, run] },
  'drop-work': { actors: ['engine'], paths: [work, run] },
  'cut-areas': { actors: ['engine'], moves: [['open', 'cancelled'], ['stuck', 'cancelled']], tickets: 'any', paths: [work, run, cut, decision, /^areas\/[a-z0-9-]+\.md$/] },
  'cut-tickets': { actors: ['engine'], moves: cutting, tickets: 'any', paths: [work, run, cut] },
  'change-plan': { actors: ['engine'], moves: [...cutting, ['in-progress', 'in-progress']], tickets: 'any', paths: [work, run, question, decision, /^areas\/[a-z0-9-]+\.md$/] },
  propose: { actors: ['engine'], paths: [work, run, proposal] },
  'file-proposal': { actors: ['engine'], paths: [work, run, proposal, decision, /^areas\/[a-z0-9-]+\.md$/] },
  'pass-up': { actors: ['engine'], paths: [work, run, question] },
  review: { actors: ['engine'], moves: [['in-progress', 'open'], ['in-progress', 'stuck']], tickets: 'any', paths: [work, run, pending, review] },
  ask: { actors: ['engine'], paths: [question] },
  default: { actors: ['engine'], paths: [question] },
  correct: { actors: ['command'], paths: [question, decision] },
  deliver: { actors: ['engine'], paths: [question] },
  exhaust: { actors: ['engine'], moves: [['open', 'stuck']], tickets: 'any', paths: [work] },
  withdraw: { actors: ['engine'], paths: [question] },
  submit: { actors: ['engine'], moves: [['in-progress', 'in-progress']], paths: [run, pending, criteria] },
  reopen: { actors: ['engine'], moves: [['in-progress', 'open']], paths: [run, pending, verdict, criteria] },
  stick: { actors: ['engine'], moves: [['in-progress', 'stuck']], paths: [run, pending, verdict, criteria] },
  verdict: { actors: ['engine'], paths: [verdict, criteria] },
  'base-tests': { actors: ['engine'], paths: [baseTests] },
  tools: { actors: ['engine'], paths: [tools] },
  intend: { actors: ['engine'], paths: [active] },
  land: { actors: ['engine'], moves: [['in-progress', 'done']], tickets: 'some', paths: [active, pending] },
  drop: { actors: ['engine'], paths: [active] },
  repair: { actors: ['engine'], paths: [/^/] },
  acknowledge: { actors: ['engine'], paths: [] },
} as const satisfies Record<string, TransitionRule>;

export type TransitionName = keyof typeof lifecycle;

/** What a person may do by hand, in a commit without trailers. */
const foreignRule: TransitionRule = {
  actors: ['foreign'],
  moves: [['absent', 'open'], ['open', 'open'], ['stuck', 'stuck'], ['stuck', 'open'], ['open', 'cancelled'], ['stuck', 'cancelled'], ['cancelled', 'open']],
  paths: [config, prices, written],
};

export interface PathChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

interface TicketMove {
  readonly paths: string[];
  before: TicketState | 'absent';
  after: TicketState | 'absent';
  /** At how many paths the commit puts it; more than one would be two tickets with one id. */
  places: number;
}

function ticketMoves(changes: readonly PathChange[]): ReadonlyMap<string, TicketMove> {
  const moves = new Map<string, TicketMove>();
  for (const change of changes) {
    const place = parseTicketPath(change.path);
    if (place === undefined) continue;
    const move = moves.get(place.id) ?? { paths: [], before: 'absent', after: 'absent', places: 0 };
    move.paths.push(change.path);
    if (change.before !== undefined) move.before = place.state;
    if (change.after !== undefined) {
      move.after = place.state;
      move.places += 1;
    }
    moves.set(place.id, move);
  }
  return moves;
}

function ruleFor(name: string | undefined, actor: Actor): TransitionRule | undefined {
  if (actor === 'foreign') return foreignRule;
  if (name === undefined || !Object.hasOwn(lifecycle, name)) return undefined;
  const rule: TransitionRule = lifecycle[name as TransitionName];
  return rule.actors.includes(actor) ? rule : undefined;
}

export interface IllegalChange {
  readonly paths: readonly string[];
  readonly words: string;
}

/** What in a commit's changes its transition does not allow; nothing when it is one legal step. */
export function illegalChanges(name: string | undefined, actor: Actor, changes: readonly PathChange[]): readonly IllegalChange[] {
  const rule = ruleFor(name, actor);
  if (rule === undefined) {
    return [{ paths: changes.map((change) => change.path), words: `${name ?? 'an unnamed transition'} is not a ${actor}'s to make` }];
  }
  if (name === 'repair') return [];
  const illegal: IllegalChange[] = [];
  const moves = ticketMoves(changes);
  for (const [id, move] of moves) {
    const allowed = rule.moves?.some(([from, to]) => from === move.before && to === move.after) === true;
    if (!allowed) illegal.push({ paths: move.paths, words: `ticket ${id} cannot go from ${move.before} to ${move.after} by ${name ?? 'hand'}` });
    else if (move.places > 1) illegal.push({ paths: move.paths, words: `ticket ${id} would be in two places: ${move.paths.join(' and ')}` });
  }
  const isCounted = actor !== 'foreign' && rule.moves !== undefined;
  if (isCounted && rule.tickets === undefined && moves.size !== 1) {
    illegal.push({ paths: [...moves.values()].flatMap((move) => move.paths), words: `${name ?? ''} must change exactly one ticket, not ${String(moves.size)}` });
  }
  if (isCounted && rule.tickets === 'some' && moves.size === 0) illegal.push({ paths: changes.map((change) => change.path), words: `${name ?? ''} must change a ticket` });
  for (const { path } of changes) {
    if (parseTicketPath(path) === undefined && !rule.paths.some((allowed) => allowed.test(path))) {
      const words = path.startsWith('tickets/') ? `${path} is not the name of a ticket` : `${path} is not to be changed by ${name ?? 'hand'}`;
      illegal.push({ paths: [path], words });
    }
  }
  return illegal;
}
