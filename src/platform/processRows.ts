import type { ProcessIdentity } from './processes.js';

/** A live process among others. */
export interface ProcessRow extends ProcessIdentity {
  readonly parent: number;
  readonly group: number;
  /** Seconds of processor time, its own and that of the children it has waited for where the system tells. */
  readonly cpuSeconds: number;
}

/** Linux counts processor time in hundredths of a second for every program (proc(5), sysconf(_SC_CLK_TCK)). */
const ticksPerSecond = 100;

/** From the fields of /proc/<pid>/stat that stand behind the command name; undefined for a zombie. */
export function processRow(pid: number, fields: readonly string[]): ProcessRow | undefined {
  const [state, parent, group] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid, startTime: fields[19] ?? '', parent: Number(parent), group: Number(group), cpuSeconds: ticks / ticksPerSecond };
}

/** What `ps -axo` is asked for where there is no /proc. */
export const processColumns = 'pid=,ppid=,pgid=,stat=,time=,lstart=';

/** From what `ps` answers; its time is `[[days-]hours:]minutes:seconds`, also with a fraction. */
export function processRowsOf(listing: string): readonly ProcessRow[] {
  return listing.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+([^Z\s]\S*)\s+([\d:.-]+)\s+(\S.*?)\s*$/.exec(line);
    if (match === null) return [];
    const [, pid, parent, group, , time = '', startTime = ''] = match;
    const [seconds = 0, minutes = 0, hours = 0, days = 0] = time.split(/[-:]/).map(Number).reverse();
    return [{ pid: Number(pid), startTime, parent: Number(parent), group: Number(group), cpuSeconds: seconds + 60 * (minutes + 60 * (hours + 24 * days)) }];
  });
}

/** A process, its group and all that descends from them. Nothing where another process has the leader's id by now. */
export function familyOf(rows: readonly ProcessRow[], leader: ProcessIdentity): readonly ProcessRow[] {
  if (rows.some(({ pid, startTime }) => pid === leader.pid && startTime !== leader.startTime)) return [];
  const children = new Map<number, ProcessRow[]>();
  for (const row of rows) {
    const siblings = children.get(row.parent);
    if (siblings === undefined) children.set(row.parent, [row]);
    else siblings.push(row);
  }
  const found = new Map<number, ProcessRow>();
  const reached = rows.filter(({ pid, group }) => pid === leader.pid || group === leader.pid);
  for (let row = reached.pop(); row !== undefined; row = reached.pop()) {
    if (found.has(row.pid)) continue;
    found.set(row.pid, row);
    reached.push(...(children.get(row.pid) ?? []));
  }
  return [...found.values()];
}
