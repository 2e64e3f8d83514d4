import { readBody } from '../../plan/frontMatter.js';
import type { TicketFields } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { isStale } from '../../plan/staleness.js';

/** A plan for other tools to read; docs/plan-export.md says what each field means. What is there stays; more may come. */
export interface PlanExport {
  readonly format: 'sanctum-plan';
  readonly formatVersion: 1;
  /** The accepted version of the spec; 0: none was accepted. */
  readonly version: number;
  /** The commit of the plan branch that all of this was read from. */
  readonly commit: string;
  readonly goal: { readonly title: string; readonly text: string };
  readonly scopes: readonly { readonly name: string; readonly title: string; readonly text: string }[];
  readonly steps: readonly PlanStep[];
}

/** A ticket. */
export interface PlanStep {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly kind: string;
  readonly priority: string;
  readonly state: string;
  /** The name of its scope. */
  readonly scope: string | undefined;
  /** The ids of the steps that must be done first. */
  readonly dependsOn: readonly string[];
  readonly criteria: TicketFields['criteria'];
  readonly prediction: TicketFields['prediction'];
  /** The version that it was cut under. */
  readonly cutUnder: number;
  /** Its scope says something else by now. */
  readonly stale: boolean;
  /** The commit that landed it. */
  readonly landed: string | undefined;
}

/** The text of a plan as data. Pure. */
export function planExport(snapshot: Snapshot, spec: string): PlanExport {
  const { version, commit, areas, tickets } = snapshot;
  const title = /^#\s+(\S.*?)\s*$/m.exec(spec)?.[1] ?? '';
  return {
    format: 'sanctum-plan',
    formatVersion: 1,
    version,
    commit,
    goal: { title, text: spec },
    scopes: [...areas.values()].filter(({ fields }) => fields.dropped === undefined).map(({ fields, text }) => ({ name: fields.area, title: fields.title, text: readBody(text).trim() })).sort((a, b) => a.name.localeCompare(b.name)),
    steps: [...tickets.values()]
      .sort((a, b) => Number(a.fields.id) - Number(b.fields.id))
      .map((ticket) => {
        const { id, title: name, kind, priority, area, criteria, prediction, landed, 'depends-on': dependsOn, 'plan-version': cutUnder } = ticket.fields;
        return { id, title: name, text: readBody(ticket.text).trim(), kind, priority, state: ticket.state, scope: area, dependsOn, criteria, prediction, cutUnder, stale: isStale(snapshot, ticket), landed: landed?.commit };
      }),
  };
}
