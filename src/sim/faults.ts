import { Dice } from './dice.js';
import type { SimProcess, Strike } from './machine.js';
import type { Happening } from './scenario.js';
import { deaths, pushDeaths } from './scenario.js';
import type { Site } from './sites.js';
import type { World } from './world.js';
import { receiver, repositoryFolder } from './world.js';

/** Kills what a call of it decides: the `count`-th one that fits, before or after it is done. */
function strikeAt(world: World, count: number, side: 'before' | 'after', fits: (process: SimProcess, site: Site) => boolean, words = 'died'): void {
  const { machine } = world;
  let left = count;
  const strike: Strike = (process, site) => {
    if (!fits(process, site)) return undefined;
    left -= 1;
    if (left > 0) return undefined;
    machine.strikes.delete(strike);
    machine.saw(`${words} ${side} ${site}`);
    return side;
  };
  machine.strikes.add(strike);
}

/** The `count`-th process that comes to one kind of step dies there. */
function strikeAtSite(world: World, by: number, count: number): void {
  const death = deaths[by % deaths.length];
  if (death !== undefined) strikeAt(world, count, death.side, (_, site) => site === death.site);
}

/** Whoever takes a push dies at one kind of step, at the `count`-th of those that come in numbers. */
function strikePush(world: World, by: number, count: number): void {
  const death = pushDeaths[by % pushDeaths.length];
  if (death === undefined) return;
  strikeAt(world, death.site === 'git: write objects' ? count : 1, death.side, ({ program }, site) => program === receiver && site === death.site, 'a push died');
}

/** The colleague's line is cut at the `count`-th step of whoever takes a push, who goes on without it. */
function cutLine(world: World, count: number): void {
  const { machine } = world;
  let left = count;
  const strike: Strike = ({ program }) => {
    if (program !== receiver) return undefined;
    left -= 1;
    if (left > 0) return undefined;
    machine.strikes.delete(strike);
    world.clone?.cutLine();
    return undefined;
  };
  machine.strikes.add(strike);
}

/** How long each step of a slow git takes at the most, and how long gits are slow: an engine that died meanwhile is there again before the landing is done. In milliseconds. */
const [slowStep, slowTime] = [2000, 20_000];

/** The engine dies at the `count`-th step of a landing's git, which goes on without it, slowly. */
function dieAtLanding(world: World, count: number): void {
  const { machine, scheduler } = world;
  let left = count;
  const strike: Strike = (process, site) => {
    // A landing's git is what its shell has become.
    if (process.program !== 'sh' || !site.startsWith('git: ')) return undefined;
    left -= 1;
    if (left > 0) return undefined;
    machine.strikes.delete(strike);
    for (const engine of [...world.engines]) machine.kill(engine, 'in the middle of a landing');
    machine.gitDelay = slowStep;
    scheduler.schedule(world.ever, 'git is as fast as ever', () => {
      machine.gitDelay = 0;
    }, slowTime);
    return undefined;
  };
  machine.strikes.add(strike);
}

/** How long a machine is asleep, or without an engine: less and more than a lease lives without a sign of life. In milliseconds. */
const longestAway = 60 * 60_000;

/** The other machine is gone at the `count`-th call of an engine or a git there. */
function dieElsewhere({ machine, scheduler, ever, other }: World, count: number, side: 'before' | 'after'): void {
  if (other === undefined) return;
  let left = count;
  const strike: Strike = ({ program }, site) => {
    if (program !== 'engine' && program !== 'git' && program !== 'sh') return undefined;
    left -= 1;
    if (left > 0) return undefined;
    other.machine.strikes.delete(strike);
    machine.saw(`the other machine died ${side} ${site}`);
    scheduler.schedule(ever, 'the other machine dies', () => other.die('reset'));
    return side;
  };
  other.machine.strikes.add(strike);
}

