import { isAbsolute } from 'node:path';
import { backendRows } from './backends.js';

/** A model name that leads to no backend; the message lists what does. */
export class RoutingError extends Error {
  override readonly name = 'RoutingError';
}

export interface Route {
  readonly backend: string;
  /** What the backend is asked for: the name, or what stands behind `backend:`. */
  readonly model: string;
}

/** The backend for a model's name in `sanctum.json`; `backend:model` says it outright. Throws RoutingError. */
export function routeModel(name: string): Route {
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? undefined : name.slice(0, colon);
  const row = backendRows.find(({ name: backend, models }) => (prefix === undefined ? models.test(name) : backend === prefix)) ?? backendRows.find(({ models }) => models.test(name));
  if (row === undefined) throw new RoutingError(`No backend knows the model "${name}". ${printChoices()}`);
  const model = row.name === prefix ? name.slice(colon + 1) : name;
  if (row.name === 'rehearsal' && model !== 'rehearsal' && !isAbsolute(model)) {
    throw new RoutingError(`"${name}" must name its scenario file by an absolute path. ${printChoices()}`);
  }
  if (model === '') throw new RoutingError(`"${name}" names no model. ${printChoices()}`);
  return { backend: row.name, model };
}

function printChoices(): string {
  return `Choose one of: ${backendRows.flatMap(({ choices }) => choices).join(', ')}.`;
}
