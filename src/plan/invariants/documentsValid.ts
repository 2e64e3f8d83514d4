import { kindOf } from '../documentKinds.js';
import { DocumentError } from '../frontMatter.js';
import { parseTicketPath } from '../paths.js';
import { readPrices } from '../prices.js';
import { readConfig, readDocument } from '../readDocument.js';
import { secretIn } from '../secrets.js';
import { parseTicket } from '../snapshotReader.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

/** Why a document of its kind cannot be read; undefined for one that can, and for what is no document of the plan. */
export function unreadable(path: string, text: string): string | undefined {
  try {
    if (parseTicketPath(path) !== undefined) {
      const ticket = parseTicket(path, text);
      return 'words' in ticket ? ticket.words : undefined;
    }
    const kind = kindOf(path);
    if (kind?.name === 'configuration') readConfig(text);
    else if (kind?.name === 'prices') readPrices(text);
    else if (kind?.schema !== undefined) readDocument(kind.schema, text);
    return undefined;
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
}

const mend = 'Mend it in a commit on sanctum/plan, and report this.';
const revoke = 'Take it out in a commit on sanctum/plan, and have it revoked where it was given out: it stays in the history.';

/** Invariant 18: in every state that the engine answers for each document is UTF-8, is what its kind asks for, and holds nothing that looks like a secret. */
export function documentsValid(record: PlanRecord): readonly Violation[] {
  const violations: Violation[] = [];
  const sound = new Set<string>();
  for (const { index, step, paths } of record.turns) {
    for (const path of paths) {
      const blob = record.blobAt(path, index);
      const text = record.textAt(path, index);
      if (blob === undefined || text === undefined || sound.has(`${path} ${blob}`)) continue;
      sound.add(`${path} ${blob}`);
      const broken = (words: string, remedy: string) => violations.push({ invariant: 18, commit: step.commit, path, words, remedy });
      const problem = unreadable(path, text);
      const secret = secretIn(text);
      if (record.garbled.has(blob)) broken(`${path} is not UTF-8.`, mend);
      if (problem !== undefined) broken(`${path} cannot be read: ${problem}`, mend);
      if (secret !== undefined) broken(`${path} holds what looks like ${secret.name}.`, revoke);
    }
  }
  return violations;
}
