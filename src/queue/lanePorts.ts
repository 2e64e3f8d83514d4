import { createHash } from 'node:crypto';

const lowest = 20_000;
const perLane = 100;
/** All ranges lie below 32768, where Linux begins to hand ports out by itself. */
const ranges = 120;

/**
 * The ports that a lane has for itself among those of its project; of another project's it may meet one by chance. They are told to the
 * gate and the set-up, which need not heed them.
 */
export function lanePorts(project: string, lane: number): Readonly<Record<'SANCTUM_PORT_FIRST' | 'SANCTUM_PORT_LAST', string>> {
  const offset = createHash('sha256').update(project).digest().readUInt16BE(0);
  const first = lowest + ((offset + lane) % ranges) * perLane;
  return { SANCTUM_PORT_FIRST: String(first), SANCTUM_PORT_LAST: String(first + perLane - 1) };
}
