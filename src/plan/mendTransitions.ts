import { line } from './atoms.js';
import type { Order } from './controlTransitions.js';
import { setFields } from './frontMatter.js';
import { configPath, controlPath, shortName, ticketPath } from './paths.js';
import { printConfig } from './readDocument.js';
import type { TicketFields } from './schemas.js';
import type { Snapshot, Ticket } from './snapshot.js';
import type { Transition } from './transition.js';
import { document, inState, moved } from './transition.js';
import { nextTicketId } from './transitions.js';

/** A red master, and what is told to whoever mends it. */
export interface Mending {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly mends: NonNullable<TicketFields['mends']>;
}

/** The tickets that are to mend a red master and are not at their end. */
export function mendingTickets({ tickets }: Pick<Snapshot, 'tickets'>): readonly Ticket[] {
  return [...tickets.values()].filter(({ state, fields }) => fields.mends !== undefined && state !== 'done' && state !== 'cancelled');
}

/** The engineer has master mended: a ticket that goes on while everything else is halted. */
export function mend({ title, body, mends }: Mending, { by, at }: Order): Transition {
  return (snapshot) => {
    const [under] = mendingTickets(snapshot);
    if (under !== undefined) return { refused: `Ticket ${under.fields.id} is to mend it already: sanctum show ${under.fields.id}` };
    const id = nextTicketId(snapshot);
    const fields = { id, title, kind: 'fix', priority: 'critical', created: at, mends: { ...mends, ...(mends.failing === undefined ? {} : { failing: [...mends.failing] }) } };
    return { transition: 'mend', ticket: id, subject: `mend ${id}: by ${by}`.slice(0, 100), changes: new Map([[ticketPath('open', id, shortName(title)), document(fields, body)]]) };
  };
}

/** Master is green again by other hands: nobody need mend it any more. */
export function dropMend(id: string): Transition {
  return (snapshot) => {
    const ticket = inState(snapshot, id, 'open', 'stuck');
    if ('refused' in ticket) return ticket;
    if (ticket.fields.mends === undefined) return { refused: `Ticket ${id} is not to mend anything.` };
    return { transition: 'drop-mend', ticket: id, subject: `drop ${id}: master is green`, changes: new Map(moved(ticket, 'cancelled', setFields(ticket.text, { parked: undefined, resumes: undefined }))) };
  };
}

/** Puts tests into quarantine, where their failure does not count, or takes them out of it. Every tree is tested anew under what the gate is then. */
export function quarantine(tests: readonly string[], isRelease: boolean): Transition {
  return ({ config }) => {
    if (config === undefined) return { refused: 'sanctum.json cannot be used: mend it first.' };
    if (!tests.every((test) => line.safeParse(test).success)) return { refused: 'The name of a test is one line of at most 200 characters.' };
    const before = config.quarantine ?? [];
    const known = tests.find((test) => before.includes(test) !== isRelease);
    if (known !== undefined) return { refused: isRelease ? `"${known}" is not in quarantine.` : `"${known}" is in quarantine already.` };
    const after = isRelease ? before.filter((test) => !tests.includes(test)) : [...before, ...tests].sort();
    const { quarantine: _before, ...others } = config;
    const changed = { ...others, ...(after.length === 0 ? {} : { quarantine: after }) };
    return { transition: 'configure', subject: `${isRelease ? 'release' : 'quarantine'} ${tests.join(', ')}`.slice(0, 100), changes: new Map([[configPath, printConfig(changed)]]) };
  };
}

/** Lets agents go on beside a red master, as long as it is this tree. Nothing lands but what mends it. */
export function tolerate(tree: string, { by, at }: Order): Transition {
  return (snapshot) => {
    if (snapshot.control.tolerated?.tree === tree) return { refused: 'Agents go on beside this master already.' };
    return { transition: 'tolerate', subject: `tolerate ${tree.slice(0, 10)}`, changes: new Map([[controlPath, document({ ...snapshot.control, tolerated: { by, at, tree } })]]) };
  };
}
