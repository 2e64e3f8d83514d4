import { baseTestsPath } from './paths.js';
import type { BaseTests } from './planningSchemas.js';
import { document } from './transition.js';
import type { Transition } from './transition.js';
import { submitted } from './transitions.js';

/** Writes down what a submission comes to with the tests as they were; refused when it is not in the queue any more. */
export function recordBaseTests(fields: BaseTests, output: string): Transition {
  return (snapshot) => {
    const ticket = submitted(snapshot, fields.ticket, fields.commit);
    if ('refused' in ticket) return ticket;
    return { transition: 'base-tests', ticket: fields.ticket, subject: `base-tests ${fields.ticket}: ${fields.result}`, changes: new Map([[baseTestsPath(fields.ticket, fields.attempt), document(fields, output)]]) };
  };
}
