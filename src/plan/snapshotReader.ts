import type * as z from 'zod';
import type { ObjectReader } from '../git/objectReader.js';
import type { TreeEntry } from '../git/objects.js';
import type { TreeBody } from '../git/treeBody.js';
import { TreeCache } from '../git/treeCompare.js';
import { CriteriaReader } from './criteriaReader.js';
import { DocumentFolder } from './documentFolder.js';
import { DocumentError, readBody } from './frontMatter.js';
import { activePath, approvalPath, areaPath, baseTestsPath, configPath, controlPath, cutPath, decisionPath, leasePath, notePath, parseTicketPath, pendingPath, pricesPath, proposalPath, protectedPath, questionPath, reviewPath, specPath, ticketStates, toolsPath, workPath } from './paths.js';
import { approvalSchema, areaSchema, baseTestsSchema, controlSchema, cutSchema, decisionSchema, noteSchema, protectedSchema, questionSchema, reviewSchema, workSchema } from './planningSchemas.js';
import type { NoteFields } from './planningSchemas.js';
import { readPrices } from './prices.js';
import { proposalSchema } from './proposalSchemas.js';
import { quickTicket } from './quickTicket.js';
import { readConfig, readDocument } from './readDocument.js';
import type { Outline } from './outline.js';
import { OutlineReader } from './outline.js';
import { intentSchema, leaseSchema, pendingSchema, ticketSchema, toolsSchema } from './schemas.js';
import type { Document, PlanProblem, Snapshot, Ticket } from './snapshot.js';

type EntryResult = Ticket | PlanProblem | undefined;

/** So many are remembered. */
const mostFolders = 5000;

/** A folder of tickets as it was read last. */
interface FolderTickets {
  readonly tree: string;
  readonly body: TreeBody;
  /** For each entry of `body`. */
  readonly results: readonly EntryResult[];
  readonly tickets: readonly Ticket[];
  readonly problems: readonly PlanProblem[];
}

function asWords(error: unknown): string {
  if (error instanceof DocumentError) return error.message;
  throw error;
}

function isFolder(entry: TreeEntry): boolean {
  return entry.mode === '040000';
}

/** Reads the plan into snapshots. What did not change since the last one is not read again: each folder is remembered as it was. */
export class SnapshotReader {
  readonly trees: TreeCache;
  /** By path. */
  private readonly folders = new Map<string, FolderTickets>();
  /** By path: the folder itself and all below it, in the tree's order. */
  private readonly foldersBelow = new Map<string, { readonly tree: string; readonly folders: readonly FolderTickets[] }>();
  private verdicts: { readonly tree: string; readonly names: ReadonlySet<string> } | undefined;
  /** The commit whose folders were asked for together. */
  private foreseen: string | undefined;
  private latest: { readonly commit: string; readonly snapshot: Promise<Snapshot> } | undefined;
  private readonly documents: ReturnType<typeof documentFolders>;
  private readonly criteria: CriteriaReader;

  constructor(private readonly reader: ObjectReader) {
    this.trees = new TreeCache(reader);
    this.documents = documentFolders(reader, this.trees);
    this.criteria = new CriteriaReader(reader, this.trees);
  }

  /** What the names in a commit tell. It is read the sooner when the commit itself is asked for after it. */
  async outline(commit: string): Promise<Outline> {
    await this.foreseeFolders(commit);
    return new OutlineReader(this.reader, this.trees).read(commit);
  }

  /** Who asks for a commit that is being read is given that one reading. */
  read(commit: string): Promise<Snapshot> {
    if (this.latest?.commit === commit) return this.latest.snapshot;
    const reading = { commit, snapshot: this.readCommit(commit) };
    this.latest = reading;
    reading.snapshot.catch(() => {
      if (this.latest === reading) this.latest = undefined;
    });
    return reading.snapshot;
  }

  private async readCommit(commit: string): Promise<Snapshot> {
    if (this.folders.size === 0 && this.foreseen !== commit) await this.foreseeFolders(commit);
    return this.readTree(commit, (await this.reader.commit(commit)).tree);
  }

  /** The folders that every plan has, asked for together. */
  private async foreseeFolders(commit: string): Promise<void> {
    await this.reader.foresee([commit, ...['^{tree}', ':tickets', ...ticketStates.map((state) => `:tickets/${state}`)].map((path) => `${commit}${path}`)]);
    this.foreseen = commit;
  }

