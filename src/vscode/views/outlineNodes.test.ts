import assert from 'node:assert/strict';
import { hostView, viewSource } from '../../../test/support/hostView.js';
import { keyed, ticket, tree } from '../../../test/support/observation.js';
import type { Outline } from '../../plan/outline.js';
import { printDocument } from '../../plan/frontMatter.js';
import { areaPath } from '../../plan/paths.js';
import { outlineNodes } from './outlineNodes.js';
import { planNodes } from './planNodes.js';
import type { ViewNode } from './viewNode.js';
import { appearance } from './viewNode.js';

function ids(count: number, first: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => String(first + at).padStart(4, '0'));
}

async function listed(nodes: readonly ViewNode[], ...labels: readonly string[]): Promise<readonly ViewNode[]> {
  const [label, ...more] = labels;
  if (label === undefined) return nodes;
  return listed((await nodes.find((node) => node.label === label)?.below?.list()) ?? [], ...more);
}

describe('the outline of a large plan', () => {
  const source = viewSource(
    hostView({
      tickets: [...ids(200, 1).map((id) => ticket(id, 'done', {})), ...ids(150, 201).map((id) => ticket(id, 'open', {})), ...ids(3, 351).map((id) => ticket(id, 'stuck', {}))],
      snapshot: { spec: tree, version: 2 },
    }),
  );
  const { key } = source;
  const outline: Outline = { commit: tree, hasSpec: true, version: 2, areas: [], tickets: new Map([['done', 200], ['open', 150], ['stuck', 3]]) };

  it('has the rows of the plan as it will be read, but for those that would be open and are not known yet', async () => {
    const whole = planNodes(source);
    const early = outlineNodes({ key, outline, hasDraft: false, whole: () => Promise.resolve(whole) });
    assert.deepEqual(early.map((node) => [node.id, appearance(node)]), whole.map((node) => [node.id, appearance(node)]));
    const [groups, wholeGroups] = [await listed(early, 'Tickets'), await listed(whole, 'Tickets')];
    assert.deepEqual(groups.map(({ label, description, below }) => [label, description, below?.isOpenAtFirst]), [['Stuck', '3', undefined], ['Open', '150', false], ['Done', '200', false]]);
    assert.deepEqual(groups.map(({ id }, at) => id === wholeGroups[at]?.id), [false, true, true]);
    assert.deepEqual((await listed(early, 'Tickets', 'Done')).map(({ id }) => id), (await listed(whole, 'Tickets', 'Done')).map(({ id }) => id));
  });

  it('has the rows of areas without what only their tickets tell', () => {
    const areas = keyed({ shop: { path: areaPath('shop'), blob: tree, text: printDocument({ area: 'shop', title: 'The shop' }, ''), fields: { area: 'shop', title: 'The shop' } } });
    const whole = planNodes({ ...source, view: hostView({ tickets: [ticket('0001', 'open', { area: 'shop' })], snapshot: { spec: tree, version: 2, areas } }) });
    const early = outlineNodes({ key, outline: { ...outline, areas: [{ area: 'shop', title: 'The shop' }] }, hasDraft: true, whole: () => Promise.resolve(whole) });
    assert.deepEqual(early.map(({ label, description, below }) => [label, description, below]), [['Spec', 'v2 · a draft waits for you', undefined], ['The shop', 'being read', undefined]]);
    assert.ok(!whole.some(({ id }) => id === early[1]?.id));
  });
});
