import { nodePorts } from '../../platform/ports.js';
import { RunFolder } from '../runFolder.js';
import { Runner } from './runner.js';

/** `runner.cjs <run folder>`: carries out the order in that folder. Its output goes to runner.log. */
async function main(path: string | undefined): Promise<number> {
  if (path === undefined) {
    process.stderr.write('Give the run folder: runner.cjs <run folder>\n');
    return 2;
  }
  const ports = nodePorts();
  const runner = new Runner(ports, new RunFolder(ports.files, path), async (order) => (await import('../../plan/planReading.js')).openPlanReading(ports, order.plan));
  // The runner outlives its host and its terminal; only these two ask it to end.
  process.on('SIGHUP', () => undefined);
  process.on('SIGTERM', () => runner.stop());
  process.on('SIGINT', () => runner.stop());
  const outcome = await runner.run();
  if (outcome === 'claimed-by-another') process.stderr.write('Another runner has this run; nothing to do.\n');
  return 0;
}

main(process.argv[2]).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