  /** The text of a document in a commit, or undefined when there is none. */
  async text(commit: string, path: string): Promise<string | undefined> {
    return this.textIn((await this.reader.commit(commit)).tree, path);
  }

  /** By walking the trees: a name that somebody committed by hand, such as one with a newline, must never be part of a question to git. */
  private async textIn(tree: string, path: string): Promise<string | undefined> {
    const [name = '', ...below] = path.split('/');
    const entry = (await this.trees.entries(tree)).find((one) => one.name === name);
    if (entry === undefined || isFolder(entry) !== below.length > 0) return undefined;
    return below.length > 0 ? this.textIn(entry.id, below.join('/')) : this.blob(entry.id);
  }

  /** The text of a blob by its id, or undefined when there is none. */
  async blob(id: string): Promise<string | undefined> {
    const object = await this.reader.read(id);
    return object?.type === 'blob' ? object.body.toString('utf8') : undefined;
  }

  /** As `blob` for each of many, in their order, as they come in. */
  async eachBlob(ids: readonly string[], take: (text: string | undefined, at: number) => void): Promise<void> {
    await this.reader.readEach(ids, (object, at) => take(object?.type === 'blob' ? object.body.toString('utf8') : undefined, at));
  }

  private async readTree(commit: string, tree: string): Promise<Snapshot> {
    const root = new Map((await this.trees.entries(tree)).map((entry) => [entry.name, entry]));
    const problems: PlanProblem[] = [];
    const one = async <Value>(path: string, read: (text: string) => Value): Promise<Value | undefined> => {
      const text = await this.textIn(tree, path);
      try {
        return text === undefined ? undefined : read(text);
      } catch (error) {
        problems.push({ path, words: asWords(error) });
        return undefined;
      }
    };
    const document = <Schema extends z.ZodType>(path: string, schema: Schema) => one(path, (text) => readDocument(schema, text));
    const treeOf = (name: string): string | undefined => {
      const entry = root.get(name);
      return entry !== undefined && isFolder(entry) ? entry.id : undefined;
    };
    const queueTree = await this.treeAt(treeOf('queue'), ['merge', 'pending']);
    const ticketsTree = root.get('tickets');
    const { documents } = this;
    const [config, prices, lease, tools, intent, control, verdicts, folders, pending, areas, cuts, work, questions, proposals, reviews, protections, baseTests, notes, approvals, decisions, decided] = await Promise.all([
      one(configPath, readConfig),
      one(pricesPath, readPrices),
      document(leasePath, leaseSchema),
      document(toolsPath, toolsSchema),
      document(activePath, intentSchema),
      document(controlPath, controlSchema),
      this.verdictNames(root.get('verdicts')),
      ticketsTree === undefined || !isFolder(ticketsTree) ? [] : this.ticketFolders('tickets', ticketsTree.id),
      documents.pending.read(queueTree),
      documents.areas.read(treeOf('areas')),
      documents.cuts.read(treeOf('cuts')),
      documents.work.read(treeOf('work')),
      documents.questions.read(treeOf('questions')),
      documents.proposals.read(treeOf('proposals')),
      documents.reviews.read(treeOf('reviews')),
      documents.protections.read(treeOf('protected')),
      documents.baseTests.read(treeOf('base-tests')),
      documents.notes.read(treeOf('notes')),
      documents.approvals.read(treeOf('approvals')),
      this.filesIn(treeOf('decisions')),
      documents.decisions.read(treeOf('decisions')),
    ]);
    for (const folder of [pending, areas, cuts, work, questions, proposals, reviews, protections, baseTests, notes, approvals, decided]) problems.push(...folder.problems);
    const spec = root.get(specPath);
    const tickets = new Map<string, Ticket>();
    for (const folder of folders) {
      problems.push(...folder.problems);
      for (const ticket of folder.tickets) {
        const other = tickets.get(ticket.fields.id);
        if (other === undefined) tickets.set(ticket.fields.id, ticket);
        else problems.push({ path: ticket.path, words: `Ticket ${ticket.fields.id} is in two places; the other is ${other.path}.` });
      }
    }
    const { criteria, problems: ofCriteria } = await this.criteria.read(treeOf('criteria'), tickets.values());
    problems.push(...ofCriteria);
    if (config === undefined && !problems.some((problem) => problem.path === configPath)) {
      problems.push({ path: configPath, words: 'It is missing or damaged.' });
    }
    return {
      commit,
      tree,
      config,
      ...(prices === undefined ? {} : { prices }),
      tickets,
      pending: byKey(pending.documents, ({ fields }) => [fields.ticket, fields]),
      intent,
      lease,
      tools: tools?.tools,
      spec: spec === undefined || isFolder(spec) ? undefined : spec.id,
      version: Math.max(0, ...approvals.documents.map(({ fields }) => fields.version)),
      areas: byKey(areas.documents, (area) => [area.fields.area, area]),
      cuts: byKey(cuts.documents, ({ fields }) => [fields.area, fields]),
      work: byKey(work.documents, (one) => [one.fields.name, one]),
      questions: byKey(questions.documents, (question) => [question.fields.id, question]),
      proposals: byKey(proposals.documents, (proposal) => [proposal.fields.id, proposal]),
      reviews: latestByTicket(reviews.documents),
      approvedChanges: latestByTicket(protections.documents),
      baseTests: latestByTicket(baseTests.documents),
      criteria,
      notes: notesByTicket(notes.documents),
      decisions,
      decided: byKey(decided.documents, (decision) => [decision.fields.id, decision]),
      control: control ?? {},
      verdicts,
      problems,
    };
  }

