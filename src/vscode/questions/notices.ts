/** What decides about notifications. */
export interface NoticeFacts {
  /** The open questions that wait for the engineer, by key. */
  readonly waiting: readonly string[];
  /** Whether the engineer looks at this window. */
  readonly isFocused: boolean;
  /** Milliseconds on any clock that only grows. */
  readonly now: number;
  /** How long a question may wait quietly while the engineer is at this window, in milliseconds. */
  readonly delay: number;
}

/** Since when this window has known of each question that nobody was told of yet, and those that somebody was. */
export interface NoticeMemory {
  readonly seen: ReadonlyMap<string, number>;
  readonly told: ReadonlySet<string>;
}

export interface NoticeDecision {
  /** The questions that one notification now tells of; often none. */
  readonly tell: readonly string[];
  /** Milliseconds until another look, unless something changes before; undefined when nothing is left to wait for. */
  readonly lookAgain: number | undefined;
  readonly memory: NoticeMemory;
}

export const noNotices: NoticeMemory = { seen: new Map(), told: new Set() };

/**
 * Decides which questions a notification is for: at most one for each, none for what was answered meanwhile, and none before the delay while the
 * engineer is at the window and may see the question by themselves. What is due at one moment is one notification.
 */
export function decideNotices({ waiting, isFocused, now, delay }: NoticeFacts, { seen, told }: NoticeMemory): NoticeDecision {
  const untold = waiting.filter((key) => !told.has(key));
  const since = new Map(untold.map((key) => [key, seen.get(key) ?? now]));
  const rest = (key: string): number => (isFocused ? (since.get(key) ?? now) + delay - now : 0);
  const tell = untold.filter((key) => rest(key) <= 0);
  const later = untold.filter((key) => rest(key) > 0);
  return {
    tell,
    lookAgain: later.length === 0 ? undefined : Math.min(...later.map(rest)),
    memory: { seen: new Map(later.map((key) => [key, since.get(key) ?? now])), told: new Set([...waiting.filter((key) => told.has(key)), ...tell]) },
  };
}
