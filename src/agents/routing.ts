import { isAbsolute } from 'node:path';

/** A model name that leads to no backend; the message lists what does. */
export class RoutingError extends Error {
  override readonly name = 'RoutingError';
}

export interface Route {
  readonly backend: string;
  /** What the backend is asked for: the name, or what stands behind `backend:`. */
  readonly model: string;
}

interface Rule {
  readonly backend: string;
  /** Model names that lead to this backend without naming it. */
  readonly models: RegExp;
  /** What an engineer can write; undefined while the backend is not built. */
  readonly choices?: readonly string[];
}

/** By name, the first that fits. */
const rules: readonly Rule[] = [
  { backend: 'rehearsal', models: /^rehearsal$/, choices: ['rehearsal', 'rehearsal:<absolute path of a scenario file>'] },
  { backend: 'local', models: /^gpt-oss/ },
  { backend: 'codex', models: /^(?:gpt-|codex(?:-|$))/, choices: ['gpt-<version>', 'codex', 'codex:<model>'] },
  { backend: 'claude', models: /^claude(?:-|$)/ },
  { backend: 'typoi', models: /^typoi$/ },
];

/** The backend for a model's name in `sanctum.json`; `backend:model` says it outright. Throws RoutingError. */
export function routeModel(name: string): Route {
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? undefined : name.slice(0, colon);
  const rule = rules.find(({ backend, models }) => (prefix === undefined ? models.test(name) : backend === prefix)) ?? rules.find(({ models }) => models.test(name));
  if (rule === undefined) throw new RoutingError(`No backend knows the model "${name}". ${printChoices()}`);
  if (rule.choices === undefined) throw new RoutingError(`The model "${name}" belongs to the backend "${rule.backend}", which is not built yet. ${printChoices()}`);
  const model = rule.backend === prefix ? name.slice(colon + 1) : name;
  if (rule.backend === 'rehearsal' && model !== 'rehearsal' && !isAbsolute(model)) {
    throw new RoutingError(`"${name}" must name its scenario file by an absolute path. ${printChoices()}`);
  }
  if (model === '') throw new RoutingError(`"${name}" names no model. ${printChoices()}`);
  return { backend: rule.backend, model };
}

function printChoices(): string {
  return `Choose one of: ${rules.flatMap(({ choices }) => choices ?? []).join(', ')}.`;
}
