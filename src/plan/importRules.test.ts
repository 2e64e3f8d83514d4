import assert from 'node:assert/strict';
import { PlanStage, someTime } from '../../test/support/planStage.js';
import { scriptoriumFiles } from '../../test/support/scriptoriumBranch.js';
import { setFields } from './frontMatter.js';
import { walkBack } from './history.js';
import { readScriptorium } from './imports/readScriptorium.js';
import { importPlan } from './importTransition.js';
import { inspectStep } from './inspect.js';
import { importPath, planRef, specPath, ticketPath } from './paths.js';
import type { Step, Transition } from './transition.js';

const from = 'c'.repeat(40);
const files = Object.entries(scriptoriumFiles).map(([path, text]) => ({ path, content: Buffer.from(text) }));
const plan = readScriptorium({ commit: from, files, times: new Map(), at: someTime });
const transition = importPlan({ plan, from, branch: 'scriptorium/plan', by: 'ada@home', at: someTime, format: 'sha1' });
const [done, open] = [ticketPath('done', '0001', 'greet-by-name'), ticketPath('open', '0002', 'greet-in-french')];

/** The import with some of its documents otherwise. */
function otherwise(change: (text: (path: string) => string) => Readonly<Record<string, string | undefined>>): Transition {
  return (snapshot) => {
    const step = transition(snapshot);
    if ('refused' in step) return step;
    const textOf = (path: string): string => {
      const text = step.changes.get(path);
      assert.ok(text !== undefined, path);
      return text;
    };
    const changes = new Map<string, string | undefined>([...step.changes, ...Object.entries(change(textOf))]);
    return { ...step, changes: new Map([...changes].filter(([, text]) => text !== 'LEAVE OUT')) } satisfies Step;
  };
}

describe('an import as a commit', () => {
  let stage: PlanStage;
  let tip: string;

  before(async () => {
    stage = await PlanStage.open();
    tip = await stage.tip();
  });

  after(() => stage.dispose());

  afterEach(() => stage.at.git('update-ref', planRef, tip));

  async function found(transition: Transition): Promise<string> {
    await stage.command(transition);
    for await (const step of walkBack(stage.at.repository.reader, stage.store.snapshots.trees, await stage.tip())) {
      const before = step.parent === undefined ? undefined : await stage.store.snapshots.read(step.parent);
      return (await inspectStep(stage.at.repository.reader, before, step)).map(({ words }) => words).join('\n');
    }
    return 'nothing';
  }

  it('is legal, and brings what the areas and the spec were cut for', async () => {
    assert.equal(await found(transition), '');
    const { cuts, spec, areas, problems } = await stage.store.read();
    assert.deepEqual([cuts.get(undefined)?.of, cuts.get('greeting')?.of, cuts.has('farewell'), problems], [spec, areas.get('greeting')?.blob, false, []]);
  });

  const illegal: readonly (readonly [string, Transition, RegExp])[] = [
    ['without a report', otherwise(() => ({ [importPath(from)]: 'LEAVE OUT' })), /import must write exactly one report/],
    ['of a ticket that was not imported', otherwise((text) => ({ [open]: setFields(text(open), { imported: undefined }) })), /does not say that it was imported from c+/],
    ['of a ticket from elsewhere', otherwise((text) => ({ [open]: text(open).replaceAll(from, 'd'.repeat(40)) })), /does not say that it was imported from c+/],
    ['of a ticket as done that was not', otherwise((text) => ({ [open]: 'LEAVE OUT', [ticketPath('done', '0002', 'greet-in-french')]: text(open) })), /was open there/],
    ['of a landing', otherwise((text) => ({ [done]: setFields(text(done), { attempts: 1 }) })), /"attempts" is the engine's to write/],
    ['of a cut for something else', otherwise((text) => ({ [specPath]: `${text(specPath)}more\n` })), /cuts\/spec\.md is for no content that the import brings/],
    ['of the configuration', otherwise(() => ({ 'sanctum.json': '{}' })), /sanctum\.json is not to be changed by import/],
  ];
  for (const [name, wrong, words] of illegal) {
    it(`${name} is illegal`, async () => {
      assert.match(await found(wrong), words);
    });
  }

  it('is refused where there are tickets; what it wrote is nobody else\'s to write', async () => {
    await stage.command(transition);
    const again = await stage.store.write(transition, { author: { kind: 'command', writer: 'ada@home', nonce: 'n9' } });
    assert.match('refused' in again ? again.refused : '', /The plan has 5 tickets\./);
    const edit: Transition = (snapshot) => ({ transition: 'edit', ticket: '0002', subject: 'edit', changes: new Map([[open, setFields(snapshot.tickets.get('0002')?.text ?? '', { imported: { from, path: 'x', state: 'done', rounds: [] } })]]) });
    assert.match(await found(edit), /"imported" is the engine's to write/);
  });
});
