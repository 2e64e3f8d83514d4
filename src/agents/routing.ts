import { isAbsolute } from 'node:path';
import type { Config, Endpoint } from '../plan/schemas.js';
import { backendRows } from './backends.js';

/** A model name that leads to no backend; the message lists what does. */
export class RoutingError extends Error {
  override readonly name = 'RoutingError';
}

export interface Route {
  readonly backend: string;
  /** What the backend is asked for: the name, or what stands behind `backend:`. */
  readonly model: string;
  /** The endpoint of `sanctum.json` that the model is at. */
  readonly endpoint?: string;
  /** How hard it is to think, in its backend's own word. */
  readonly effort?: string;
}

/** An endpoint of `sanctum.json`. */
export interface NamedEndpoint extends Endpoint {
  readonly name: string;
}

/** The backend for a model's name in `sanctum.json`; `backend:model` says it outright, `#` and an effort behind it how hard the model is to think. Throws RoutingError. */
export function routeModel(name: string): Route {
  const [, model = name, effort] = /^(.*)#(\w+)$/s.exec(name) ?? [];
  const route = routeName(model);
  if (effort === undefined) return route;
  const efforts = backendRows.find((row) => row.name === route.backend)?.efforts ?? [];
  if (efforts.includes(effort)) return { ...route, effort };
  throw new RoutingError(`"${name}" asks for an effort that ${route.backend} does not know. ${efforts.length === 0 ? `It takes none: write "${model}".` : `Choose one of: ${efforts.join(', ')}.`}`);
}

function routeName(name: string): Route {
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? undefined : name.slice(0, colon);
  const row = backendRows.find(({ name: backend, models }) => (prefix === undefined ? models.test(name) : backend === prefix)) ?? backendRows.find(({ models }) => models.test(name));
  if (row === undefined) throw new RoutingError(`No backend knows the model "${name}". ${printChoices()}`);
  const model = row.name === prefix ? name.slice(colon + 1) : name;
  if (row.name === 'rehearsal' && model !== 'rehearsal' && !isAbsolute(model)) {
    throw new RoutingError(`"${name}" must name its scenario file by an absolute path. ${printChoices()}`);
  }
  if (row.endpoints !== undefined) {
    const at = /^(.*)@([a-z][a-z0-9-]*)$/.exec(model);
    if (at?.[1] === '' || at?.[1] === row.name) throw new RoutingError(`"${name}" names no model. ${printChoices()}`);
    if (at !== null) return { backend: row.name, model: at[1] ?? '', endpoint: at[2] ?? '' };
    if (row.name !== prefix && row.endpoints.local.test(model)) return { backend: row.name, model, endpoint: 'local' };
  }
  if (model === '') throw new RoutingError(`"${name}" names no model. ${printChoices()}`);
  return { backend: row.name, model };
}

/** The endpoint that a model is at, with its name; undefined for one that is at none. Throws RoutingError for one that `sanctum.json` does not name. */
export function endpointOf({ endpoint: name }: Route, endpoints: Config['endpoints']): NamedEndpoint | undefined {
  if (name === undefined) return undefined;
  const endpoint = endpoints?.[name];
  if (endpoint !== undefined) return { name, ...endpoint };
  const there = Object.keys(endpoints ?? {});
  const words = there.length === 0 ? 'It names none' : `Those there are: ${there.join(', ')}`;
  throw new RoutingError(`sanctum.json names no endpoint "${name}". ${words}. Add it there: "endpoints": { "${name}": { "url": "http://127.0.0.1:8080/v1" } }; or at Init: --endpoint ${name}=http://127.0.0.1:8080/v1`);
}

function printChoices(): string {
  return `Choose one of: ${backendRows.flatMap(({ choices }) => choices).join(', ')}.`;
}
