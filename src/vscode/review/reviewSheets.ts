import * as vscode from 'vscode';
import { readBody } from '../../plan/frontMatter.js';
import { knownCriteria } from '../../plan/knownCriteria.js';
import { readDocument } from '../../plan/readDocument.js';
import { verdictSchema } from '../../plan/schemas.js';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';
import { liveFiles } from './liveFiles.js';
import { parseReviewAddress, reviewAddress, reviewScheme } from './reviewAddress.js';
import { changedFiles, commitsOf, reviewedWork, verdictPathOf } from './reviewedChange.js';
import type { ReviewFacts } from './reviewSheet.js';
import { reviewSheet } from './reviewSheet.js';

export function reviewUri(session: Session, ticket: string): vscode.Uri {
  return vscode.Uri.from({ scheme: reviewScheme, authority: session.key, path: reviewAddress(ticket) });
}

async function verdictOf({ project, view }: Session, path: string | undefined): Promise<ReviewFacts['verdict']> {
  const text = view === undefined || path === undefined ? undefined : await project.store.snapshots.text(view.observation.snapshot.commit, path);
  return text === undefined ? undefined : { fields: readDocument(verdictSchema, text), output: readBody(text) };
}

async function factsOf(session: Session, id: string): Promise<ReviewFacts | undefined> {
  const { view, project } = session;
  const snapshot = view?.observation.snapshot;
  const ticket = snapshot?.tickets.get(id);
  const status = view?.look.tickets.find((one) => one.id === id);
  if (view === undefined || snapshot === undefined || ticket === undefined || status === undefined) return undefined;
  const work = reviewedWork(snapshot, ticket);
  const { reader } = project.repository;
  const commits = await commitsOf(reader, work);
  const tested = view.observation.queue.find((one) => one.ticket === id)?.verdict;
  const { attempts: attempt, base } = ticket.fields;
  const files =
    commits !== undefined
      ? (await changedFiles(reader, commits.before, commits.after)).length
      : work.kind === 'live' && base !== undefined
        ? (await liveFiles(project, { ticket: id, attempt, base })).length
        : 0;
  return {
    ticket,
    phase: [status.phase, status.detail].filter((part) => part !== undefined).join(' · '),
    work,
    files,
    verdict: await verdictOf(session, verdictPathOf(work, tested === undefined ? undefined : `${tested.tree}-${tested.fingerprint}`)),
    review: snapshot.reviews.get(id),
    unapproved: view.observation.queue.find((one) => one.ticket === id)?.unapproved ?? [],
    baseTests: snapshot.baseTests?.get(id),
    criteria: await knownCriteria(project.store.snapshots, snapshot, ticket),
    asksForReviews: (snapshot.config?.roles.merging.length ?? 0) > 0,
  };
}

/** The documents that stand beside a change, kept true to the plan while they are open. */
export class ReviewSheets implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly sessions: Sessions) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const session = this.sessions.byKey(uri.authority);
    const ticket = parseReviewAddress(uri.path);
    const facts = session === undefined || ticket === undefined ? undefined : await factsOf(session, ticket);
    return facts === undefined ? `${vscode.l10n.t('The plan has no such ticket.')}\n` : reviewSheet(facts);
  }

  /** Writes the open ones anew. */
  refresh(session: Session | undefined): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === reviewScheme && (session === undefined || uri.authority === session.key)) this.changed.fire(uri);
    }
  }
}
