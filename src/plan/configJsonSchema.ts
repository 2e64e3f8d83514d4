import * as z from 'zod';
import { pricesSchema } from './prices.js';
import { configSchema } from './schemas.js';

/** The schema of `sanctum.json` in the form that editors read: what may be written, with every default left out or not. */
export function configJsonSchema(): object {
  return { title: 'The configuration of Sanctum', ...z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' }) };
}

/** The same of `prices.json`. */
export function pricesJsonSchema(): object {
  return { title: 'What models cost, in US dollars', ...z.toJSONSchema(pricesSchema, { io: 'input', target: 'draft-7' }) };
}
