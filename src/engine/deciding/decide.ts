import type { RunState } from '../../agents/runs.js';
import { isArchitects } from '../../plan/changeTransitions.js';
import { hasHearer, isOverdue } from '../../plan/questionTransitions.js';
import { ticketsIn } from '../../plan/snapshot.js';
import type { Action, Decision, OfRun, Wait } from './action.js';
import { approvalWaits } from './approvalWaits.js';
import { dispatch } from './dispatch.js';
import { isEmpty, mailDue } from '../runs/mail.js';
import type { Observation } from './observe.js';
import { lostTests, queueDecision } from './queueDecision.js';
import { mendDrops, onRedMaster } from './redMaster.js';
import type { Rest } from './resting.js';
import { withoutResting } from './resting.js';
import { exhaustActions, isOverspent } from './spending.js';
import { isMoot } from './workNeeded.js';

/** A ticket or a piece of work with the run at it. */
interface AtWork {
  readonly of: OfRun;
  readonly run: string;
  readonly state: RunState;
  /** Nobody wants the run to go on. */
  readonly unwanted: boolean;
}

function allAtWork({ snapshot, runs }: Observation): readonly AtWork[] {
  const found: AtWork[] = [];
  for (const { fields } of ticketsIn(snapshot, 'in-progress')) {
    const state = fields.run === undefined ? undefined : runs.get(fields.run);
    if (fields.run !== undefined && state !== undefined) found.push({ of: { ticket: fields.id }, run: fields.run, state, unwanted: fields.hold?.stop === fields.run });
  }
  for (const { fields } of snapshot.work.values()) {
    const state = fields.run === undefined ? undefined : runs.get(fields.run);
    if (fields.run !== undefined && state !== undefined) found.push({ of: { work: fields.name }, run: fields.run, state, unwanted: isMoot(snapshot, fields) });
  }
  return found;
}

/** What is due for the runs that were begun: their mail first, since a run is collected only when all its questions are on the plan. */
function runActions(observation: Observation): readonly Action[] {
  return allAtWork(observation).flatMap(({ of, run, state, unwanted }): readonly Action[] => {
    if (!isEmpty(mailDue(observation.snapshot, run, state, 'ticket' in of ? of.ticket : undefined))) return [{ kind: 'mail', ...of }];
    switch (state.kind) {
      case 'unstarted':
        // What others have spent meanwhile is not there for it: it never begins.
        return [{ kind: unwanted || isOverspent(observation, { run, ...of }) ? 'collect' : 'launch', ...of }];
      case 'live':
        return unwanted || isOverspent(observation, { run, ...of }) ? [{ kind: 'stop', ...of }] : [];
      case 'ended':
      case 'lost':
        return [{ kind: 'collect', ...of }];
    }
  });
}

/** Pieces of work that rest and that nobody needs any more, and questions whose answer nobody would hear. */
function dropActions({ snapshot }: Observation): readonly Action[] {
  const unheard = [...snapshot.questions.values()].filter(({ fields }) => fields.state === 'open' && !hasHearer(snapshot, fields.asker));
  const moot = [...snapshot.work.values()].filter(({ fields }) => fields.run === undefined && isMoot(snapshot, fields));
  return [...moot.map(({ fields }): Action => ({ kind: 'drop', work: fields.name })), ...unheard.map(({ fields }): Action => ({ kind: 'withdraw', question: fields.id }))];
}

/** Questions whose deadline is over. Whoever asked was promised it, whatever else stands still. */
function overdueActions({ snapshot }: Observation, now: number): readonly Action[] {
  return [...snapshot.questions.values()].filter(({ fields }) => isOverdue(fields, now) && hasHearer(snapshot, fields.asker)).map(({ fields }): Action => ({ kind: 'default', question: fields.id }));
}

/** Changes of the spec that lie with a manager, who has nothing to decide there. */
function routeActions({ snapshot }: Observation): readonly Action[] {
  const astray = [...snapshot.questions.values()].filter(({ fields }) => fields.state === 'open' && isArchitects(fields) && hasHearer(snapshot, fields.asker));
  return astray.map(({ fields }) => ({ kind: 'route', question: fields.id }));
}

/** A sentence, to stand within another. */
function clause(words: string): string {
  return words.replace(/\.$/, '');
}