  private async treeAt(tree: string | undefined, folders: readonly string[]): Promise<string | undefined> {
    const [first, ...rest] = folders;
    if (tree === undefined || first === undefined) return tree;
    const entry = (await this.trees.entries(tree)).find((one) => one.name === first && isFolder(one));
    return this.treeAt(entry?.id, rest);
  }

  private async filesIn(tree: string | undefined): Promise<number> {
    return tree === undefined ? 0 : (await this.trees.entries(tree)).length;
  }

  private async ticketFolders(path: string, tree: string): Promise<readonly FolderTickets[]> {
    const known = this.foldersBelow.get(path);
    if (known?.tree === tree) return known.folders;
    const folder = await this.folder(path, tree);
    const below = folder.body.entries.filter(isFolder).map((entry) => this.ticketFolders(`${path}/${entry.name}`, entry.id));
    const own = folder.tickets.length + folder.problems.length > 0 ? [folder] : [];
    const folders = [...own, ...(await Promise.all(below)).flat()];
    if (this.foldersBelow.size > mostFolders) this.foldersBelow.clear();
    this.foldersBelow.set(path, { tree, folders });
    return folders;
  }

  private async folder(path: string, tree: string): Promise<FolderTickets> {
    const known = this.folders.get(path);
    if (known?.tree === tree) return known;
    const body = await this.reader.treeBody(tree, known?.body);
    const results = await this.readFolder(path, body.entries, known);
    const folder: FolderTickets = {
      tree,
      body,
      results,
      tickets: results.filter((result) => result !== undefined && 'fields' in result),
      problems: results.filter((result) => result !== undefined && 'words' in result),
    };
    if (this.folders.size > mostFolders) this.folders.clear();
    this.folders.set(path, folder);
    return folder;
  }

  /** What each entry comes to; undefined for a folder. Entries that stand as they did in `known` are not looked at again. */
  private async readFolder(path: string, entries: readonly TreeEntry[], known: FolderTickets | undefined): Promise<readonly EntryResult[]> {
    const old = known?.body.entries ?? [];
    const shortest = Math.min(old.length, entries.length);
    let first = 0;
    while (first < shortest && old[first] === entries[first]) first += 1;
    let last = 0;
    while (last < shortest - first && old[old.length - 1 - last] === entries[entries.length - 1 - last]) last += 1;
    const changed = entries.slice(first, entries.length - last);
    const files = changed.flatMap((entry, at) => (isFolder(entry) ? [] : [{ id: entry.id, path: `${path}/${entry.name}`, at }]));
    const results = Array<EntryResult>(changed.length).fill(undefined);
    await this.reader.readEach(files.map(({ id }) => id), (object, index) => {
      const file = files[index];
      if (file === undefined) return;
      results[file.at] = object?.type === 'blob' ? parseTicket(file.path, object.body.toString('utf8')) : { path: file.path, words: 'It is not a file.' };
    });
    return [...(known?.results.slice(0, first) ?? []), ...results, ...(known?.results.slice(old.length - last) ?? [])];
  }

