import * as z from 'zod';
import { configSchema } from './schemas.js';

/** The schema of `sanctum.json` in the form that editors read: what may be written, with every default left out or not. */
export function configJsonSchema(): object {
  return { title: 'The configuration of Sanctum', ...z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' }) };
}
