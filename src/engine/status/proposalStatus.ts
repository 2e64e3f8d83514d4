import type { ProposalFields } from '../../plan/proposalSchemas.js';
import { workName } from '../../plan/paths.js';
import { mayGoOn } from '../../plan/questionTransitions.js';
import type { Document, Snapshot } from '../../plan/snapshot.js';
import { age } from './age.js';
import { parkedOn } from './questionStatus.js';
import { shortened } from './questionText.js';

/** Where a proposal is: it waits for the engineer's word, the architect designs it, waits for an answer or is stuck, its areas are on the plan, or it is closed. */
export type ProposalPhase = 'open' | 'designing' | 'asking' | 'stuck' | 'filed' | 'rejected';

/** A proposal as every surface shows it. */
export interface ProposalStatus {
  readonly id: string;
  readonly title: string;
  readonly goal: string;
  readonly phase: ProposalPhase;
  /** Since when it is in its phase, ISO. */
  readonly since: string;
  /** What else there is to say of its phase. */
  readonly detail: string | undefined;
  readonly prediction: ProposalFields['prediction'];
  /** Where its document lies on the plan branch. */
  readonly path: string;
}

type Place = Pick<ProposalStatus, 'phase' | 'since' | 'detail'>;

function filedPlace({ tickets }: Snapshot, { at, areas }: NonNullable<ProposalFields['filed']>): Place {
  const own = [...tickets.values()].filter(({ fields, state }) => fields.area !== undefined && areas.includes(fields.area) && state !== 'cancelled');
  const done = own.filter(({ state }) => state === 'done').length;
  const counted = own.length === 0 ? 'no tickets yet' : `${String(done)}/${String(own.length)} ${own.length === 1 ? 'ticket' : 'tickets'} done`;
  return { phase: 'filed', since: at, detail: `${areas.join(', ')} · ${counted}` };
}

function designPlace(snapshot: Snapshot, id: string, accepted: string): Place {
  const work = snapshot.work.get(workName('design', id))?.fields;
  if (work?.stuck !== undefined) return { phase: 'stuck', since: accepted, detail: work.stuck };
  if (work?.parked !== undefined && !mayGoOn(snapshot, work.parked)) {
    const { words, since } = parkedOn(snapshot, work.parked);
    return { phase: 'asking', since: since ?? accepted, detail: words };
  }
  return { phase: 'designing', since: accepted, detail: undefined };
}

function placeOf(snapshot: Snapshot, { id, state, pitched, accepted, rejected, filed }: ProposalFields): Place {
  if (filed !== undefined) return filedPlace(snapshot, filed);
  switch (state) {
    case 'open':
      return { phase: 'open', since: pitched, detail: undefined };
    case 'accepted':
      return designPlace(snapshot, id, accepted?.at ?? pitched);
    case 'rejected':
      return { phase: 'rejected', since: rejected?.at ?? pitched, detail: rejected?.why };
  }
}

function proposalStatus(snapshot: Snapshot, { path, fields }: Document<ProposalFields>): ProposalStatus {
  const { id, title, goal, prediction } = fields;
  return { id, title, goal, ...placeOf(snapshot, fields), prediction, path };
}

const order: readonly ProposalPhase[] = ['open', 'asking', 'stuck', 'designing', 'filed', 'rejected'];

/** Whether somebody is still to do something with it before its tickets are cut. */
export function isUndecided({ phase }: Pick<ProposalStatus, 'phase'>): boolean {
  return phase !== 'filed' && phase !== 'rejected';
}

/** All proposals: those that wait for the engineer first, then those that are designed, then the others, the newest of these first. */
export function proposalsOf(snapshot: Snapshot): readonly ProposalStatus[] {
  const all = [...snapshot.proposals.values()].map((proposal) => proposalStatus(snapshot, proposal));
  const newestFirst = (one: ProposalStatus, other: ProposalStatus): number => (isUndecided(one) ? 1 : -1) * (Number(one.id.slice(2)) - Number(other.id.slice(2)));
  return all.sort((one, other) => order.indexOf(one.phase) - order.indexOf(other.phase) || newestFirst(one, other));
}

/** What each phase is called where people read it. */
export const proposalWords: Readonly<Record<ProposalPhase, string>> = {
  open: 'waits for your word',
  designing: 'is being designed',
  asking: 'waits for an answer',
  stuck: 'is stuck',
  filed: 'is filed',
  rejected: 'is rejected',
};

function rangeWords([least, most]: readonly [number, number], print: (value: number) => string): string {
  return least === most ? print(least) : `${print(least)}–${print(most)}`;
}

/** `30–90 min · $1–4`: what the sprint is thought to take. */
export function predictionWords({ minutes, dollars }: ProposalFields['prediction']): string {
  return `${rangeWords(minutes, String)} min · $${rangeWords(dollars, String)}`;
}

/** A proposal at a glance: two lines. */
export function proposalLines({ id, title, goal, phase, since, detail, prediction }: ProposalStatus, now: number): readonly string[] {
  const place = [`${proposalWords[phase]} ${age(since, now)}`, detail].filter((part) => part !== undefined).join(' · ');
  const order = phase === 'open' ? ` (sanctum show ${id})` : '';
  return [`◇ ${id} ${shortened(title, 80)}  ${place}${order}`, `    ${shortened(goal, 160)} · ${predictionWords(prediction)}`];
}
