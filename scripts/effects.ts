// What counts as a clock, randomness, a timer, a file, a process or a socket: the tables behind scripts/layers.ts.

export type Effect = 'clock' | 'randomness' | 'timer' | 'files' | 'processes' | 'sockets';

/** Modules that no file outside src/platform imports, without the `node:` before their names. */
export const effectModules: ReadonlyMap<string, Effect> = new Map([
  ['fs', 'files'],
  ['child_process', 'processes'],
  ['cluster', 'processes'],
  ['execa', 'processes'],
  ['net', 'sockets'],
  ['tls', 'sockets'],
  ['dgram', 'sockets'],
  ['http', 'sockets'],
  ['https', 'sockets'],
  ['http2', 'sockets'],
  ['timers', 'timer'],
  ['perf_hooks', 'clock'],
]);

/** Globals of which every mention counts. `Date` has rules of its own. */
const effectNames: ReadonlyMap<string, Effect> = new Map([
  ['performance', 'clock'],
  ['setTimeout', 'timer'],
  ['setInterval', 'timer'],
  ['setImmediate', 'timer'],
]);

/** Members that count, of globals and of the modules `crypto` and `process`. */
export const memberEffects: ReadonlyMap<string, ReadonlyMap<string, Effect>> = new Map<string, ReadonlyMap<string, Effect>>([
  ['Date', new Map([['now', 'clock']])],
  ['Math', new Map([['random', 'randomness']])],
  ['AbortSignal', new Map([['timeout', 'timer']])],
  [
    'process',
    new Map([
      ['hrtime', 'clock'],
      ['uptime', 'clock'],
      ['kill', 'processes'],
    ]),
  ],
  [
    'crypto',
    new Map([
      ['randomUUID', 'randomness'],
      ['randomBytes', 'randomness'],
      ['randomInt', 'randomness'],
      ['randomFill', 'randomness'],
      ['randomFillSync', 'randomness'],
      ['getRandomValues', 'randomness'],
      ['webcrypto', 'randomness'],
    ]),
  ],
]);

/** The effect of mentioning a global, or undefined when there is none. */
export function effectOfName(name: string): Effect | undefined {
  return effectNames.get(name);
}

/** The effect of a member of a global or a module, or undefined when there is none. */
export function effectOfMember(owner: string, member: string): Effect | undefined {
  return memberEffects.get(owner)?.get(member);
}

/** The effect of reaching a global by `globalThis.name`; whichever of its members is used then. */
export function effectThroughGlobalThis(name: string): Effect | undefined {
  return effectNames.get(name) ?? memberEffects.get(name)?.values().next().value;
}

/** A specifier's package or Node module: `node:fs/promises` -> `fs`, `@scope/name/part` -> `@scope/name`. */
export function moduleOf(specifier: string): string {
  const parts = specifier.replace(/^node:/, '').split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
