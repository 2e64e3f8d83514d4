import type { Route } from '../../agents/routing.js';
import { routeModel, RoutingError } from '../../agents/routing.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Starting, Wait } from './action.js';
import { modelsAtWork, modelToStart } from './modelOf.js';

/** The endpoint that a model is at; undefined for none, and for a model that leads nowhere. */
function endpointOf(model: string): string | undefined {
  let route: Route;
  try {
    route = routeModel(model);
  } catch (error) {
    if (error instanceof RoutingError) return undefined;
    throw error;
  }
  return route.endpoint;
}

/** The endpoints whose runs have a limit, and how many each has left. */
export class EndpointSlots {
  private readonly taken = new Map<string, number>();
  private readonly waiting = new Map<string, string[]>();

  constructor(private readonly snapshot: Snapshot) {
    if (snapshot.config?.endpoints === undefined) return;
    for (const { model } of modelsAtWork(snapshot)) this.take(endpointOf(model));
  }

  /** Takes a slot for what is to be started, where it needs one; false when none is left, `beyond` those that there are. */
  claim(action: Starting, beyond: number): boolean {
    const { config } = this.snapshot;
    if (config?.endpoints === undefined) return true;
    const endpoint = endpointOf(modelToStart(this.snapshot, action));
    const slots = endpoint === undefined ? undefined : config.endpoints[endpoint]?.slots;
    if (endpoint === undefined) return true;
    if (slots !== undefined && (this.taken.get(endpoint) ?? 0) >= slots + beyond) {
      this.waiting.set(endpoint, [...(this.waiting.get(endpoint) ?? []), action.kind === 'start' ? `ticket ${action.ticket}` : action.work]);
      return false;
    }
    this.take(endpoint);
    return true;
  }

  /** What waits for a slot, in words. */
  waits(): readonly Wait[] {
    return [...this.waiting].map(([endpoint, names]) => {
      const slots = this.snapshot.config?.endpoints?.[endpoint]?.slots ?? 0;
      const many = names.length > 1;
      return { words: `${names.join(', ')} ${many ? 'wait' : 'waits'} for the endpoint ${endpoint}, which has ${String(slots)} ${slots === 1 ? 'slot' : 'slots'}, and none free`, engineer: false };
    });
  }

  private take(endpoint: string | undefined): void {
    if (endpoint !== undefined) this.taken.set(endpoint, (this.taken.get(endpoint) ?? 0) + 1);
  }
}
