import { configOfThen } from './landedFacts.js';
import type { Replayed } from './auditReport.js';
import { flakyTests } from '../../insight/flaky.js';
import type { Landing } from '../../plan/invariants/landings.js';
import { tipOf } from '../../plan/invariants/landings.js';
import type { PlanRecord } from '../../plan/invariants/planRecord.js';
import { toolsPath, verdictPath } from '../../plan/paths.js';
import type { Config, ToolVersion, Verdict } from '../../plan/schemas.js';
import { toolsSchema, verdictSchema } from '../../plan/schemas.js';
import { gateFingerprint } from '../../queue/gate.js';
import type { GateResult } from '../../queue/gate.js';
import { testInLane } from '../../queue/lane.js';
import { Lanes } from '../../queue/lanes.js';
import { failedTests, namesInWords } from '../../queue/testNames.js';
import { EngineElsewhere } from '../engine.js';
import { acquireLock } from '../lock.js';
import type { Project } from '../project.js';
import { queueContext } from '../project.js';
import { trustRequest, TrustStore } from '../trust.js';

/** One tip that Sanctum gave master, with the configuration that it was tested by. */
interface Tip {
  readonly commit: string;
  readonly tree: string;
  readonly tickets: readonly string[];
  /** What master was before. */
  readonly base: string;
  readonly verdict: Verdict | undefined;
  readonly config: Config | undefined;
  /** What the tools of the gate said of themselves then. */
  readonly tools: readonly ToolVersion[];
}

/** How a replay is told of, and ended before its end. */
export interface ReplayMeans {
  readonly say: (words: string) => void;
  readonly stop: AbortSignal;
}

function verdictOf(record: PlanRecord, { landed, decided }: Landing): Verdict | undefined {
  const [tree = '', fingerprint = ''] = landed?.verdict.split('-') ?? [];
  const read = record.documentAt(verdictSchema, verdictPath(tree, fingerprint), decided - 1);
  return read !== undefined && 'fields' in read ? read.fields : undefined;
}

function toolsOf(record: PlanRecord, { decided }: Landing): readonly ToolVersion[] {
  const read = record.documentAt(toolsSchema, toolsPath, decided - 1);
  return read !== undefined && 'fields' in read ? read.fields.tools : [];
}

/** What master became by each landing, the oldest first; what landed in one step is one. */
function tipsOf(record: PlanRecord, landings: readonly Landing[]): readonly Tip[] {
  const tips = new Map<number, Tip>();
  for (const landing of landings) {
    const { landed, index, ticket } = landing;
    if (landed === undefined) continue;
    const before = tips.get(index);
    const { commit, tree } = tipOf(landed);
    tips.set(index, { commit, tree, tickets: [...(before?.tickets ?? []), ticket], base: before?.base ?? landed.base, verdict: verdictOf(record, landing), config: configOfThen(record, landing), tools: toolsOf(record, landing) });
  }
  return [...tips.values()];
}

/** The tests that a verdict ever called flaky. */
function knownFlaky(record: PlanRecord): ReadonlySet<string> {
  const verdicts = record.steps.flatMap(({ changes }, index) =>
    changes.flatMap(({ path, after }): readonly Verdict[] => {
      const read = path.startsWith('verdicts/') && after !== undefined ? record.documentAt(verdictSchema, path, index) : undefined;
      return read !== undefined && 'fields' in read ? [read.fields] : [];
    }),
  );
  return new Set(flakyTests(verdicts).map(({ name }) => name));
}

/** Why a tip is not tested again; undefined for one that is. */
async function hindrance(project: Project, { commit, base, verdict, config, tools }: Tip): Promise<string | undefined> {
  const { repository, place, ports, home } = project;
  if (config === undefined) return 'sanctum.json of then cannot be read';
  if ((await repository.reader.read(commit))?.type !== 'commit') return `the repository does not have ${commit}`;
  if (verdict !== undefined && gateFingerprint(config, tools) !== verdict.fingerprint) return 'its verdict is of another gate than sanctum.json of then names';
  const request = await trustRequest(repository, config, base);
  if (await new TrustStore(ports, home).isTrusted(place.commonDir, request.hash)) return undefined;
  return `its commands were not approved on this machine with the files of then; to approve them: sanctum audit --replay --trust ${request.hash}`;
}

