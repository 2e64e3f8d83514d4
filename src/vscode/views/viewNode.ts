import type { PlanNode } from './node.js';

/** What a click on a row does. */
export type NodeClick = 'open' | { readonly command: `sanctum.${string}`; readonly title: string };

/** A row before it is VS Code's: what stands in it, and what lies below it. Its id is its own in the whole view. */
export interface ViewNode extends Omit<PlanNode, 'session'> {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** The name of a product icon. */
  readonly icon: string;
  /** The id of a colour of the theme; the icon and a word say the same. */
  readonly colour?: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly context: string;
  /** Without it a click does no more than select; `open` opens the document at `path`. */
  readonly click?: NodeClick;
  /** In Markdown; made when it is looked at. */
  readonly tooltip?: () => string | Promise<string>;
  readonly below?: NodesBelow;
}

/** The rows below a row, made when it is expanded. */
export interface NodesBelow {
  readonly isOpenAtFirst: boolean;
  /** They are read anew only when the row itself changes: they cost reading. */
  readonly isFixed?: boolean;
  readonly list: () => readonly ViewNode[] | Promise<readonly ViewNode[]>;
}

/** What of a row is on the screen, as one text: two rows with the same look the same. */
export function appearance({ label, description, icon, colour, spoken, context, kind, ticket, question, proposal, run, work, area, path, click, below }: ViewNode): string {
  return JSON.stringify([label, description, icon, colour, spoken, context, kind, ticket, question, proposal, run, work, area, path, click, below !== undefined]);
}

/** Plain text for a place that reads Markdown: what an agent wrote stays text there. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$:]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}

/** Parts of a description, in the order in which they are told. */
export function joined(parts: readonly (string | undefined)[], by = ' · '): string {
  return parts.filter((part) => part !== undefined && part !== '').join(by);
}

/** `3 tickets`, `1 ticket`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${String(number)} ${number === 1 ? one : many}`;
}
