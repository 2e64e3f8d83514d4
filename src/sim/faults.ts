import { Dice } from './dice.js';
import type { SimProcess } from './machine.js';
import type { Happening } from './scenario.js';
import type { World } from './world.js';
import { repositoryFolder } from './world.js';

/** Kills what a call of it decides: the `count`-th one that fits, before or after it is done. */
function strikeAt(world: World, count: number, side: 'before' | 'after', fits: (process: SimProcess, site: string) => boolean): void {
  const { machine } = world;
  const earlier = machine.strike;
  let left = count;
  machine.strike = (process, site) => {
    const other = earlier(process, site);
    if (other !== undefined) return other;
    if (left <= 0 || !fits(process, site)) return undefined;
    left -= 1;
    if (left > 0) return undefined;
    machine.strike = earlier;
    machine.saw(`died ${side} ${site}`);
    return side;
  };
}

/** Everything that runs is gone at once, as when the machine is reset. */
function killAll(world: World, why: string): void {
  for (const process of [...world.machine.processes.values()]) world.machine.kill(process, why);
}

/** What git writes into the engineer's checkout without syncing it, Sanctum cannot bring back: that much of a loss of power is left out. */
function isGitsOwn(path: string): boolean {
  return path.startsWith(`${repositoryFolder}/`) && !path.startsWith(`${repositoryFolder}/.git/logs/`);
}

/** Has a fault happen. Each is by the dice of its own, so that leaving one out changes no other. */
export function fault(world: World, { kind, by }: Happening): void {
  const dice = new Dice(by);
  const { machine } = world;
  const side = dice.chance(0.5) ? 'before' : 'after';
  machine.saw(`fault: ${kind}`);
  if (kind === 'engine dies') strikeAt(world, 1 + dice.below(400), side, ({ program }) => program === 'engine');
  else if (kind === 'git dies') strikeAt(world, 1 + dice.below(40), side, (_, site) => site.startsWith('git: '));
  else if (kind === 'agent dies') strikeAt(world, 1 + dice.below(20), side, ({ program }) => program === 'agent' || program === 'runner');
  else if (kind === 'all die') {
    // In the middle of something: at a call of the engine's or of a git's.
    const { strike } = machine;
    let left = 1 + dice.below(300);
    machine.strike = (process, site) => {
      const other = strike(process, site);
      if (other !== undefined) return other;
      if (process.program !== 'engine' && process.program !== 'git' && process.program !== 'sh') return undefined;
      left -= 1;
      if (left > 0) return undefined;
      machine.strike = strike;
      machine.saw(`all died ${side} ${site}`);
      world.scheduler.schedule(world.ever, 'all die', () => killAll(world, 'reset'));
      return side;
    };
  } else if (kind === 'power fails') {
    killAll(world, 'no power');
    machine.disk.losePower((path, length) => (isGitsOwn(path) || dice.chance(0.5) ? length : dice.chance(0.5) ? 0 : dice.below(length + 1)));
  } else if (kind === 'second engine') world.startEngine();
  else if (kind === 'disk is full') {
    machine.disk.isFull = true;
    world.scheduler.schedule(world.ever, 'there is room on the disk', () => {
      machine.disk.isFull = false;
    }, 1 + dice.below(3000));
  } else if (kind === 'clock jumps') machine.clockError += (dice.chance(0.5) ? 1 : -1) * dice.below(3_600_000);
  else if (kind === 'machine sleeps') world.scheduler.now += dice.below(8 * 3_600_000);
}
