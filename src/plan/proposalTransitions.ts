import type { Order } from './controlTransitions.js';
import type { Draft, ProposalDraft } from './draft.js';
import { setFields } from './frontMatter.js';
import { proposalPath, shortName, workName, workPath } from './paths.js';
import type { ProposalFields } from './proposalSchemas.js';
import { mostOpenProposals } from './proposalSchemas.js';
import { decisionChanges } from './questionTransitions.js';
import type { Document, Snapshot } from './snapshot.js';
import type { Change, Refusal, Transition } from './transition.js';
import { document } from './transition.js';
import type { WorkRun } from './workTransitions.js';
import { areaChanges, finishing, ofRun } from './workTransitions.js';

/** The proposals that wait for the engineer's word, the oldest first. */
export function openProposals({ proposals }: Snapshot): readonly Document<ProposalFields>[] {
  return [...proposals.values()].filter(({ fields }) => fields.state === 'open');
}

/** How many more may be pitched. */
export function roomForProposals(snapshot: Snapshot): number {
  return Math.max(0, mostOpenProposals - openProposals(snapshot).length);
}

/** The proposals whose areas the architect is to write. */
export function proposalsToDesign({ proposals }: Snapshot): readonly Document<ProposalFields>[] {
  return [...proposals.values()].filter(({ fields }) => fields.state === 'accepted' && fields.filed === undefined);
}

/** Has the architect pitch. `of` is the spec that it pitches beside, or, without one, the commit of master. */
export function pitch(of: string): Transition {
  return (snapshot) => {
    const name = workName('pitch');
    const present = snapshot.work.get(name)?.fields;
    if (present?.stuck !== undefined) return { refused: `The last pitch is stuck: ${present.stuck} To have it tried again: sanctum retry ${name}` };
    if (present !== undefined) return { refused: 'The architect is pitching already.' };
    if (roomForProposals(snapshot) === 0) {
      const ids = openProposals(snapshot).map(({ fields }) => fields.id);
      return { refused: `${ids.join(', ')} wait for your word, and more than ${String(mostOpenProposals)} are not pitched at once. Accept or reject one first: sanctum proposals` };
    }
    return { transition: 'pitch', subject: 'pitch', changes: new Map([[workPath(name), document({ name, kind: 'pitch', role: 'architect', of })]]) };
  };
}

function knownProposal({ proposals }: Snapshot, id: string): Document<ProposalFields> | Refusal {
  return proposals.get(id) ?? { refused: `There is no proposal ${id}. They are listed by: sanctum proposals` };
}

/** Accepts an open proposal: the architect goes on with it, by the guidance. */
export function acceptProposal(id: string, guidance: string | undefined, { by, at }: Order): Transition {
  return (snapshot) => {
    const proposal = knownProposal(snapshot, id);
    if ('refused' in proposal) return proposal;
    if (proposal.fields.state !== 'open') return { refused: `${id} is ${proposal.fields.state} already.` };
    const accepted = { by, at, ...(guidance === undefined ? {} : { guidance }) };
    return { transition: 'accept-proposal', subject: `accept ${id}: ${proposal.fields.title}`.slice(0, 100), changes: new Map([[proposal.path, setFields(proposal.text, { state: 'accepted', accepted })]]) };
  };
}

/** Closes a proposal, also an accepted one for which nothing was filed yet. Nobody is set to work for it. */
export function rejectProposal(id: string, { by, at, why }: Order): Transition {
  return (snapshot) => {
    const proposal = knownProposal(snapshot, id);
    if ('refused' in proposal) return proposal;
    const { state, filed, title } = proposal.fields;
    if (state === 'rejected') return { refused: `${id} is rejected already.` };
    if (filed !== undefined) return { refused: `${id} was accepted, and its areas are on the plan: ${filed.areas.join(', ')}. What is not wanted of it any more is taken out of them, or its tickets are held.` };
    const rejected = { by, at, ...(why === undefined ? {} : { why }) };
    return { transition: 'reject-proposal', subject: `reject ${id}: ${title}`.slice(0, 100), changes: new Map([[proposal.path, setFields(proposal.text, { state: 'rejected', rejected })]]) };
  };
}

