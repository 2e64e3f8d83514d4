import { moneyAnswerOf } from './budgetQuestion.js';
import { ladderOf, rungAfter } from './ladder.js';
import { setFields } from './frontMatter.js';
import type { Order } from './controlTransitions.js';
import type { Promotion } from './schemas.js';
import type { Snapshot, Ticket } from './snapshot.js';
import type { Fields, Refusal, Transition } from './transition.js';
import { inState, moved } from './transition.js';

/** The same of its next attempt. A stuck ticket goes on by a retry, which forgives its failures. */
export function nextRung({ state, fields: { failures, promotions } }: Ticket): number {
  return rungAfter(state === 'stuck' ? 0 : failures, promotions);
}

/** Where the answer about a budget sends a ticket: to the model that it names, or one rung lower. Undefined where it says neither, or there is none. */
export function descentOf({ config, questions }: Pick<Snapshot, 'config' | 'questions'>, ticket: Ticket): { readonly from: string; readonly to: string; readonly rungs: number } | undefined {
  const { parked, promotions } = ticket.fields;
  // One answer leads down once, also where the run that it began never was.
  if (promotions.some(({ by }) => by === parked)) return undefined;
  const answer = moneyAnswerOf(parked === undefined ? undefined : questions.get(parked)?.fields);
  if (answer?.kind !== 'cheaper' || config === undefined) return undefined;
  const ladder = ladderOf(config.roles, ticket.fields);
  const next = nextRung(ticket);
  const now = Math.min(next, ladder.length - 1);
  const named = answer.model === undefined ? -1 : ladder.indexOf(answer.model);
  const target = named >= 0 ? named : now - 1;
  const [from, to] = [ladder[now], ladder[target]];
  return from === undefined || to === undefined || target === now ? undefined : { from, to, rungs: target - next };
}

/** That a ticket begins above the first rung of its ladder, since the rungs below finish hardly any like it. */
export interface Beginning {
  readonly from: string;
  readonly to: string;
  readonly rungs: number;
  /** One line. */
  readonly reason: string;
}

/** Who gives a promotion that follows from what tickets like it came to. */
export const byForecast = 'forecast';

/** Whether nothing has been said yet of the rung that a ticket is worked on. */
export function isAtFirst({ state, fields: { attempts, failures, promotions } }: Ticket): boolean {
  return state === 'open' && attempts === 0 && failures === 0 && promotions.length === 0;
}

/** Whether a ticket may still begin where that was reckoned, by the plan as it is now. */
function holds({ from, to, rungs }: Beginning, { config }: Pick<Snapshot, 'config'>, ticket: Ticket): boolean {
  if (config === undefined || config.firstRung === 'always' || !isAtFirst(ticket)) return false;
  const ladder = ladderOf(config.roles, ticket.fields);
  return ladder[0] === from && ladder[rungs] === to;
}

/**
 * What the start of a ticket's next attempt adds to its promotions: where an answer leads it down, or where it begins; undefined where it stays on its rung. Refused where its beginning does not hold any
 * more: nobody has looked whether the model that it would be started with instead serves.
 */
export function promotionAtStart(snapshot: Pick<Snapshot, 'config' | 'questions'>, ticket: Ticket, at: string, beginning: Beginning | undefined): Promotion | Refusal | undefined {
  const { id, attempts, parked = '' } = ticket.fields;
  if (beginning !== undefined) {
    if (!holds(beginning, snapshot, ticket)) return { refused: `Where ticket ${id} begins was reckoned on another ladder, or before somebody said where.` };
    return { at, by: byForecast, ...beginning, attempt: attempts + 1 };
  }
  const descent = descentOf(snapshot, ticket);
  return descent === undefined ? undefined : { at, by: parked, ...descent, attempt: attempts + 1, reason: 'a cheaper model' };
}

/** Has the next attempt at a ticket made by the model one rung higher on the ladder of coding agents. */
export function promote(id: string, { by, at, why }: Order): Transition {
  return (snapshot) => {
    const ticket = inState(snapshot, id, 'open', 'in-progress', 'stuck');
    if ('refused' in ticket) {
      const state = snapshot.tickets.get(id)?.state;
      const instead = state === 'done' ? ` To take its landing back: sanctum revert ${id}` : state === 'cancelled' ? ' For something new: sanctum add' : '';
      return { refused: `${ticket.refused}${instead}` };
    }
    const ladder = snapshot.config === undefined ? [] : ladderOf(snapshot.config.roles, ticket.fields);
    const rung = nextRung(ticket);
    const [from, to] = ladder.slice(rung, rung + 2);
    if (from === undefined || to === undefined) {
      return { refused: `The next attempt at ticket ${id} is made by ${ladder.at(-1) ?? 'no model'} already, the last on its ladder. To have a higher one, add a model to the end of roles.coding in sanctum.json.` };
    }
    const promotion = { at, by, from, to, attempt: ticket.fields.attempts + 1, ...(why === undefined ? {} : { reason: why }) };
    const text = setFields(ticket.text, { promotions: [...ticket.fields.promotions, promotion] } as Fields);
    return { transition: 'promote', ticket: id, subject: `promote ${id}: ${to}`.slice(0, 100), changes: new Map(moved(ticket, ticket.state, text)) };
  };
}

/** What the latest promotion of a ticket leads to; undefined when there is none. */
export function promotionWords(ticket: Ticket): string | undefined {
  const { id, attempts, run } = ticket.fields;
  const latest = ticket.fields.promotions.at(-1);
  if (latest === undefined) return undefined;
  const { from, to, attempt } = latest;
  const head = `Ticket ${id} is promoted from ${from} to ${to}`;
  if (ticket.state === 'in-progress') return `${head}, from attempt ${String(attempt)} on: ${run === undefined ? 'what is in the queue' : `the run of attempt ${String(attempts)}`} stays as it is, and goes on.`;
  return ticket.state === 'stuck' ? `${head}. It is stuck until: sanctum retry ${id}` : `${head}: its next attempt is made by that.`;
}
