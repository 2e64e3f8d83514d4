import type { Finding } from '../../engine/doctor.js';
import { mendingCommand } from '../../engine/doctor.js';
import type { CommandId } from '../contribution.js';

/** How what is missing is mended: by a command of the window, or by one that is run in a terminal. */
export type Mending = { readonly command: CommandId } | { readonly terminal: string };

export interface DoctorRow {
  /** The name of a product icon. */
  readonly icon: 'pass' | 'warning' | 'error';
  readonly name: string;
  readonly state: 'fine' | 'missing, not needed here' | 'missing';
  readonly words: string;
  readonly mending: Mending | undefined;
}

/** What the window does itself of what the words tell those to type who have a terminal. */
const ownCommands: readonly (readonly [RegExp, CommandId])[] = [
  [/^sanctum init\b/, 'sanctum.init'],
  [/^sanctum trust\b/, 'sanctum.trustCommands'],
];

function mendingOf(finding: Finding): Mending | undefined {
  const command = mendingCommand(finding);
  if (command === undefined) return undefined;
  const own = ownCommands.find(([pattern]) => pattern.test(command));
  if (own !== undefined) return { command: own[1] };
  // Whoever has the window may have no `sanctum` in a terminal.
  return command.startsWith('sanctum ') ? undefined : { terminal: command };
}

/** The findings as rows: what is missing and needed first, then what is there; last what is missed by nobody, such as agents that no role names. */
export function doctorRows(findings: readonly Finding[]): readonly DoctorRow[] {
  const rows = findings.map((finding): DoctorRow => {
    const { name, ok, needed, words } = finding;
    const [icon, state] = ok ? (['pass', 'fine'] as const) : needed ? (['error', 'missing'] as const) : (['warning', 'missing, not needed here'] as const);
    return { icon, name, state, words: words.replaceAll('`', ''), mending: mendingOf(finding) };
  });
  const order = ['error', 'pass', 'warning'];
  return rows.sort((one, other) => order.indexOf(one.icon) - order.indexOf(other.icon));
}
