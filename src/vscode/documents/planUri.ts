import * as vscode from 'vscode';
import { repositoryKey } from '../../git/projectFolder.js';
import type { Session } from '../hosting/session.js';

/** The scheme of the documents of plans. */
export const planScheme = 'sanctum';

/** A document of a repository's plan as VS Code opens it; `path` is the one on the plan branch. */
export function planUri(session: Session, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: planScheme, authority: repositoryKey(session.project.place.commonDir), path: `/${path}` });
}
