import { routeModel } from './routing.js';
import type { Role } from '../plan/atoms.js';
import { roleSchema } from '../plan/atoms.js';
import type { Config } from '../plan/schemas.js';

const roles = roleSchema.options;

/** `coding=<model>` is for one role, `<model>` for every role that has none of its own. */
function splitRole(text: string): { readonly role: Role | undefined; readonly model: string } {
  const role = roles.find((one) => text.startsWith(`${one}=`));
  return { role, model: role === undefined ? text : text.slice(role.length + 1) };
}

/** The ladders of all roles, the cheapest model first, as they were typed. Throws RoutingError for a model that leads nowhere. */
export function ladders(typed: readonly string[]): Config['roles'] {
  const models = typed.map(splitRole);
  for (const { model } of models) routeModel(model);
  const of = (role: Role | undefined): readonly string[] => models.filter((one) => one.role === role).map(({ model }) => model);
  const forAll = of(undefined).length > 0 ? of(undefined) : ['rehearsal'];
  const ladder = (role: Role): string[] => [...(of(role).length > 0 ? of(role) : forAll)];
  return { architect: ladder('architect'), manager: ladder('manager'), coding: ladder('coding'), merging: ladder('merging') };
}
