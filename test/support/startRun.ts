// A host for one run, for tests that kill the host: `startRun.ts <JSON of runs, programs and order>`. Stays until it is killed.
import { join } from 'node:path';
import * as z from 'zod';
import { runOrderSchema } from '../../src/agents/runOrder.js';
import { Runs } from '../../src/agents/runs.js';
import { nodePorts } from '../../src/platform/ports.js';

const { runs, programs, order } = z
  .object({ runs: z.string(), programs: z.object({ runner: z.string() }), order: runOrderSchema })
  .parse(JSON.parse(process.argv[2] ?? ''));
await new Runs(nodePorts(), { execPath: process.execPath, programs, place: { run: (run) => join(runs, run) } }).start(order);
setInterval(() => undefined, 60_000);
