import { mergeInMemory } from '../../git/mergeTree.js';
import { sanctumPerson } from '../../git/objects.js';
import type { HandWork, RevertTicket } from '../../plan/handTransitions.js';
import { revertTitle, revertUnderWay } from '../../plan/handTransitions.js';
import type { Ticket } from '../../plan/snapshot.js';
import { nextTicketId } from '../../plan/transitions.js';
import { isoSeconds } from '../../platform/clock.js';
import { HandError, LandingBuiltUpon } from './handError.js';
import type { HandGround } from './handSubmission.js';
import { handGround, keepHandTree } from './handSubmission.js';
import type { Project } from '../project.js';

interface Landing {
  readonly ticket: Ticket;
  readonly commit: string;
  /** What master was before it. */
  readonly base: string;
}

/** The landing that is to be taken back. Throws HandError. */
async function landingOf(project: Project, { snapshot, config, master }: HandGround, id: string): Promise<Landing> {
  const ticket = snapshot.tickets.get(id);
  if (ticket === undefined) throw new HandError(`There is no ticket ${id}. They are listed by: sanctum status`);
  const { landed } = ticket.fields;
  if (ticket.state !== 'done' || landed === undefined) throw new HandError(`Ticket ${id} is ${ticket.state}: nothing of it has landed that could be taken back.`);
  const { commit, base } = landed;
  const isThere = (await project.repository.reader.read(commit)) !== undefined && (await project.repository.isAncestor(commit, master));
  if (!isThere) throw new HandError(`The landing of ticket ${id}, ${commit.slice(0, 10)}, is not in ${config.branch} any more.`);
  const under = revertUnderWay(snapshot, id);
  if (under !== undefined) throw new HandError(`Ticket ${under.fields.id} takes the landing of ${id} back already: sanctum show ${under.fields.id}`);
  return { ticket, commit, base };
}

/** The words of such a ticket. */
function ticketText({ ticket, commit }: Landing, branch: string, why: string | undefined): { readonly title: string; readonly body: string } {
  const { id, title } = ticket.fields;
  const reason = why === undefined ? '' : `\n\n${why}`;
  return { title: `${revertTitle(id)}${title}`.slice(0, 200), body: `Take back on ${branch} what ticket ${id} changed, in the commit ${commit}, and nothing else.${reason}` };
}

/** The text of a ticket by which an agent takes a landing back. Throws HandError, NoPlanError. */
export async function revertByAgent(project: Project, id: string, why: string | undefined): Promise<{ readonly title: string; readonly body: string }> {
  const ground = await handGround(project);
  return ticketText(await landingOf(project, ground, id), ground.config.branch, why);
}

/**
 * Makes the tree that master would have without a landing: the landing's own base, merged with all that came after it. It is kept under a
 * ref, and returned to be handed in. Throws LandingBuiltUpon where later changes are in its way; HandError, NoPlanError.
 */
export async function keepRevert(project: Project, id: string, why: string | undefined, by: string): Promise<{ readonly ticket: RevertTicket; readonly work: HandWork }> {
  const { repository, ports } = project;
  const ground = await handGround(project);
  const { config, master, queue } = ground;
  const landing = await landingOf(project, ground, id);
  const person = { author: sanctumPerson, committer: sanctumPerson, time: Date.parse(isoSeconds(ports.clock.now())) / 1000 };
  // A commit on the landing that undoes it: merging that into master takes the landing's changes back, and no others.
  const undoing = await repository.objects.commit({ tree: await repository.treeOf(landing.base), parents: [landing.commit], ...person, message: `Without ${id}` });
  const merged = await mergeInMemory(ports.files, queue.closedGit, repository, queue.project.scratch(`revert-${ports.random.hex(8)}`), master, undoing);
  if (merged.conflicts.length > 0) {
    const by = `To have an agent do it: sanctum revert ${id} --by-agent. To do it yourself: git switch -c revert-${id} ${config.branch}, git revert ${landing.commit}, and hand that in for a ticket of its own: sanctum submit <ticket> --from revert-${id}`;
    throw new LandingBuiltUpon(`The landing of ticket ${id} cannot be taken back by itself: what it changed was changed again since, in ${merged.conflicts.join(', ')}. ${by}`, merged.conflicts);
  }
  if (merged.tree === (await repository.treeOf(master))) throw new HandError(`${config.branch} holds nothing any more of what ticket ${id} changed.`);
  const text = ticketText(landing, config.branch, why);
  const ticket = { of: id, id: nextTicketId(ground.snapshot), ...text };
  const summary = `This takes back ${landing.commit}.${why === undefined ? '' : `\n\n${why}`}`;
  return { ticket, work: await keepHandTree(project, { ticket: ticket.id, attempt: 1, summary, by }, master, merged.tree) };
}
