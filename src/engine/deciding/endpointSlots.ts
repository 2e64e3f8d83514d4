import { modelFor } from '../../agents/ladder.js';
import type { Route } from '../../agents/routing.js';
import { routeModel, RoutingError } from '../../agents/routing.js';
import type { Role } from '../../plan/atoms.js';
import type { Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { ticketsIn } from '../../plan/snapshot.js';
import type { Action, Wait } from './action.js';

/** What may be waiting for an endpoint. */
type Starting = Action & { readonly kind: 'start' | 'begin' };

/** The endpoint that a role's model is at after so many failures; undefined for none, and for a model that leads nowhere. */
function endpointFor({ roles }: Config, role: Role, failures: number): string | undefined {
  let route: Route;
  try {
    route = routeModel(modelFor(roles[role], failures));
  } catch (error) {
    if (error instanceof RoutingError) return undefined;
    throw error;
  }
  return route.endpoint;
}

function endpointOfAction(snapshot: Snapshot, config: Config, action: Starting): string | undefined {
  if (action.kind === 'start') return endpointFor(config, 'coding', snapshot.tickets.get(action.ticket)?.fields.failures ?? 0);
  const begun = snapshot.work.get(action.work)?.fields;
  // What it was stuck on before does not count, as `beginWork` has it.
  return endpointFor(config, action.seed.role, begun?.stuck === undefined ? (begun?.failures ?? 0) : 0);
}

/** The endpoints whose runs have a limit, and how many each has left. */
export class EndpointSlots {
  private readonly taken = new Map<string, number>();
  private readonly waiting = new Map<string, string[]>();

  constructor(private readonly snapshot: Snapshot) {
    const { config } = snapshot;
    if (config?.endpoints === undefined) return;
    for (const { fields } of ticketsIn(snapshot, 'in-progress')) {
      if (fields.run !== undefined) this.take(endpointFor(config, 'coding', fields.failures));
    }
    for (const { fields } of snapshot.work.values()) {
      if (fields.run !== undefined) this.take(endpointFor(config, fields.role, fields.failures));
    }
  }

  /** Takes a slot for what is to be started, where it needs one; false when none is left, `beyond` those that there are. */
  claim(action: Starting, beyond: number): boolean {
    const { config } = this.snapshot;
    if (config?.endpoints === undefined) return true;
    const endpoint = endpointOfAction(this.snapshot, config, action);
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
