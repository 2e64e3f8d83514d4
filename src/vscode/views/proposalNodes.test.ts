import assert from 'node:assert/strict';
import { hostView, viewSource } from '../../../test/support/hostView.js';
import { at, keyed, proposal, question, work } from '../../../test/support/observation.js';
import { needsOf, needWords } from './needs.js';
import { proposalsNode } from './proposalNodes.js';
import type { ViewNode } from './viewNode.js';

const word = { by: 'ada@home', at };
const accepted = { state: 'accepted', accepted: word } as const;
const view = hostView({
  snapshot: {
    proposals: keyed({
      'P-0001': proposal('P-0001', 'Farewells', { ...accepted, filed: { run: 'R-design', at, areas: ['farewells'] } }),
      'P-0002': proposal('P-0002', 'Weather', accepted),
      'P-0003': proposal('P-0003', 'Music'),
      'P-0004': proposal('P-0004', 'Dance', { state: 'rejected', rejected: { ...word, why: 'Too loud' } }),
      'P-0005': proposal('P-0005', 'Tea', accepted),
    }),
    work: keyed({ 'design-P-0005': work({ name: 'design-P-0005', kind: 'design', role: 'architect', of: '7'.repeat(40), subject: 'P-0005', parked: 'Q-0001' }) }),
    questions: keyed({ 'Q-0001': question('Q-0001', { asker: { role: 'architect', run: 'R-design', number: 1, work: 'design-P-0005' }, path: [{ level: 'engineer', at }] }) }),
  },
});

async function below(node: ViewNode | undefined): Promise<readonly ViewNode[]> {
  return (await node?.below?.list()) ?? [];
}

const lines = (nodes: readonly ViewNode[]): readonly string[] => nodes.map(({ label, description, context }) => `${label} | ${description} | ${context}`);

describe('proposals in the view Plan', () => {
  it('stand with what waits for the engineer first, and what was decided folded away', async () => {
    const [node, ...more] = proposalsNode(viewSource(view));
    assert.deepEqual([more, node?.description], [[], '1 waits for you · 2 in design']);
    const rows = await below(node);
    assert.deepEqual(lines(rows), [
      'P-0003 Music | waits for your word 10m · 20–60 min · $1–3 | proposal.open',
      'P-0005 Tea | waits for an answer 10m · Q-0001 waits for you | proposal.asking',
      'P-0002 Weather | is being designed 10m | proposal.designing',
      'Filed and rejected | 2 | group',
    ]);
    assert.deepEqual(lines(await below(rows.at(-1))), ['P-0001 Farewells | is filed 10m · farewells · no tickets yet | proposal.filed', 'P-0004 Dance | is rejected 10m · Too loud | proposal.rejected']);
    assert.equal(await rows[0]?.tooltip?.(), '**P\\-0003 Music**\n\nThere is Music\\.\n\nwaits for your word · 20–60 min · \\$1–3\n\n**Scope**\n\n\\- Music');
  });

  it('are nothing at all before the first', () => {
    assert.deepEqual(proposalsNode(viewSource(hostView())), []);
  });
});

describe('an open proposal', () => {
  it('needs the engineer, and is counted once, whatever else goes on', () => {
    const open = hostView({ snapshot: { proposals: keyed({ 'P-0003': proposal('P-0003', 'Music') }) } });
    assert.deepEqual(needsOf(open, (iso) => iso).map(({ words, proposal: of }) => [words, of?.id]), [['decide on P-0003: Music', 'P-0003']]);
    assert.deepEqual(needWords(view, (iso) => iso), ['answer Q-0001: Which one?', 'decide on P-0003: Music']);
  });
});