function failingOf({ output, exitCode, inSetUp }: GateResult): readonly string[] | undefined {
  return exitCode <= 0 || inSetUp === true ? undefined : failedTests(output);
}

/** What a red run and the one after it come to. */
function judged({ verdict }: Tip, first: GateResult, second: GateResult, flaky: ReadonlySet<string>): Pick<Replayed, 'result' | 'words' | 'failing'> {
  const failing = failingOf(first);
  const named = failing === undefined ? {} : { failing: [...failing] };
  const areKnown = failing !== undefined && failing.length > 0 && failing.every((name) => flaky.has(name));
  if (second.green) return { result: 'flaky', words: `${first.words} Once more: ${second.words} ${areKnown ? `Known to be flaky: ${namesInWords(failing)}.` : ''}`.trim(), ...named };
  if (areKnown) return { result: 'flaky', words: `${first.words} All that failed is known to be flaky: ${namesInWords(failing)}.`, ...named };
  const then = new Set(verdict?.failing ?? []);
  const isAsThen = verdict?.cause === 'lessens' && failing?.every((name) => then.has(name)) === true;
  return { result: isAsThen ? 'lessened' : 'red', words: first.words, ...named };
}

/** Approves the commands of old configurations that this hash stands for. */
async function approve(project: Project, tips: readonly Tip[], hash: string, at: string): Promise<void> {
  for (const { config, base } of tips) {
    if (config === undefined) continue;
    const request = await trustRequest(project.repository, config, base);
    if (request.hash === hash) return new TrustStore(project.ports, project.home).approve(project.place.commonDir, request, at);
  }
}

/**
 * Runs the gate again on every tip that Sanctum gave master, the oldest first: the gate of the configuration of then, in a pristine checkout, confined and approved as any.
 * Writes nothing into the plan. Throws EngineElsewhere while an engine runs, since that clears the lanes.
 */
export async function replay(project: Project, record: PlanRecord, landings: readonly Landing[], { say, stop, trust, at }: ReplayMeans & { readonly trust?: string | undefined; readonly at: string }): Promise<readonly Replayed[]> {
  const locked = await acquireLock(project.ports, project.place.commonDir, `an audit, process ${String(project.ports.processes.own().pid)}`);
  if ('holder' in locked) throw new EngineElsewhere(`An engine runs this repository (${locked.holder}). End it first; then: sanctum audit --replay`);
  try {
    const tips = tipsOf(record, landings);
    if (trust !== undefined) await approve(project, tips, trust, at);
    const flaky = knownFlaky(record);
    const found: Replayed[] = [];
    let lanes: Lanes | undefined;
    const isStopped = (): boolean => stop.aborted;
    for (const [number, tip] of tips.entries()) {
      if (isStopped()) break;
      const { commit, tree, tickets, config } = tip;
      const words = await hindrance(project, tip);
      const what = `${String(number + 1)} of ${String(tips.length)}: ${commit.slice(0, 10)} (${tickets.join(', ')})`;
      if (words !== undefined || config === undefined) {
        found.push({ commit, tree, tickets: [...tickets], result: 'not-run', words: words ?? '' });
        say(`${what}: not run: ${words ?? ''}`);
        continue;
      }
      lanes ??= new Lanes(await queueContext(project, config.branch));
      const inLanes = lanes;
      const test = (): Promise<GateResult> => testInLane(inLanes, config, commit, { of: 'replay', stop });
      const first = await test();
      const second = first.green || isStopped() ? undefined : await test();
      if (isStopped()) break;
      const result = second === undefined ? { result: 'green' as const, words: first.words } : judged(tip, first, second, flaky);
      found.push({ commit, tree, tickets: [...tickets], ...result });
      say(`${what}: ${result.result}. ${result.words}`);
    }
    return found;
  } finally {
    await locked.lock.release();
  }
}
