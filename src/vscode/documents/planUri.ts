import * as vscode from 'vscode';
import type { Session } from '../hosting/session.js';

/** The scheme of plan documents in VS Code. */
export const planScheme = 'sanctum';

/** A document of the plan as VS Code knows it: one authority for each repository, and the path on the plan branch. */
export function planUri(session: Session, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: planScheme, authority: session.key, path: `/${path}` });
}

/** The document as it was at a plan commit; it cannot be changed. */
export function planUriAt(session: Session, path: string, commit: string): vscode.Uri {
  return planUri(session, path).with({ query: `at=${commit}` });
}

/** What a URI names. */
export interface PlanPlace {
  /** The repository's key. */
  readonly authority: string;
  /** On the plan branch; empty for its root. */
  readonly path: string;
  /** The plan commit that it is read from; undefined: the newest. */
  readonly at: string | undefined;
}

/** What a URI names; undefined for one of another scheme. */
export function planPlace(uri: vscode.Uri): PlanPlace | undefined {
  if (uri.scheme !== planScheme) return undefined;
  const at = /^at=([0-9a-f]{40,64})$/.exec(uri.query)?.[1];
  return { authority: uri.authority, path: uri.path.replace(/^\/+|\/+$/g, ''), at };
}
