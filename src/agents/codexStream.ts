import * as z from 'zod';
import type { RunAccount, Tokens } from './backend.js';

const eventSchema = z.union([
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.literal('turn.completed'), usage: z.object({ input_tokens: z.int().min(0), output_tokens: z.int().min(0) }) }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
]);
type CodexEvent = z.infer<typeof eventSchema>;

/** The events of `codex exec --json` that tell how a run went; all other lines, those of stderr among them, are passed over. */
function events(stream: string): readonly CodexEvent[] {
  return stream.split('\n').flatMap((line) => {
    if (!/^\{"type":"(?:thread|turn)\./.test(line)) return [];
    try {
      return [eventSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** All tokens of the thread so far: codex counts on when a session goes on. */
function total(seen: readonly CodexEvent[]): Tokens | undefined {
  const last = seen.findLast((event) => event.type === 'turn.completed');
  return last === undefined ? undefined : { input: last.usage.input_tokens, output: last.usage.output_tokens };
}

function threadOf(seen: readonly CodexEvent[]): string | undefined {
  return seen.find((event) => event.type === 'thread.started')?.thread_id;
}

function tokensOf(seen: readonly CodexEvent[], earlier: readonly CodexEvent[]): Tokens | undefined {
  const now = total(seen);
  const before = threadOf(seen) === threadOf(earlier) ? total(earlier) : undefined;
  if (now === undefined || before === undefined) return now;
  return { input: Math.max(0, now.input - before.input), output: Math.max(0, now.output - before.output) };
}

/** What codex says when its model's server does not serve, as seen with codex 0.169, and what it means. The first that fits. */
const refusals: readonly (readonly [said: RegExp, words: (match: RegExpExecArray) => string])[] = [
  [/status:? (401|403)\b/, ([, status = '']) => `the model's server refused the key (${status}); log in again with \`codex login\``],
  [/status:? 429\b/, () => "the model's server takes no more requests for now (429)"],
  [/usage limit|quota/i, () => 'the account has used up what it may'],
  [/status:? (5\d\d)\b/, ([, status = '']) => `the model's server failed (${status})`],
  [/experiencing high demand/, () => "the model's server failed (500)"],
  [/status:? (\d{3})\b/, ([, status = '']) => `the model's server refused the request (${status})`],
  [/^Connection failed|^stream disconnected/, () => "the model's server could not be reached, or broke off"],
  [/^Missing environment variable: `(\w+)`/, ([, name = '']) => `the key is missing: set ${name} where Sanctum is started`],
];

/** What codex prints when it cannot even begin. */
const falseStarts: readonly (readonly [said: RegExp, words: string])[] = [
  [/required MCP servers failed to initialize: ([^\n]*)/, "Sanctum's tools did not start"],
  [/Error loading config[^:\n]*:\s*([^]*)/, 'its settings cannot be used'],
  [/^[Ee]rror: ([^\n]*)/m, 'it could not begin'],
];

function sentence(words: string, said: string): string {
  const line = said.replace(/\s+/g, ' ').trim().slice(0, 300);
  return `codex: ${words}.${line === '' ? '' : ` It said: ${line}`}`;
}

function unservedIn(seen: readonly CodexEvent[], stream: string): string | undefined {
  const end = seen.findLast((event) => event.type !== 'thread.started');
  if (end?.type === 'turn.completed') return undefined;
  if (end?.type === 'turn.failed') {
    const { message } = end.error;
    for (const [said, words] of refusals) {
      const match = said.exec(message);
      if (match !== null) return sentence(words(match), message);
    }
    return undefined;
  }
  if (seen.length > 0) return undefined;
  for (const [said, words] of falseStarts) {
    const match = said.exec(stream);
    if (match !== null) return sentence(words, match[1] ?? '');
  }
  return undefined;
}

/** What the output of `codex exec --json` tells of a run; `earlier` is that of the run whose session it went on with. */
export function codexAccount(stream: string, earlier: string | undefined): RunAccount {
  const seen = events(stream);
  const tokens = tokensOf(seen, events(earlier ?? ''));
  const unserved = unservedIn(seen, stream);
  return { ...(tokens === undefined ? {} : { tokens }), ...(unserved === undefined ? {} : { unserved }) };
}