/** Why a sprint cannot be pitched beside those that are there, in words for the architect; undefined when it can. */
export function pitchProblem(snapshot: Snapshot, earlier: readonly ProposalDraft[], { title }: Pick<ProposalDraft, 'title'>): string | undefined {
  const same = [...snapshot.proposals.values()].find(({ fields }) => shortName(fields.title) === shortName(title));
  if (same !== undefined) {
    const { id, state, rejected } = same.fields;
    const why = rejected?.why === undefined ? '' : ` ("${rejected.why}")`;
    return `${id} is called so already and is ${state}${why}. Pitch something else; read_plan with {"document": "proposals"} shows all of them.`;
  }
  const room = roomForProposals(snapshot);
  if (earlier.length < room) return undefined;
  const open = mostOpenProposals - room;
  return `The engineer has at most ${String(mostOpenProposals)} proposals to decide at once: ${String(open)} ${open === 1 ? 'is' : 'are'} open, and you pitched ${String(earlier.length)} now. Leave this one for later; end your turn.`;
}

/** The body of a proposal's document. */
export function proposalBody({ scope, forks, risks }: ProposalDraft): string {
  const forkLines = forks.map(({ question, options }, at) => [`${String(at + 1)}. ${question}`, ...options.map((option) => `   - ${option}`)].join('\n'));
  const parts = [`## Scope\n\n${scope.trim()}`, ...(forks.length === 0 ? [] : [`## Design forks\n\n${forkLines.join('\n')}`]), ...(risks.length === 0 ? [] : [`## Risks\n\n${risks.map((risk) => `- ${risk}`).join('\n')}`])];
  return `${parts.join('\n\n')}\n`;
}

/** What the architect pitched: new proposals, all or none. */
export function propose(record: WorkRun, draft: Pick<Draft, 'proposals'>): Transition {
  return ofRun(record, (snapshot, { path, fields }) => {
    for (const [at, proposal] of draft.proposals.entries()) {
      const problem = pitchProblem(snapshot, draft.proposals.slice(0, at), proposal);
      if (problem !== undefined) return { refused: problem };
    }
    const highest = Math.max(0, ...[...snapshot.proposals.keys()].map((id) => Number(id.slice(2))));
    const ids = draft.proposals.map((_, at) => `P-${String(highest + 1 + at).padStart(4, '0')}`);
    const proposals = draft.proposals.map((proposal, at): Change => {
      const { title, goal, prediction } = proposal;
      const id = ids[at] ?? '';
      return [proposalPath(id, title), document({ id, title, goal, state: 'open', prediction, of: fields.of, run: record.run, pitched: record.ended }, proposalBody(proposal))];
    });
    return { transition: 'propose', subject: `propose ${ids.join(', ')}`.slice(0, 100), changes: finishing(path, ...proposals) };
  });
}

/** What the architect made of an accepted proposal: its areas, from which managers cut tickets, and the decisions behind them. */
export function fileProposal(record: WorkRun, draft: Pick<Draft, 'areas' | 'decisions'>): Transition {
  return ofRun(record, (snapshot, { path, fields }) => {
    const id = fields.subject ?? '';
    const proposal = knownProposal(snapshot, id);
    if ('refused' in proposal) return proposal;
    if (!proposalsToDesign(snapshot).includes(proposal)) return { refused: `${id} is not to be filed any more.` };
    const names = draft.areas.map(({ area }) => area);
    const decisions = decisionChanges(snapshot, draft.decisions.map((decision) => ({ ...decision, by: 'architect' as const, at: record.ended })));
    const filed: Change = [proposal.path, setFields(proposal.text, { filed: { run: record.run, at: record.ended, areas: names } })];
    return { transition: 'file-proposal', subject: `file ${id}: ${names.join(', ')}`.slice(0, 100), changes: finishing(path, ...areaChanges(snapshot, draft.areas, id), ...decisions, filed) };
  });
}
