/** Who wrote a plan commit. */
export type CommitKind =
  | { readonly kind: 'engine'; readonly machine: string; readonly epoch: number; readonly sequence: number }
  | { readonly kind: 'command'; readonly writer: string; readonly nonce: string }
  | { readonly kind: 'foreign' };

export interface PlanMessage {
  readonly author: CommitKind;
  /** The name of the transition, where one was given. */
  readonly transition: string | undefined;
  readonly ticket: string | undefined;
  /** Commits not the engine's own that it has checked by this one. */
  readonly acknowledges: readonly string[];
}

function trailers(message: string): ReadonlyMap<string, readonly string[]> {
  const [, ...paragraphs] = message.trimEnd().replace(/\r\n/g, '\n').split(/\n\n/);
  const last = paragraphs.at(-1) ?? '';
  const found = new Map<string, string[]>();
  for (const line of last.split('\n')) {
    const [, key, value] = /^(Sanctum-[A-Za-z]+): (.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    found.set(key, [...(found.get(key) ?? []), value]);
  }
  return found;
}

function authorOf(found: ReadonlyMap<string, readonly string[]>): CommitKind {
  const engine = /^(\S+) (\d+) (\d+)$/.exec(found.get('Sanctum-Engine')?.[0] ?? '');
  const [, machine, epoch, sequence] = engine ?? [];
  if (machine !== undefined) return { kind: 'engine', machine, epoch: Number(epoch), sequence: Number(sequence) };
  const [, writer, nonce] = /^(\S+) (\S+)$/.exec(found.get('Sanctum-Command')?.[0] ?? '') ?? [];
  if (writer !== undefined && nonce !== undefined) return { kind: 'command', writer, nonce };
  return { kind: 'foreign' };
}

/** What a plan commit's message says of itself. */
export function parseMessage(message: string): PlanMessage {
  const found = trailers(message);
  return {
    author: authorOf(found),
    transition: found.get('Sanctum-Transition')?.[0],
    ticket: found.get('Sanctum-Ticket')?.[0],
    acknowledges: found.get('Sanctum-Acknowledges') ?? [],
  };
}

/** The message of a plan commit: a subject for people, trailers for programs. */
export function printMessage(subject: string, message: PlanMessage): string {
  const { author } = message;
  const lines = [
    ...(message.transition === undefined ? [] : [`Sanctum-Transition: ${message.transition}`]),
    ...(message.ticket === undefined ? [] : [`Sanctum-Ticket: ${message.ticket}`]),
    ...message.acknowledges.map((commit) => `Sanctum-Acknowledges: ${commit}`),
    ...(author.kind === 'engine' ? [`Sanctum-Engine: ${author.machine} ${String(author.epoch)} ${String(author.sequence)}`] : []),
    ...(author.kind === 'command' ? [`Sanctum-Command: ${author.writer} ${author.nonce}`] : []),
  ];
  const plainSubject = subject.replace(/\s+/g, ' ').trim();
  return `${plainSubject}\n\n${lines.join('\n')}\n`;
}
