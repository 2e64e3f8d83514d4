import type { HostView } from '../../src/engine/hosting/engineHost.js';
import { decide } from '../../src/engine/deciding/decide.js';
import { statusOf } from '../../src/engine/status/status.js';
import type { ViewSource } from '../../src/vscode/views/viewSource.js';
import type { World } from './observation.js';
import { at, observed } from './observation.js';

/** Ten minutes after everything in the world happened. */
export const later = Date.parse(at) + 600_000;

/** What a window would show of a world, with the waits that the engine would really tell. */
export function hostView(world: World = {}, more: Partial<HostView> & { readonly engine?: string | undefined } = {}): HostView {
  const observation = observed(world);
  const { engine, ...view } = { engine: 'process 7', ...more };
  const look = { ...statusOf(observation, decide(observation, new Map(), later).waits, []), engine, at };
  return { look, observation, draft: undefined, isHere: true, ...view };
}

/** What the rows of one repository are made of. */
export function viewSource(view: HostView, more: Partial<ViewSource> = {}): ViewSource {
  return { key: 'k', name: 'repository', view, now: later, decisions: () => Promise.resolve([]), criteria: () => Promise.resolve([]), spent: () => Promise.resolve(undefined), forecast: () => Promise.resolve(undefined), ...more };
}
