import * as vscode from 'vscode';
import { Conversation } from '../../engine/planning/conversation/conversation.js';
import type { TalkMode } from '../../engine/planning/conversation/typedCommand.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { ArchitectDesk } from './architectDesk.js';

interface Talk {
  readonly terminal: vscode.Terminal;
  readonly conversation: Conversation;
}

/** How much of what was written is kept for the up key. */
const longestHistory = 100;
const usualColumns = 80;

/** The terminals in which the engineer talks with the architects, one for each repository. */
export class ArchitectTerminals {
  private readonly talks = new Map<ArchitectDesk, Talk>();

  constructor(
    private readonly window: SanctumWindow,
    private readonly review: (desk: ArchitectDesk) => Promise<void>,
  ) {}

  /** Shows the conversation, and begins it where there is none. */
  show(desk: ArchitectDesk, mode: TalkMode): Conversation {
    const known = this.talks.get(desk);
    const talk = known ?? this.begin(desk, mode);
    talk.conversation.turnTo(mode);
    talk.terminal.show();
    return talk.conversation;
  }

  private begin(desk: ArchitectDesk, mode: TalkMode): Talk {
    const written = new vscode.EventEmitter<string>();
    const ended = new vscode.EventEmitter<void>();
    let columns = usualColumns;
    const key = `architect.history.${desk.session.project.place.topFolder}`;
    const { workspaceState } = this.window.extension;
    const conversation = new Conversation(
      desk,
      { write: (text) => written.fire(text), columns: () => columns, end: () => ended.fire() },
      {
        mode,
        history: workspaceState.get<readonly string[]>(key, []),
        remember: (history) => void workspaceState.update(key, history.slice(-longestHistory)),
        review: () => this.review(desk),
      },
    );
    const measure = (dimensions: vscode.TerminalDimensions | undefined): void => {
      columns = dimensions?.columns ?? columns;
    };
    const pty: vscode.Pseudoterminal = {
      onDidWrite: written.event,
      onDidClose: ended.event,
      open: (dimensions) => {
        measure(dimensions);
        void conversation.open();
      },
      setDimensions: (dimensions) => {
        measure(dimensions);
        conversation.redraw();
      },
      handleInput: (input) => {
        conversation.take(input);
      },
      close: () => {
        conversation.close();
        this.talks.delete(desk);
        written.dispose();
        ended.dispose();
      },
    };
    const isOneOfMany = this.window.sessions.all.length > 1;
    const name = isOneOfMany ? vscode.l10n.t('Architect of {0}', desk.session.name) : vscode.l10n.t('Architect');
    const terminal = vscode.window.createTerminal({ name, pty, iconPath: new vscode.ThemeIcon('comment-discussion') });
    const talk = { terminal, conversation };
    this.talks.set(desk, talk);
    return talk;
  }
}
