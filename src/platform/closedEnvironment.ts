import { join } from 'node:path';
import { tagVariable } from './processes.js';

/** What a command of the repository's (an agent, a set-up, a gate) may know of the machine. Never `GIT_*`, never a key. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TERM', 'TZ', 'SHELL', 'USER', 'LOGNAME', 'SYSTEMROOT', 'PATHEXT', 'COMSPEC'];

export interface ClosedPlace {
  readonly home: string;
  readonly temporary: string;
  /** Marks every process that descends from the command, so that none survives it. */
  readonly tag: string;
}

/** An environment built from nothing, with a home and a temporary folder of its own. */
export function closedEnvironment(machine: Readonly<Record<string, string>>, place: ClosedPlace): Record<string, string> {
  const environment: Record<string, string> = {
    HOME: place.home,
    USERPROFILE: place.home,
    TMPDIR: place.temporary,
    TEMP: place.temporary,
    TMP: place.temporary,
    GIT_CONFIG_NOSYSTEM: '1',
    // Files of its own, not the null device: git would put a file in that one's place, where it may, when a command sets something for good.
    GIT_CONFIG_GLOBAL: join(place.home, '.gitconfig'),
    GIT_CONFIG_SYSTEM: join(place.home, '.gitconfig-system'),
    GIT_TERMINAL_PROMPT: '0',
    [tagVariable]: place.tag,
  };
  for (const name of inherited) {
    const value = machine[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