  private async verdictNames(entry: TreeEntry | undefined): Promise<ReadonlySet<string>> {
    if (entry === undefined || !isFolder(entry)) return new Set();
    if (this.verdicts?.tree === entry.id) return this.verdicts.names;
    const shards = (await this.trees.entries(entry.id)).filter(isFolder);
    const files = (await Promise.all(shards.map((shard) => this.trees.entries(shard.id)))).flat();
    const names = new Set(files.map((file) => file.name.replace(/\.md$/, '')));
    this.verdicts = { tree: entry.id, names };
    return names;
  }
}

function documentFolders(reader: ObjectReader, trees: TreeCache) {
  return {
    pending: new DocumentFolder(reader, trees, 'queue/merge/pending', pendingSchema, ({ ticket }) => pendingPath(ticket)),
    areas: new DocumentFolder(reader, trees, 'areas', areaSchema, ({ area }) => areaPath(area)),
    cuts: new DocumentFolder(reader, trees, 'cuts', cutSchema, ({ area }) => cutPath(area)),
    work: new DocumentFolder(reader, trees, 'work', workSchema, ({ name }) => workPath(name)),
    questions: new DocumentFolder(reader, trees, 'questions', questionSchema, ({ id }) => questionPath(id)),
    proposals: new DocumentFolder(reader, trees, 'proposals', proposalSchema, ({ id, title }) => proposalPath(id, title)),
    reviews: new DocumentFolder(reader, trees, 'reviews', reviewSchema, ({ ticket, attempt }) => reviewPath(ticket, attempt)),
    protections: new DocumentFolder(reader, trees, 'protected', protectedSchema, ({ ticket, attempt }) => protectedPath(ticket, attempt)),
    baseTests: new DocumentFolder(reader, trees, 'base-tests', baseTestsSchema, ({ ticket, attempt }) => baseTestsPath(ticket, attempt)),
    notes: new DocumentFolder(reader, trees, 'notes', noteSchema, ({ ticket, number }) => notePath(ticket, number)),
    // Its file is called by its first title, which the engineer may change.
    decisions: new DocumentFolder(reader, trees, 'decisions', decisionSchema, ({ id, title }, path) => (path.startsWith(`decisions/${id}-`) ? path : decisionPath(id, title))),
    approvals: new DocumentFolder(reader, trees, 'approvals', approvalSchema, ({ version }) => approvalPath(version)),
  };
}

function byKey<Fields, Key, Value>(documents: readonly Document<Fields>[], entry: (document: Document<Fields>) => readonly [Key, Value]): ReadonlyMap<Key, Value> {
  return new Map(documents.map(entry));
}

/** For each ticket what was written of its latest attempt. */
function latestByTicket<Fields extends { readonly ticket: string; readonly attempt: number }>(documents: readonly Document<Fields>[]): ReadonlyMap<string, Fields> {
  const latest = new Map<string, Fields>();
  for (const { fields } of documents) if ((latest.get(fields.ticket)?.attempt ?? 0) <= fields.attempt) latest.set(fields.ticket, fields);
  return latest;
}

function notesByTicket(documents: readonly Document<NoteFields>[]): ReadonlyMap<string, readonly string[]> {
  const notes = new Map<string, string[]>();
  for (const { fields, text } of [...documents].sort((a, b) => a.fields.number - b.fields.number)) {
    notes.set(fields.ticket, [...(notes.get(fields.ticket) ?? []), readBody(text).trim()]);
  }
  return notes;
}

/** A ticket's document, or what is wrong with it. */
export function parseTicket(path: string, text: string): Ticket | PlanProblem {
  const place = parseTicketPath(path);
  if (place === undefined) return { path, words: 'Its name must be tickets/<state>/<id>-<short-name>.md.' };
  try {
    const fields = quickTicket(text) ?? readDocument(ticketSchema, text);
    if (fields.id !== place.id) return { path, words: `Its id is ${fields.id}, but its name says ${place.id}.` };
    return { path, state: place.state, name: place.name, text, fields };
  } catch (error) {
    return { path, words: asWords(error) };
  }
}
