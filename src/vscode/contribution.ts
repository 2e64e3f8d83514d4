/**
 * What the parts of the window contribute to VS Code, as data: `manifest.ts` puts the parts together, and `npm run manifest` writes the
 * result into package.json. Meaning of the fields: https://code.visualstudio.com/api/references/contribution-points.
 */

export type CommandId = `sanctum.${string}`;

export interface CommandContribution {
  readonly command: CommandId;
  readonly title: string;
  /** `$(name)` of a product icon, for the places that show commands as icons. */
  readonly icon?: string;
  readonly enablement?: string;
  /** When the palette lists it; false for one that needs an argument. */
  readonly palette: string | false;
}

export interface MenuItem {
  readonly command: CommandId;
  readonly when: string;
  readonly group?: string;
}

/** The menus that Sanctum has items in; the palette's follow from the commands. */
export type MenuName =
  | 'view/title'
  | 'view/item/context'
  | 'editor/title'
  | 'editor/title/context'
  | 'editor/context'
  | 'explorer/context'
  | 'comments/comment/title'
  | 'comments/commentThread/title'
  | 'comments/commentThread/context'
  | 'comments/commentThread/additionalActions'
  | 'testing/item/context'
  | 'scm/title'
  | 'multiDiffEditor/resource/title';

export interface Keybinding {
  readonly command: CommandId;
  readonly key: string;
  readonly mac?: string;
  readonly when: string;
}

export type ViewId = 'sanctum.plan' | 'sanctum.questions' | 'sanctum.agents';

export interface View {
  readonly id: ViewId;
  readonly name: string;
  readonly icon: string;
  readonly when?: string;
  readonly contextualTitle: string;
  readonly visibility?: 'visible' | 'collapsed';
}

export interface Welcome {
  readonly view: ViewId;
  /** Markdown of welcome views: a line with nothing but a link is a button. */
  readonly contents: string;
  readonly when: string;
}

export interface Setting {
  readonly type: 'boolean' | 'number' | 'string' | 'array';
  readonly default: boolean | number | string | readonly string[];
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly items?: { readonly type: 'string' };
  readonly minimum?: number;
  readonly markdownDescription: string;
  /** VS Code settings hold only what belongs to a machine or a person; never `resource`, which a repository could set. */
  readonly scope: 'machine' | 'machine-overridable' | 'application' | 'window';
}

export interface WalkthroughStep {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly image: string; readonly altText: string } | { readonly markdown: string };
  readonly completionEvents?: readonly string[];
}

/** What one part of the window contributes. */
export interface Contribution {
  readonly commands?: readonly CommandContribution[];
  readonly menus?: Readonly<Partial<Record<MenuName, readonly MenuItem[]>>>;
  readonly keybindings?: readonly Keybinding[];
  readonly views?: readonly View[];
  readonly viewsWelcome?: readonly Welcome[];
  /** By name, without `sanctum.`. */
  readonly settings?: Readonly<Record<string, Setting>>;
  readonly walkthrough?: { readonly id: string; readonly title: string; readonly description: string; readonly steps: readonly WalkthroughStep[] };
  /** Contribution points that are plain lists: `languages`, `grammars`, `jsonValidation`, `icons`, `colors`. */
  readonly points?: Readonly<Partial<Record<'languages' | 'grammars' | 'jsonValidation' | 'colors' | 'resourceLabelFormatters', readonly unknown[]>>>;
  readonly activationEvents?: readonly string[];
}