/** Everything that runs is gone at once, as when the machine is reset. */
function killAll(world: World, why: string): void {
  for (const process of [...world.machine.processes.values()]) world.machine.kill(process, why);
}

/**
 * What git writes into the engineer's checkout without syncing it, Sanctum cannot bring back: that much of a loss of power is left out. Its objects are synced, as Sanctum has it
 * done; one that is not was written by somebody else.
 */
function isGitsOwn(path: string): boolean {
  return path.startsWith(`${repositoryFolder}/`) && !/^\.git\/(?:logs|objects)\//.test(path.slice(repositoryFolder.length + 1));
}

/** Has a fault happen. Each is by the dice of its own, so that leaving one out changes no other. */
export function fault(world: World, { kind, by }: Happening): void {
  const dice = new Dice(by);
  const { machine } = world;
  const side = dice.chance(0.5) ? 'before' : 'after';
  machine.saw(`fault: ${kind}`);
  if (kind === 'dies at a site') strikeAtSite(world, by, 1 + dice.below(2));
  else if (kind === 'engine dies at a landing') dieAtLanding(world, 1 + dice.below(12));
  else if (kind === 'engine dies') strikeAt(world, 1 + dice.below(400), side, ({ program }) => program === 'engine');
  else if (kind === 'git dies') strikeAt(world, 1 + dice.below(40), side, (_, site) => site.startsWith('git: '));
  else if (kind === 'agent dies') strikeAt(world, 1 + dice.below(20), side, ({ program }) => program === 'agent' || program === 'runner');
  else if (kind === 'all die') {
    // In the middle of something: at a call of the engine's or of a git's.
    let left = 1 + dice.below(300);
    const strike: Strike = (process, site) => {
      if (process.program !== 'engine' && process.program !== 'git' && process.program !== 'sh') return undefined;
      left -= 1;
      if (left > 0) return undefined;
      machine.strikes.delete(strike);
      machine.saw(`all died ${side} ${site}`);
      world.scheduler.schedule(world.ever, 'all die', () => killAll(world, 'reset'));
      return side;
    };
    machine.strikes.add(strike);
  } else if (kind === 'power fails') {
    killAll(world, 'no power');
    world.other?.die('no power');
    const cut = (path: string, length: number): number => (isGitsOwn(path) || dice.chance(0.5) ? length : dice.chance(0.5) ? 0 : dice.below(length + 1));
    machine.disk.losePower(cut);
    world.other?.machine.disk.losePower(cut);
  } else if (kind === 'second engine') world.startEngine();
  else if (kind === 'disk is full') {
    machine.disk.isFull = true;
    world.scheduler.schedule(world.ever, 'there is room on the disk', () => {
      machine.disk.isFull = false;
    }, 1 + dice.below(3000));
  } else if (kind === 'clock jumps') machine.clockError += (dice.chance(0.5) ? 1 : -1) * dice.below(3_600_000);
  else if (kind === 'machine sleeps') world.scheduler.now += dice.below(8 * 3_600_000);
  else if (kind === 'other machine comes') world.takeIn().come({ takesOver: dice.chance(0.3) });
  else if (kind === 'other machine dies') dieElsewhere(world, 1 + dice.below(400), side);
  else if (kind === 'colleague adds') world.takeClone().ask('add', by);
  else if (kind === 'colleague edits') world.takeClone().ask('edit', by);
  else if (kind === 'colleague breaks') world.takeClone().ask('break', by);
  else if (kind === 'push dies') strikePush(world, by, 1 + dice.below(8));
  else if (kind === 'line is cut') cutLine(world, 1 + dice.below(12));
  else if (kind === 'machine sleeps alone') machine.sleep(dice.below(longestAway));
  else if (kind === 'nobody starts an engine') {
    for (const engine of [...world.engines]) machine.kill(engine, 'nobody starts it again');
    world.noEngineUntil = world.scheduler.now + dice.below(longestAway);
  }
}
