import { backendRows } from './backends.js';
import { routeModel, RoutingError } from './routing.js';

/** Who serves a model, as far as its name tells: the backend, with its endpoint where it is at one (`codex@local`). A name that leads nowhere stands for itself. */
export function providerOf(model: string): string {
  try {
    const { backend, endpoint } = routeModel(model);
    return endpoint === undefined ? backend : `${backend}@${endpoint}`;
  } catch (error) {
    if (error instanceof RoutingError) return model;
    throw error;
  }
}

/** Whether a name is that of a provider or of a model. */
export function isModel(name: string): boolean {
  try {
    routeModel(name.includes(':') ? name : name.replace(/@.*/s, ''));
    return true;
  } catch (error) {
    if (error instanceof RoutingError) return backendRows.some((row) => row.name === name.replace(/@.*/s, ''));
    throw error;
  }
}
