import type { ObjectFormat } from '../git/objects.js';
import { encodeObject, objectId } from '../git/objects.js';
import { reportText } from './imports/importReport.js';
import type { ImportedPlan } from './imports/importedPlan.js';
import type { Remark } from './imports/sourceFile.js';
import { leftOut } from './imports/sourceFile.js';
import { areaPath, cutPath, importedRef, importPath, specPath, ticketPath } from './paths.js';
import { decisionChanges } from './questionTransitions.js';
import type { Snapshot } from './snapshot.js';
import type { Change, Refusal, Transition } from './transition.js';
import { document } from './transition.js';

/** An import: what was read, and whence. */
export interface Import {
  readonly plan: ImportedPlan;
  /** The commit that it was read from, and the branch as the engineer named it. */
  readonly from: string;
  readonly branch: string;
  readonly by: string;
  readonly at: string;
  /** How the repository names its objects. */
  readonly format: ObjectFormat;
}

/** Why nothing can be imported into a plan; undefined when it can. */
export function importRefusal({ tickets }: Snapshot): Refusal | undefined {
  if (tickets.size === 0) return undefined;
  return { refused: `The plan has ${String(tickets.size)} tickets. An import is only for a plan that has none: the numbers of both would be the same.` };
}

function blobOf(format: ObjectFormat, text: string): string {
  return objectId(format, encodeObject('blob', Buffer.from(text, 'utf8')));
}

/** The run that the records of what was cut name: nobody of Sanctum's cut it. */
function importRun(at: string): string {
  return `R-${at.replace(/\.\d+/, '').replace(/[-:Z]/g, '')}-import`;
}

/** The plan without what the other has already, which is said then. */
function beside({ spec, areas }: Snapshot, plan: ImportedPlan): ImportedPlan {
  const remarks: Remark[] = [...plan.remarks];
  if (spec !== undefined && plan.spec !== undefined) remarks.push(leftOut(specPath, 'The plan has a spec already, which stays.'));
  const there = plan.areas.filter(({ fields: { area } }) => areas.has(area));
  for (const { fields: { area } } of there) remarks.push(leftOut(areaPath(area), 'The plan has this area already, which stays.'));
  return { ...plan, spec: spec === undefined ? plan.spec : undefined, areas: plan.areas.filter((area) => !there.includes(area)), remarks };
}

/** Brings another system's plan into one that has no tickets yet. It only adds. */
export function importPlan({ plan, from, branch, by, at, format }: Import): Transition {
  return (snapshot) => {
    const refusal = importRefusal(snapshot);
    if (refusal !== undefined) return refusal;
    const brought = beside(snapshot, plan);
    const { spec, areas, decisions, tickets, remarks } = brought;
    const cut = (area: string | undefined, text: string): Change => [cutPath(area), document({ area, of: blobOf(format, text), run: importRun(at), at })];
    const areaTexts = areas.map(({ fields, body, isCut }) => ({ area: fields.area, text: document(fields, body), isCut }));
    const counts = { tickets: tickets.length, areas: areas.length, decisions: decisions.length, 'left-out': remarks.filter(({ isLeftOut }) => isLeftOut).length };
    const changes: Change[] = [
      [importPath(from), document({ from, branch, by, at, ...counts }, reportText(brought, branch, importedRef(from)))],
      ...(spec === undefined ? [] : [[specPath, spec.text] as const]),
      ...(spec?.isCut === true ? [cut(undefined, spec.text)] : []),
      ...areaTexts.map(({ area, text }): Change => [areaPath(area), text]),
      ...areaTexts.flatMap(({ area, text, isCut }) => (isCut ? [cut(area, text)] : [])),
      ...decisionChanges(snapshot, decisions.map(({ title, text }) => ({ title, text, by: 'architect' as const, at }))),
      ...tickets.map(({ state, name, fields, body }): Change => [ticketPath(state, fields.id, name), document(fields, body)]),
    ];
    return { transition: 'import', subject: `import ${branch}: ${String(tickets.length)} tickets`, changes: new Map(changes) };
  };
}
