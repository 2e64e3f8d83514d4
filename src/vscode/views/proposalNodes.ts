import type { ProposalPhase, ProposalStatus } from '../../engine/status/proposalStatus.js';
import { isUndecided, predictionWords, proposalWords, proposalsOf } from '../../engine/status/proposalStatus.js';
import { readBody } from '../../plan/frontMatter.js';
import type { Sign } from './signs.js';
import { colours, icons, phaseIcons } from './signs.js';
import { spokenAge, withAge } from './times.js';
import { counted, escapeMarkdown, joined } from './viewNode.js';
import type { ViewNode } from './viewNode.js';
import type { ViewSource } from './viewSource.js';

const signs: Readonly<Record<ProposalPhase, Sign>> = {
  open: { icon: icons.proposal, colour: colours.attention },
  designing: phaseIcons.coding,
  asking: phaseIcons.parked,
  stuck: phaseIcons.stuck,
  filed: phaseIcons.done,
  rejected: phaseIcons.cancelled,
};

/** More decided ones are history, and stand in their folder. */
const mostDecided = 30;

/** Its heading, its goal and its text as Markdown in which what an agent wrote stays text. */
function proposalTooltip({ view }: ViewSource, { id, title, goal, phase, detail, prediction }: ProposalStatus): string {
  const text = readBody(view.observation.snapshot.proposals.get(id)?.text ?? '');
  const lines = text.split(/\n+/).flatMap((line) => (line.trim() === '' ? [] : line.startsWith('## ') ? [`**${escapeMarkdown(line.slice(3))}**`] : [escapeMarkdown(line.trim())]));
  return [`**${escapeMarkdown(`${id} ${title}`)}**`, escapeMarkdown(goal), escapeMarkdown(joined([proposalWords[phase], detail, predictionWords(prediction)])), ...lines].join('\n\n');
}

function proposalNode(source: ViewSource, parent: string, proposal: ProposalStatus): ViewNode {
  const { id, title, goal, phase, since, detail, prediction, path } = proposal;
  const isMine = phase === 'open';
  return {
    id: `${parent}/${id}`,
    kind: 'proposal',
    proposal: id,
    path,
    label: `${id} ${title}`,
    description: joined([withAge(proposalWords[phase], since, source.now), detail, isMine ? predictionWords(prediction) : undefined]),
    ...signs[phase],
    spoken: joined([`proposal ${id}`, title, goal, `${proposalWords[phase]} since ${spokenAge(since, source.now)}`, detail, isMine ? predictionWords(prediction) : undefined], ', '),
    context: `proposal.${phase}`,
    click: 'open',
    tooltip: () => proposalTooltip(source, proposal),
  };
}

function decidedNode(source: ViewSource, parent: string, decided: readonly ProposalStatus[]): readonly ViewNode[] {
  const id = `${parent}/decided`;
  if (decided.length === 0) return [];
  return [
    {
      id,
      kind: 'group',
      label: 'Filed and rejected',
      description: String(decided.length),
      icon: icons.page,
      spoken: `Filed and rejected, ${counted(decided.length, 'proposal')}`,
      context: 'group',
      below: { isOpenAtFirst: false, list: () => decided.slice(0, mostDecided).map((proposal) => proposalNode(source, id, proposal)) },
    },
  ];
}

/** The proposals as rows of the view Plan: what waits for the engineer or is designed, and, folded away, what was decided. None before the first. */
export function proposalsNode(source: ViewSource): readonly ViewNode[] {
  const { snapshot } = source.view.observation;
  if (snapshot.proposals.size === 0) return [];
  const id = `${source.key}/proposals`;
  const all = proposalsOf(snapshot);
  const undecided = all.filter(isUndecided);
  const mine = undecided.filter(({ phase }) => phase === 'open').length;
  const words = joined([mine === 0 ? undefined : `${String(mine)} ${mine === 1 ? 'waits' : 'wait'} for you`, undecided.length === mine ? undefined : `${String(undecided.length - mine)} in design`]);
  return [
    {
      id,
      kind: 'proposals',
      label: 'Proposals',
      description: words === '' ? 'none open' : words,
      icon: icons.proposal,
      ...(mine === 0 ? {} : { colour: colours.attention }),
      spoken: joined(['Proposals', words === '' ? 'none open' : words], ', '),
      context: 'proposals',
      tooltip: () => 'What the architect pitched: accept it with your guidance, or reject it.',
      below: { isOpenAtFirst: undecided.length > 0, list: () => [...undecided.map((proposal) => proposalNode(source, id, proposal)), ...decidedNode(source, id, all.filter((proposal) => !isUndecided(proposal)))] },
    },
  ];
}