/** Why nothing may be started or landed at all, or undefined. */
function halt(observation: Observation): Wait | undefined {
  const { snapshot, master, planHolder, untrusted } = observation;
  const engineer = true;
  if (planHolder !== undefined) return { words: `the plan branch is checked out in ${planHolder.path} — switch to another branch there: 'git switch <branch>'`, engineer };
  const broken = snapshot.problems.find((problem) => problem.path === 'sanctum.json');
  if (snapshot.config === undefined) return { words: `sanctum.json cannot be used: ${clause(broken?.words ?? '')} — mend it in a commit on sanctum/plan; what it was shows 'git log -p sanctum/plan -- sanctum.json'`, engineer };
  if (master === undefined) return { words: `the branch ${snapshot.config.branch} does not exist; make it, or name another in sanctum.json`, engineer };
  if (untrusted !== undefined) {
    return { words: `the commands of this plan are not approved on this machine — look at them and approve them with 'sanctum trust --hash ${untrusted.hash}'`, engineer };
  }
  return undefined;
}

const none: Decision = { actions: [], waits: [], cancels: [] };

function decideAnew(observation: Observation, now: number): Decision {
  const { snapshot, planHolder, health } = observation;
  const sweep: readonly Action[] = observation.strayLanes ? [{ kind: 'sweep' }] : [];
  const canWrite = planHolder === undefined && snapshot.config !== undefined;
  if (canWrite && snapshot.intent !== undefined) return { actions: [...sweep, { kind: 'recover', intent: snapshot.intent }], waits: [], cancels: [] };
  const halted = halt(observation);
  if (halted !== undefined) return { actions: canWrite ? [...runActions(observation).filter((action) => action.kind !== 'launch'), ...overdueActions(observation, now)] : [], waits: [halted], cancels: [] };
  if (observation.tools === 'first') return { actions: [...sweep, ...runActions(observation).filter((action) => action.kind !== 'launch'), ...overdueActions(observation, now), { kind: 'tools' }], waits: [], cancels: [] };
  const tools: readonly Action[] = observation.tools === 'again' ? [{ kind: 'tools' }] : [];
  if (health === 'red') {
    const red = onRedMaster(observation, runActions(observation));
    const queued = red.landable === undefined ? none : queueDecision(red.landable);
    const dispatched = red.dispatchable === undefined ? none : dispatch(red.dispatchable, now);
    return { actions: [...sweep, ...tools, ...red.actions, ...overdueActions(observation, now), ...queued.actions, ...dispatched.actions], waits: [red.wait, ...queued.waits, ...(red.landable === undefined ? [] : approvalWaits(red.landable)), ...dispatched.waits], cancels: queued.cancels };
  }
  const clear: readonly Action[] = observation.spareWorktrees === true ? [{ kind: 'clear-worktrees' }] : [];
  const due = [...sweep, ...clear, ...tools, ...runActions(observation), ...overdueActions(observation, now)];
  if (health === 'untested') return { actions: [...due, { kind: 'test-master' }], waits: [], cancels: [] };
  const [queued, dispatched] = [queueDecision(observation), dispatch(observation, now)];
  return {
    actions: [...due, ...dropActions(observation), ...routeActions(observation), ...exhaustActions(observation), ...mendDrops(observation), ...queued.actions, ...dispatched.actions],
    waits: [...queued.waits, ...approvalWaits(observation), ...dispatched.waits],
    cancels: queued.cancels,
  };
}

/** What to do now. Pure: the same observation and time give the same decision. */
export function decide(observation: Observation, resting: ReadonlyMap<string, Rest>, now: number): Decision {
  const problems: readonly Wait[] = observation.snapshot.problems
    .filter((problem) => problem.path !== 'sanctum.json')
    .map((problem) => ({ words: `${problem.path} cannot be used: ${clause(problem.words)} — mend it in a commit on sanctum/plan`, engineer: true }));
  const { actions, waits, cancels } = withoutResting(decideAnew(observation, now), observation, resting, now);
  // Everything waits for these, and there may be one lane alone.
  const isUrgent = actions.some(({ kind }) => kind === 'test-master' || kind === 'tools');
  const asides = isUrgent ? (observation.asides ?? []).map(({ key }) => key) : [];
  return { actions, waits: [...problems, ...waits], cancels: [...lostTests(observation), ...asides, ...cancels] };
}
