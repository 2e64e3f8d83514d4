import { simpleGit } from 'simple-git';
import { readDraft, specIn } from '../../engine/planning/draftBranch.js';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import { Onlooker } from '../../engine/status/look.js';
import { costOfRecord, costsTogether, priceGround } from '../../insight/cost.js';
import { ticketForecastWords } from '../../insight/ticketForecasts.js';
import { criteriaLines } from '../../plan/criteriaRecord.js';
import { knownCriteria } from '../../plan/knownCriteria.js';
import { areaPath, configPath, questionPath, specPath, workPath } from '../../plan/paths.js';
import type { ProtectedChange } from '../../plan/planningSchemas.js';
import { baseTestsWords } from '../../queue/baseTests.js';
import { staleReason } from '../../plan/staleness.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { isProposalId, proposalId } from '../proposalId.js';
import { ticketId } from '../ticketId.js';
import { UsageError } from '../usageError.js';

async function isNotOn({ repository }: Project, branch: string, commit: string): Promise<boolean> {
  const tip = await repository.refs.read(`refs/heads/${branch}`);
  return tip !== undefined && !(await repository.isAncestor(commit, tip));
}

/** Shows a ticket with what its landing changed, or a document of the plan: `0012`, `spec`, `draft`, `config`, `tickets-parsing`, `Q-0003`, `P-0002`. */
export async function show(context: CommandContext, what: string): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const snapshot = await project.store.read();
    const ticket = snapshot.tickets.get(ticketId(what));
    if (ticket !== undefined) {
      const { landed } = ticket.fields;
      const git = simpleGit(project.place.topFolder);
      const changed = landed === undefined ? undefined : await git.diffSummary([`${landed.base}..${landed.commit}`]);
      const runs = await project.store.records.read(snapshot, (path) => path.includes(`-${ticket.fields.id}-`));
      const costs = runs.filter((run) => run.ticket === ticket.fields.id).map((run) => costOfRecord(priceGround(snapshot), run));
      const spent = costsTogether(costs);
      const cost = spent === undefined ? '' : `\n\nCost so far: ${spent}.`;
      const files = changed?.files.map((file) => `  ${file.file}`).join('\n') ?? '';
      const criteria = await knownCriteria(project.store.snapshots, snapshot, ticket);
      const known = criteria.length === 0 ? '' : `\n\nCriteria:\n${criteriaLines(criteria).map((line) => `  ${line}`).join('\n')}`;
      const isLost = landed !== undefined && (await isNotOn(project, snapshot.config?.branch ?? 'master', landed.commit));
      const landing = landed === undefined ? '' : `\nLanded as ${landed.commit} at ${landed.at}${isLost ? `, and is not on ${snapshot.config?.branch ?? 'master'} any more, which was rewritten` : ''}; changed:\n${files}`;
      const protectedHere = snapshot.pending.has(ticket.fields.id) ? await unapprovedOf(project, ticket.fields.id) : [];
      const waiting = protectedHere.length === 0 ? '' : `\n\nWaits for you (approve it: sanctum approve ${ticket.fields.id}):\n${protectedHere.map(({ words, before, after }) => `  it ${words}  ${before.slice(0, 10)}..${after.slice(0, 10)}`).join('\n')}`;
      const based = snapshot.baseTests?.get(ticket.fields.id);
      const asBefore = based === undefined ? '' : `\n\nTests that attempt ${String(based.attempt)} changes: ${baseTestsWords(based)}`;
      const forecast = ticketForecastWords(snapshot, await project.store.records.read(snapshot), ticket.fields.id);
      const foretold = forecast === undefined ? '' : `\n\n${forecast}`;
      const stale = staleReason(snapshot, ticket);
      const marked = stale === undefined ? '' : `\n${stale}.`;
      answer(context, { path: ticket.path, ...ticket.fields, known: criteria, protected: protectedHere, 'base-tests': based, stale: stale !== undefined, ...(forecast === undefined ? {} : { forecast }), ...(costs.length === 0 ? {} : { costs }), text: ticket.text }, `${ticket.path}\n\n${ticket.text.trimEnd()}${foretold}${known}${waiting}${asBefore}${marked}${cost}${landing}`);
      return exitCodes.done;
    }
    const draft = await readDraft(project, snapshot);
    if (what === 'draft') {
      if (draft === undefined) throw new UsageError('There is no draft. Make one: sanctum plan "<what is to change>"');
      answer(context, { path: specPath, draft: draft.commit, text: draft.text }, draft.text.trimEnd());
      return exitCodes.done;
    }
    if (what === 'spec') {
      const waits = draft === undefined ? '' : 'A draft waits. Read it: sanctum diff. Accept it: sanctum approve';
      const text = await specIn(project, snapshot.commit);
      if (text === undefined) throw new UsageError(`There is no spec yet. ${waits === '' ? 'Make one: sanctum plan "<what to build>"' : waits}`);
      answer(context, { path: specPath, version: snapshot.version, text, draft: draft?.commit }, text.trimEnd());
      // Apart from the spec, so that a pipe gets nothing else.
      if (waits !== '') process.stderr.write(`${waits}\n`);
      return exitCodes.done;
    }
    const proposal = isProposalId(what) ? snapshot.proposals.get(proposalId(what)) : undefined;
    if (proposal !== undefined) {
      const { path, text, fields } = proposal;
      const next = fields.state === 'open' ? `\n\nAccept it: sanctum accept ${fields.id} "<guidance>". Or: sanctum reject ${fields.id} "<why>"` : '';
      answer(context, { path, ...fields, text }, `${path}\n\n${text.trimEnd()}${next}`);
      return exitCodes.done;
    }
    for (const path of pathsOf(what)) {
      const text = await project.store.snapshots.text(snapshot.commit, path);
      if (text === undefined) continue;
      answer(context, { path, text }, text.trimEnd());
      return exitCodes.done;
    }
    throw new UsageError(`The plan has no ticket or document "${what}". Try a ticket's number, spec, config, or a path on the branch sanctum/plan.`);
  } finally {
    await project.close();
  }
}

/** What of a ticket's submission waits for the engineer. */
async function unapprovedOf(project: Project, ticket: string): Promise<readonly ProtectedChange[]> {
  const onlooker = new Onlooker(project);
  try {
    return (await onlooker.look()).observation.queue.find((view) => view.ticket === ticket)?.unapproved ?? [];
  } finally {
    onlooker.close();
  }
}

/** Where a document can lie that somebody calls so: a piece of work, a question and an area go by their names alone. */
function pathsOf(what: string): readonly string[] {
  if (what === 'config') return [configPath];
  return what.includes('/') || what.includes('.') ? [what] : [`${what}.md`, workPath(what), questionPath(what), areaPath(what)];
}
