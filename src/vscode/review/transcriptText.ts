/** As much of a run's output as is shown, in bytes. */
export const transcriptBytes = 1024 * 1024;

type Event = Readonly<Record<string, unknown>>;

function asRecord(value: unknown): Event {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Event) : {};
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

/** Further lines of one event stand under its first. */
function indented(words: string): string {
  return words.trimEnd().split('\n').join('\n    ');
}

function line(sign: string, words: string): string {
  return indented(words === '' ? sign : `${sign} ${words}`);
}

/** What the rehearsal agent prints. */
function rehearsed({ type, ...event }: Event): string | undefined {
  switch (type) {
    case 'started':
      return line('▶', `started, attempt ${text(event['attempt'])}`);
    case 'message':
      return line('●', text(event['text']));
    case 'step':
      return line('·', `${text(event['do'])} ${text(event['value'])}`.trimEnd());
    case 'output':
      return line('$', `exit ${text(event['exitCode'] ?? event['signal'])}\n${text(event['text'])}`);
    case 'tool':
      return line('⚒', `${text(event['tool'])}${event['accepted'] === false ? ' (refused)' : ''}: ${text(event['text'])}`);
    case 'error':
      return line('✗', text(event['text'] ?? event['message']));
    default:
      return undefined;
  }
}

/** One thing that codex did: https://developers.openai.com/codex/noninteractive, the items of `codex exec --json`. */
function codexItem(item: Event): string | undefined {
  switch (item['type']) {
    case 'agent_message':
      return line('●', text(item['text']));
    case 'reasoning':
      return line('…', text(item['text']));
    case 'command_execution': {
      const code = item['exit_code'];
      const ended = typeof code === 'number' && code !== 0 ? `   (exit ${String(code)})` : '';
      return line('$', `${text(item['command'])}${ended}\n${text(item['aggregated_output'])}`);
    }
    case 'file_change': {
      const changes = Array.isArray(item['changes']) ? item['changes'].map(asRecord) : [];
      return line('✎', changes.map(({ kind, path }) => `${text(kind)} ${text(path)}`).join(', '));
    }
    case 'mcp_tool_call':
      return line('⚒', `${text(item['tool'])} ${text(item['arguments'])}`.trimEnd());
    case 'web_search':
      return line('⌕', text(item['query']));
    case 'todo_list': {
      const items = Array.isArray(item['items']) ? item['items'].map(asRecord) : [];
      return line('☰', items.map(({ text: what, completed }) => `[${completed === true ? 'x' : ' '}] ${text(what)}`).join('\n'));
    }
    case 'error':
      return line('✗', text(item['message']));
    default:
      return undefined;
  }
}

/** What codex prints; '' for what says nothing to a reader. */
function codexEvent(event: Event): string | undefined {
  switch (event['type']) {
    case 'thread.started':
      return line('▶', `session ${text(event['thread_id'])}`);
    case 'turn.started':
    case 'item.started':
    case 'item.updated':
      return '';
    case 'item.completed':
      return codexItem(asRecord(event['item']));
    case 'turn.completed': {
      const usage = asRecord(event['usage']);
      return line('■', `end of the turn: ${text(usage['input_tokens'])} tokens read, ${text(usage['output_tokens'])} written`);
    }
    case 'turn.failed':
      return line('✗', text(asRecord(event['error'])['message']));
    default:
      return undefined;
  }
}

function readable(written: string): string {
  if (!written.startsWith('{"')) return written;
  try {
    const event = asRecord(JSON.parse(written));
    return codexEvent(event) ?? rehearsed(event) ?? written;
  } catch {
    return written;
  }
}

/** Characters that would move a terminal's cursor or colour its text, and that no reader wants to see. */
// eslint-disable-next-line no-control-regex
const controls = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** What an agent printed, for a person to read. `omitted`: it is the end of more. A line that is not whole yet is left for later. */
export function transcriptText(output: string, { omitted, isOver }: { readonly omitted: boolean; readonly isOver: boolean }): string {
  const lines = output.split('\n');
  // What stands behind the last line end is nothing, or half a line; so may be what stands before the first where more was left out.
  const last = lines.pop() ?? '';
  if (omitted) lines.shift();
  const whole = isOver && last !== '' ? [...lines, last] : lines;
  const shown = whole.map((written) => readable(written.trimEnd())).filter((words) => words !== '');
  const head = omitted ? [`[The last ${String(transcriptBytes / 1024 / 1024)} MB of the output; what was printed before is left out.]`] : [];
  return [...head, ...shown].map((words) => words.replace(controls, '')).join('\n');
}
