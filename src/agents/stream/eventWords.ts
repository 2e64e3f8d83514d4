import type { AgentEvent } from './agentEvent.js';
import type { RecordedEvent } from './eventRecord.js';

type ToolEvent = Extract<AgentEvent, { kind: 'tool' }>;

/** Tools that are a command line are shown as one. */
const shells: ReadonlySet<string> = new Set(['command', 'shell', 'Bash', 'bash']);

/** Characters that would move a terminal's cursor or colour its text, and that no reader wants to see. */
// eslint-disable-next-line no-control-regex
const controls = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** What agents print, without what would move a cursor. */
export function plainText(text: string): string {
  return text.replace(controls, '');
}

/** The sign, and the words behind it; further lines stand under the first. */
function line(sign: string, words: string): string {
  const shown = plainText(words).trimEnd().split('\n').join('\n    ');
  return shown === '' ? sign : `${sign} ${shown}`;
}

/** Tells a run's events in lines for a person, each thing once: a tool when it has ended. */
export class EventWords {
  private readonly open = new Map<string, ToolEvent>();
  private tokens = '';

  /** The lines of one event; none for what says nothing to a reader. */
  take(event: RecordedEvent): readonly string[] {
    switch (event.kind) {
      case 'started':
        return [line('▶', [event.session === undefined ? 'started' : `session ${event.session}`, event.model ?? ''].join(' '))];
      case 'message':
        return [line('●', event.text)];
      case 'thinking':
        return [line('…', event.text)];
      case 'tool':
        return this.takeTool(event);
      case 'files':
        return event.changes.length === 0 ? [] : [line('✎', event.changes.map(({ path, change }) => `${change} ${path}`).join(', '))];
      case 'approval':
        return [line('?', `waits for a permission: ${event.words}`)];
      case 'question':
        return [line('?', event.text)];
      case 'usage':
        this.tokens = `: ${String(event.tokens.input)} tokens read, ${String(event.tokens.output)} written`;
        return [];
      case 'retry':
        return [line('↻', `${event.words}${event.seconds === undefined ? '' : ` (again in ${String(Math.round(event.seconds))} s)`}`)];
      case 'error':
        return [line('✗', event.words)];
      case 'alive':
        return [];
      case 'output':
        return [plainText(event.text)];
      case 'end':
        if (event.outcome === 'failed') return [line('✗', event.failure === undefined ? 'the turn failed' : event.failure.words)];
        return [line('■', event.outcome === 'interrupted' ? 'interrupted' : `end of the turn${this.tokens}`)];
    }
  }

  /** What is at work. */
  get pending(): readonly string[] {
    return [...this.open.values()].map((tool) => `${toolWords(tool, tool)} (at work)`);
  }

  private takeTool(event: ToolEvent): readonly string[] {
    if (event.state === 'started') {
      this.open.set(event.id, event);
      return [];
    }
    const begun = this.open.get(event.id);
    this.open.delete(event.id);
    const words = toolWords(event, begun);
    const code = event.exitCode ?? 0;
    const failed = code === 0 ? (event.state === 'failed' ? ' (failed)' : '') : `   (exit ${String(code)})`;
    const output = event.output === undefined || event.output.trim() === '' ? '' : `\n    ${line('', event.output).trimStart()}`;
    return [`${words}${failed}${output}`];
  }
}

/** An agent may tell at the beginning alone what a tool is asked. */
function toolWords({ name, input }: ToolEvent, begun: ToolEvent | undefined): string {
  const asked = input ?? begun?.input ?? '';
  return shells.has(name) && asked !== '' ? line('$', asked) : line('⚒', `${name} ${asked}`.trimEnd());
}
